// Making and using passkeys. The page says where to ask what is to be signed; the answer goes into a hidden field of its form.
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), sign => sign.charCodeAt(0))
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const named = list => (list || []).map(each => ({ ...each, id: bytes(each.id) }))

function written (made) {
  const { response } = made
  const said = { clientDataJSON: text(response.clientDataJSON) }
  for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) if (response[name]) said[name] = text(response[name])
  return JSON.stringify({
    id: made.id, rawId: text(made.rawId), type: made.type, response: said, clientExtensionResults: made.getClientExtensionResults()
  })
}

async function answer (box) {
  const token = document.querySelector('meta[name="csrf-token"]').content
  const asked = await fetch(box.dataset.ask, { method: 'POST', headers: { 'X-CSRFToken': token, Accept: 'application/json' } })
  if (!asked.ok || asked.redirected) throw new Error('not asked')
  const options = await asked.json()
  options.challenge = bytes(options.challenge)
  if (box.dataset.cwPasskey === 'make') {
    options.user.id = bytes(options.user.id)
    options.excludeCredentials = named(options.excludeCredentials)
    return navigator.credentials.create({ publicKey: options })
  }
  options.allowCredentials = named(options.allowCredentials)
  return navigator.credentials.get({ publicKey: options })
}

for (const box of document.querySelectorAll('[data-cw-passkey]')) {
  if (!window.PublicKeyCredential) continue
  const [button, status] = [box.querySelector('button'), box.querySelector('[role="status"]')]
  const form = box.closest('form')
  box.hidden = false
  button.addEventListener('click', async () => {
    if (box.dataset.cwPasskey === 'make' && !form.elements.label.value.trim()) { form.requestSubmit(); return }
    status.textContent = 'Waiting for your passkey.'
    button.disabled = true
    try {
      form.elements.passkey.value = written(await answer(box))
      status.textContent = ''
      form.submit()
    } catch {
      button.disabled = false
      status.textContent = 'The passkey did not answer. Try again.'
    }
  })
}
