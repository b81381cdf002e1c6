// A text box becomes a type-ahead over a JSON address: [{value, text, detail}]. The chosen value goes into a hidden field; typing
// again empties it, so the server always knows whether something was chosen or only typed.
import accessibleAutocomplete from 'accessible-autocomplete'
import { getJson, wait } from './net.js'

const escape = text => String(text).replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)

function label (item) {
  return item ? escape(item.text) + (item.detail ? `<span class="cw-option__detail">${escape(item.detail)}</span>` : '') : ''
}

function enhance (holder) {
  const input = holder.querySelector('input[type="text"]')
  const [value, text] = ['value', 'text'].map(part => holder.querySelector(`[data-chosen="${part}"]`))
  const box = document.createElement('div')
  const least = Number(holder.dataset.least || 2)
  let newest = 0
  const source = wait(async (query, populate) => {
    const mine = ++newest
    try {
      const url = new URL(holder.dataset.source, location.href)
      url.searchParams.set('q', query)
      const found = await getJson(url)
      if (mine === newest) populate(found.results || found)
    } catch { if (mine === newest) populate([]) }
  }, 200)
  const { id, name, value: typed } = input
  const described = input.getAttribute('aria-describedby')
  input.replaceWith(box)
  accessibleAutocomplete({
    element: box, id, name, source, minLength: least, defaultValue: typed, displayMenu: 'overlay', confirmOnBlur: false,
    templates: { inputValue: item => typeof item === 'string' ? item : (item ? item.text : ''), suggestion: item => typeof item === 'string' ? escape(item) : label(item) },
    onConfirm: item => {
      if (!item || typeof item === 'string') return
      value.value = item.value
      text.value = item.text
      holder.dispatchEvent(new CustomEvent('cw:chosen', { bubbles: true, detail: item }))
    },
    tNoResults: () => holder.dataset.none || 'Nothing found. You can keep what you typed.',
    tAssistiveHint: () => 'Suggestions appear while you type. Use the up and down arrows to choose.'
  })
  requestAnimationFrame(() => {
    const fresh = box.querySelector('input')
    if (!fresh) return
    if (described) fresh.setAttribute('aria-describedby', `${described} ${fresh.getAttribute('aria-describedby') || ''}`.trim())
    fresh.setAttribute('autocomplete', 'off')
    fresh.setAttribute('maxlength', holder.dataset.most || '200')
    if (holder.dataset.error !== undefined) fresh.setAttribute('aria-invalid', 'true')
    fresh.addEventListener('input', () => { value.value = text.value = '' })
  })
}

export function startTypeahead () {
  for (const holder of document.querySelectorAll('[data-cw="typeahead"]')) enhance(holder)
}
