// "Use my location": asks the browser, fills the two hidden fields, and says how near the fix is. Nothing is sent until the form is.
export function startLocation () {
  for (const holder of document.querySelectorAll('[data-cw="locate"]')) {
    const button = holder.querySelector('button')
    const status = holder.querySelector('[role="status"]')
    if (!('geolocation' in navigator)) continue
    holder.hidden = false
    button.addEventListener('click', () => {
      status.textContent = 'Finding where you are…'
      navigator.geolocation.getCurrentPosition(found => {
        const { latitude, longitude, accuracy } = found.coords
        document.getElementById(holder.dataset.latitude).value = latitude.toFixed(6)
        document.getElementById(holder.dataset.longitude).value = longitude.toFixed(6)
        status.textContent = `Your location is set, to within ${Math.round(accuracy)} metres.`
        holder.dispatchEvent(new CustomEvent('cw:located', { bubbles: true, detail: { latitude, longitude } }))
      }, () => {
        status.textContent = 'Your location could not be found. Enter a postcode or choose a ward instead.'
      }, { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 })
    })
  }
}
