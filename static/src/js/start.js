// Runs before the page is drawn, so that parts which need scripts are laid out once.
document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '')
