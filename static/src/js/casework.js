// Everything a page runs. Each part looks for its own data attribute and does nothing where it is absent.
import { Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, SkipLink, createAll } from 'govuk-frontend'
import { startFilters, startNavigation } from './toggles.js'
import { startGuard } from './guard.js'
import { startHints } from './hints.js'
import { startIdle } from './idle.js'
import { startLocation } from './location.js'
import { startOrders } from './orders.js'
import { startPreviews } from './previews.js'
import { startDrafts } from './drafts.js'
import { startRepeats } from './repeats.js'
import { startTypeahead } from './typeahead.js'

for (const part of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, SkipLink]) createAll(part)
startNavigation()
startFilters()
startGuard()
startTypeahead()
startRepeats()
startOrders()
startLocation()
startPreviews()
startHints()
startDrafts()
startIdle()
