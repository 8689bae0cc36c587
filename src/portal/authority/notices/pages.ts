import { readPage } from '../../components/pagination/presenter.ts'
import { redirect } from '../../frame/reply.ts'
import type { AuthorityDeps } from '../deps.ts'
import { type OwnVisit, sectionPage } from '../own-visit.ts'
import { readTyped } from '../words.ts'
import { LONGEST_NOTE, NOTICES_ON_PAGE, presentInbox, presentNotice } from './presenter.ts'
import { readSought } from './read-sought.ts'

/** The inbox, and what fires. */
export async function showInbox(deps: AuthorityDeps, { authority, query }: OwnVisit) {
  const { code } = authority
  const page = readPage(query)
  const sought = readSought(query)
  const [found, counts, uploads] = await Promise.all([
    deps.listInbox(code, { ...sought, skip: (page - 1) * NOTICES_ON_PAGE, limit: NOTICES_ON_PAGE }),
    deps.countInbox(code),
    deps.listUploads(code, { skip: 0, limit: 1 }),
  ])
  const [upload] = uploads.rows
  return sectionPage('notices', 'notices/list.njk', presentInbox({ found, counts, upload, sought, page }))
}

/** One notice. */
export async function showNotice(deps: AuthorityDeps, visit: OwnVisit) {
  const notice = await deps.readNotice(visit.authority.code, askedOf(visit))
  return sectionPage('notices', 'notices/notice.njk', presentNotice(notice))
}

/** Somebody says that they have seen it. */
export async function markSeen(deps: AuthorityDeps, visit: OwnVisit) {
  await deps.markNotice(visit.authority.code, { ...askedOf(visit), state: 'seen' })
  return backTo(visit)
}

/** Somebody says that something was done, and what. */
export async function markActioned(deps: AuthorityDeps, visit: OwnVisit) {
  const { code } = visit.authority
  const typed = visit.form.get('note')
  const note = readTyped(typed, LONGEST_NOTE)
  if (note === undefined) {
    const errors = [{ text: 'Use at most 500 plain characters', href: '#note' }]
    const notice = await deps.readNotice(code, askedOf(visit))
    return sectionPage('notices', 'notices/notice.njk', presentNotice(notice, { note: typed, errors }), 422)
  }
  await deps.markNotice(code, { ...askedOf(visit), state: 'actioned', ...(note !== '' && { note }) })
  return backTo(visit)
}

/** A notice that expired is sent once more. */
export async function sendAgain(deps: AuthorityDeps, visit: OwnVisit) {
  await deps.resendNotice(visit.authority.code, idOf(visit))
  return backTo(visit)
}

function askedOf(visit: OwnVisit) {
  return { noticeId: idOf(visit), actor: visit.actor, requestId: visit.requestId }
}

function idOf({ params }: OwnVisit): string {
  return params['id'] ?? ''
}

function backTo(visit: OwnVisit) {
  return redirect(`/authority/notices/${idOf(visit)}`)
}
