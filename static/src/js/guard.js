// Stops a form from being sent twice: the second press within the same page does nothing until the page comes back.
export function startGuard () {
  const sent = new WeakSet()
  document.addEventListener('submit', event => {
    const form = event.target
    if (form.method !== 'post' || event.defaultPrevented) return
    if (sent.has(form)) { event.preventDefault(); return }
    sent.add(form)
    if (form.dataset.download !== undefined) setTimeout(() => sent.delete(form), 1500)
  })
  window.addEventListener('pageshow', event => {
    if (event.persisted) for (const form of document.forms) sent.delete(form)
  })
}
