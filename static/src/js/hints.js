// Points out words that blame or are vague, with a better phrase, from a JSON list: [{pattern, say}]. It warns and never blocks.
import { getJson, wait } from './net.js'

const lists = new Map()
const load = url => { if (!lists.has(url)) lists.set(url, getJson(url).catch(() => [])); return lists.get(url) }

export function startHints () {
  for (const area of document.querySelectorAll('[data-hints]')) {
    const box = document.createElement('div')
    box.className = 'cw-hint-box'
    box.setAttribute('role', 'status')
    area.after(box)
    area.addEventListener('input', wait(async () => {
      const words = await load(area.dataset.hints)
      const found = (words.results || words).filter(({ pattern }) => matches(pattern, area.value)).slice(0, 4)
      box.replaceChildren()
      if (!found.length) return
      const list = document.createElement('ul')
      for (const { say } of found) { const item = document.createElement('li'); item.textContent = say; list.append(item) }
      box.append('Consider your wording:', list)
    }, 700))
  }
}

function matches (pattern, text) {
  const plain = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(^|[^\\p{L}])${plain}($|[^\\p{L}])`, 'iu').test(text)
}
