import type { Portal } from '../frame/portal.ts'
import { approve, askToSign, refuse, showAgreement, showAgreements } from './agreements/pages.ts'
import { searchChildren, showChild, showChildren, showChildWithNumber } from './children/pages.ts'
import { addContact, confirmContacts, removeContact, showContacts } from './contacts/pages.ts'
import type { AuthorityDeps } from './deps.ts'
import { showHome } from './home/pages.ts'
import { markActioned, markSeen, sendAgain, showInbox, showNotice } from './notices/pages.ts'
import { type OwnWork, ofOwnAuthority } from './own-visit.ts'
import { saveCauses, saveTrend, showQuality } from './quality/pages.ts'
import { saveUpload, showUpload, showUploads } from './uploads/pages.ts'

const FRESH = { freshSignIn: true } as const

/** The pages for staff of a local authority, each about their own authority and no other. */
export function addAuthorityPages(portal: Portal, deps: AuthorityDeps): void {
  const { activities } = deps
  const pages = portal.area({ title: 'Local authority', path: '/authority', activities })
  const own = (work: OwnWork) => (visit: Parameters<typeof ofOwnAuthority>[1]) => ofOwnAuthority(deps, visit, work)
  pages.get('', own(showHome))
  pages.get('/uploads', own(showUploads))
  pages.get('/uploads/:id', own(showUpload))
  pages.get('/uploads/:id/rows.csv', own(saveUpload), FRESH)
  pages.get('/children', own(showChildren))
  pages.post('/children', own(searchChildren))
  pages.get('/children/:handle', own(showChild))
  pages.post('/children/:handle/number', own(showChildWithNumber))
  pages.get('/notices', own(showInbox))
  pages.get('/notices/:id', own(showNotice))
  pages.post('/notices/:id/seen', own(markSeen))
  pages.post('/notices/:id/actioned', own(markActioned))
  pages.post('/notices/:id/again', own(sendAgain))
  pages.get('/quality', own(showQuality))
  pages.get('/quality/trend.csv', own(saveTrend), FRESH)
  pages.get('/quality/causes.csv', own(saveCauses), FRESH)
  pages.get('/contacts', own(showContacts))
  pages.post('/contacts/confirm', own(confirmContacts))
  pages.post('/contacts/add', own(addContact))
  pages.post('/contacts/remove', own(removeContact))
  pages.get('/agreements', own(showAgreements))
  pages.get('/agreements/:id', own(showAgreement), FRESH)
  pages.post('/agreements/:id/ask', own(askToSign), FRESH)
  pages.post('/agreements/:id/approve', own(approve), FRESH)
  pages.post('/agreements/:id/refuse', own(refuse), FRESH)
}
