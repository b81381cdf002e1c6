// Opens and closes the navigation and the filter on a phone; both stand open where there are no scripts.
function wire (selector) {
  for (const button of document.querySelectorAll(selector)) {
    button.hidden = false
    button.addEventListener('click', () => {
      const open = button.getAttribute('aria-expanded') === 'true'
      button.setAttribute('aria-expanded', String(!open))
      if (button.dataset.open) button.textContent = open ? button.dataset.closed : button.dataset.open
    })
  }
}
export const startNavigation = () => wire('[data-cw="menu"]')
export const startFilters = () => wire('[data-cw="filter"]')
