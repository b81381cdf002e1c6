// Beside a new report: the public spaces orders that apply at the place, once a location or a postcode is known.
import { getJson, wait } from './net.js'

function line (order) {
  const row = document.createElement('li')
  const link = document.createElement('a')
  link.className = 'govuk-link'
  link.href = order.href
  link.textContent = order.title
  row.append(link)
  for (const term of order.terms) {
    const words = document.createElement('span')
    words.className = 'cw-quiet cw-orders__term'
    words.textContent = `${term.number}. ${term.text}`
    row.append(words)
  }
  return row
}

export function startOrders () {
  const holder = document.querySelector('[data-cw="orders"]')
  if (!holder) return
  const form = document.querySelector('form.cw-form')
  const ask = wait(async () => {
    const query = new URLSearchParams()
    for (const name of ['latitude', 'longitude', 'postcode']) {
      const field = form && form.elements[name]
      if (field && field.value.trim()) query.set(name, field.value.trim())
    }
    if (!query.has('postcode') && !query.has('latitude')) return
    const found = await getJson(`${holder.dataset.source}?${query}`).catch(() => null)
    const words = document.createElement('p')
    words.className = 'govuk-body'
    words.textContent = !found ? 'The place is not known, so no order was looked for.'
      : found.orders.length ? `At ${found.said}:` : `No order applies at ${found.said}.`
    const list = document.createElement('ul')
    list.className = 'govuk-list'
    if (found) list.append(...found.orders.map(line))
    holder.replaceChildren(holder.firstElementChild, words, list)
  }, 300)
  document.addEventListener('cw:located', ask)
  const postcode = form && form.elements.postcode
  if (postcode) postcode.addEventListener('change', ask)
  ask()
}
