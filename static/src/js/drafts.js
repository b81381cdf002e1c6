// Keeps a draft of a form on the server while someone types. Tokens, passwords and files are never part of it.
import { post, wait } from './net.js'

const LEFT_OUT = new Set(['csrf_token', 'idempotency_key', 'password'])
let pending = new Set()

function content (form) {
  const data = new FormData()
  for (const [name, value] of new FormData(form)) {
    const field = form.elements[name]
    if (LEFT_OUT.has(name) || typeof value !== 'string' || (field && field.type === 'password')) continue
    data.append(name, value)
  }
  return data
}

function keep (form) {
  const status = form.querySelector('[data-cw="saved"]')
  const save = async () => {
    pending.delete(save)
    try {
      const answer = await post(form.dataset.draft, content(form))
      if (!answer.ok) throw new Error(String(answer.status))
      if (status) status.textContent = 'Draft kept.'
    } catch { if (status) status.textContent = 'The draft could not be kept just now. What you typed is still here.' }
  }
  const later = wait(() => pending.has(save) && save(), 2500)
  form.addEventListener('input', () => { pending.add(save); later() })
  form.addEventListener('submit', () => pending.delete(save))
}

export const saveNow = () => Promise.all([...pending].map(save => save()))

export function startDrafts () {
  for (const form of document.querySelectorAll('form[data-draft]')) keep(form)
}
