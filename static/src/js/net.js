// Requests to our own server, with the token a change needs.
export const token = () => document.querySelector('meta[name="csrf-token"]')?.content || ''

export async function getJson (url) {
  const answer = await fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status))
  return answer.json()
}

export async function post (url, body) {
  return fetch(url, { method: 'POST', body, headers: { 'X-CSRF-Token': token(), Accept: 'application/json' }, credentials: 'same-origin', redirect: 'error' })
}

export function wait (work, milliseconds) {
  let timer
  return (...values) => { clearTimeout(timer); timer = setTimeout(() => work(...values), milliseconds) }
}
