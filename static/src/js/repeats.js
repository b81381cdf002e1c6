// Beside a new report: what is already known of the people, place, vehicle and postcode typed so far.
import { getJson, wait } from './net.js'

function line (item) {
  const row = document.createElement('li')
  const link = document.createElement('a')
  link.className = 'govuk-link'
  link.href = item.href
  link.textContent = item.title
  const detail = document.createElement('span')
  detail.className = 'cw-quiet'
  detail.textContent = ` ${item.kind === 'case' ? 'Case' : 'Incident'} ${item.ref}, ${item.detail} `
  row.append(link, detail)
  if (item.may_join) row.append(joiner(item.ref))
  return row
}

function joiner (ref) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'cw-plain-button'
  button.textContent = `Join ${ref}`
  button.addEventListener('click', () => {
    const choice = document.querySelector('input[name="then"][value="join"]')
    const box = document.getElementById('join_ref')
    if (!choice || !box) return
    choice.checked = true
    box.value = ref
    box.focus()
  })
  return button
}

// What others hold is not shown: one asks them.
function asker (item) {
  const row = document.createElement('p')
  row.className = 'govuk-body'
  const link = document.createElement('a')
  link.className = 'govuk-link'
  link.href = item.href
  link.textContent = item.text
  row.append(link)
  return row
}

function show (holder, found) {
  const parts = [...holder.children].slice(1)
  for (const part of parts) part.remove()
  const words = document.createElement('p')
  words.className = 'govuk-body'
  words.textContent = found.sentence || (found.records.length ? '' : 'Nothing among the records that you may see.')
  if (words.textContent) holder.append(words)
  const list = document.createElement('ul')
  list.className = 'govuk-list'
  list.append(...found.records.map(line))
  holder.append(list, ...(found.ask || []).map(asker))
}

export function startRepeats () {
  const holder = document.querySelector('[data-cw="repeats"]')
  if (!holder) return
  const ask = wait(async () => {
    const url = new URL(holder.dataset.source, location.href)
    for (const chosen of document.querySelectorAll('[data-chosen="value"]')) if (chosen.value) url.searchParams.append('ref', chosen.value)
    const postcode = document.getElementById('postcode')?.value || ''
    if (postcode.length > 4) url.searchParams.set('postcode', postcode)
    if (![...url.searchParams].length) return
    try { show(holder, await getJson(url)) } catch { /* What stands there stays. */ }
  }, 300)
  document.addEventListener('cw:chosen', ask)
  document.getElementById('postcode')?.addEventListener('change', ask)
}
