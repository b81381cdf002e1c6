// Shows the photos chosen in a file field before they are sent.
export function startPreviews () {
  for (const input of document.querySelectorAll('input[type="file"][data-previews]')) {
    const list = document.getElementById(input.dataset.previews)
    if (!list) continue
    input.addEventListener('change', () => {
      list.replaceChildren()
      for (const file of [...input.files].slice(0, 12)) list.append(entry(file))
    })
  }
}

function entry (file) {
  const item = document.createElement('li')
  if (/^image\/(jpeg|png|webp)$/.test(file.type)) {
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      const picture = document.createElement('img')
      picture.alt = ''
      picture.src = reader.result
      item.prepend(picture)
    })
    reader.readAsDataURL(file)
  }
  item.append(`${file.name} (${Math.max(1, Math.round(file.size / 1024))} KB)`)
  return item
}
