// Warns before the session ends for idleness. Typing, pressing and scrolling count as being there: they renew the session quietly, so
// nobody is signed out in the middle of a sentence. Open pages tell each other. When time is up the drafts are kept first.
import { saveNow } from './drafts.js'
import { post } from './net.js'

export function startIdle () {
  const dialog = document.querySelector('dialog[data-cw="idle"]')
  if (!dialog || typeof dialog.showModal !== 'function') return
  const { keepAlive, signIn, limit, warning } = dialog.dataset
  const left = dialog.querySelector('[data-cw="left"]')
  const [limitMs, warnMs] = [Number(limit) * 1000, Number(warning) * 1000]
  const renewMs = Math.min(60000, limitMs / 4)
  let [active, renewed, over] = [0, Date.now(), false]
  const others = 'BroadcastChannel' in window ? new BroadcastChannel('casework-idle') : null
  const alive = () => { renewed = Date.now(); if (dialog.open) dialog.close() }
  if (others) { others.onmessage = alive; others.postMessage('alive') }

  async function renew () {
    active = 0
    let status = 0
    try { status = (await post(keepAlive)).status } catch { return }
    if (status === 401) ended()
    else if (status < 400) { alive(); if (others) others.postMessage('alive') }
  }

  // The session ended elsewhere: the page stays, so that nothing typed is lost.
  function ended () {
    if (over) return
    over = true
    const band = document.createElement('div')
    const link = document.createElement('a')
    band.className = 'cw-band'
    band.setAttribute('role', 'alert')
    link.href = signIn
    link.target = '_blank'
    link.rel = 'noopener'
    link.textContent = 'Sign in again in a new window'
    const text = document.createElement('p')
    text.className = 'govuk-width-container'
    text.append('You are signed out. What you typed is still here. ', link, ', then come back and save.')
    band.append(text)
    document.body.prepend(band)
    setTimeout(() => { over = false }, 60000)
  }

  const here = () => {
    if (dialog.open) return
    active = Date.now()
    if (active - renewed > renewMs) renew()
  }
  for (const kind of ['keydown', 'input', 'pointerdown', 'touchstart', 'scroll']) document.addEventListener(kind, here, { passive: true, capture: true })

  const stay = () => { dialog.close(); renew() }
  dialog.querySelector('[data-cw="stay"]').addEventListener('click', stay)
  dialog.addEventListener('cancel', event => { event.preventDefault(); stay() })

  let leaving = false
  setInterval(async () => {
    if (active > renewed && Date.now() - renewed > renewMs) renew()
    const rest = limitMs - (Date.now() - renewed)
    if (rest <= 0 && !leaving && !over) {
      leaving = true
      await saveNow().catch(() => {})
      location.assign(signIn)
    } else if (rest <= warnMs && !over) {
      if (!dialog.open) { saveNow(); dialog.showModal() }
      const minutes = Math.max(1, Math.ceil(rest / 60000))
      const text = minutes === 1 ? 'less than a minute' : `${minutes} minutes`
      if (left.textContent !== text) left.textContent = text
    }
  }, Math.min(5000, Math.max(100, warnMs / 10)))
}
