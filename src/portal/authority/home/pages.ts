import type { AuthorityDeps } from '../deps.ts'
import { type OwnVisit, sectionPage } from '../own-visit.ts'
import { presentHome } from './presenter.ts'

/** How the authority stands, and what is to do. */
export async function showHome(deps: AuthorityDeps, { authority, member }: OwnVisit) {
  const { code, name } = authority
  const [quality, uploads, inbox, contacts, agreements] = await Promise.all([
    deps.readQuality(code),
    deps.listUploads(code, { skip: 0, limit: 1 }),
    deps.countInbox(code),
    deps.readContacts(code),
    deps.listAgreements(code),
  ])
  const [upload] = uploads.rows
  const standing = { name, quality, upload, inbox, contacts, agreements, userId: member.byUser }
  return sectionPage('today', 'home/template.njk', presentHome(standing))
}
