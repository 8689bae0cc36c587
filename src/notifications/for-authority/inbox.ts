import { type Actor, displayName } from '../../identity/index.ts'
import { refusal, writeAudit } from '../../platform/index.ts'
import { entryOf, type ForAuthorityDeps, type Slice, type Sliced, withinAuthority } from '../../register/index.ts'
import type { Notice } from '../notice.ts'
import { resendErrors } from '../resend-errors.ts'
import { type Resent, resendNotice } from '../resend-notice.ts'
import type { AccessCount, InboxCounts, InboxNotice, InboxSought, NoticeEvent } from './notice-state.ts'
import { accessesOf, addEvent, countInbox, eventsOf, noticeOf, noticesOf } from './store.ts'

/** A notice that nobody has seen for so long is said to be late. Ours. */
export const UNSEEN_HOURS = 48

type InboxDeps = Pick<ForAuthorityDeps, 'db'>

/** The notices for an authority, newest first; one that never arrived and was sent again counts as that again. */
export function listInbox(
  deps: InboxDeps,
  authorityCode: string,
  sought: InboxSought & Slice,
): Promise<Sliced<InboxNotice>> {
  return withinAuthority(deps.db, authorityCode, tx => noticesOf(tx, authorityCode, sought))
}

/** What waits for the authority's staff. */
export function countInboxOf(
  deps: Pick<ForAuthorityDeps, 'db' | 'clock'>,
  authorityCode: string,
): Promise<InboxCounts> {
  const lateBefore = new Date(deps.clock.now().getTime() - UNSEEN_HOURS * 3_600_000)
  return withinAuthority(deps.db, authorityCode, tx => countInbox(tx, authorityCode, lateBefore))
}

/** Which notice, who wants it, in which request. */
export type NoticeAsked = { readonly noticeId: string; readonly actor: Actor; readonly requestId: string }

/** A notice with all that was done about it, newest first. */
export type InboxNoticeWithEvents = InboxNotice & { readonly events: readonly NoticeEvent[] }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * One notice for an authority; that it was looked at is in the system audit before it is returned
 * (local-authority.md 9.3). Throws NOTICE_UNKNOWN, for another authority's too.
 */
export function readInboxNotice(
  deps: ForAuthorityDeps,
  authorityCode: string,
  asked: NoticeAsked,
): Promise<InboxNoticeWithEvents> {
  return withinAuthority(deps.db, authorityCode, async tx => {
    const found = await findOwn({ db: tx }, authorityCode, asked.noticeId)
    const events = await eventsOf(tx, asked.noticeId)
    const about = { ...numberOf(found.notice), detail: { notice: asked.noticeId } }
    await writeAudit(tx, entryOf(deps, { ...asked, ...about, action: 'authority-notice', outcome: 'Known' }))
    return { ...found, events }
  })
}

/** Whom a notice is about, for the audit. */
function numberOf(notice: Notice): { readonly nhsNumber?: string } {
  const [first] =
    notice.kind === 'access' ? notice.accesses : notice.kind === 'inactive-number' ? notice.numbers : [notice.alert]
  return first === undefined ? {} : { nhsNumber: first.nhsNumber }
}

async function findOwn({ db }: InboxDeps, authorityCode: string, noticeId: string): Promise<InboxNotice> {
  const found = UUID.test(noticeId) ? await noticeOf(db, authorityCode, noticeId) : undefined
  if (found === undefined) throw refusal(resendErrors, 'NOTICE_UNKNOWN')
  return found
}

/** What somebody says of a notice: that they saw it, or what was done. */
export type Marking = NoticeAsked & Pick<NoticeEvent, 'state'> & { readonly note?: string }

/**
 * Adds that a notice was seen, or that something was done about it, by the user of the session. Seen again, or once
 * something was done, adds nothing. Throws NOTICE_UNKNOWN.
 */
export async function markNotice(deps: ForAuthorityDeps, authorityCode: string, marking: Marking): Promise<void> {
  const { noticeId, actor, state, note } = marking
  const { author } = actor
  const byUser = author.kind === 'person' ? author.userId : author.systemId
  const byName = author.kind === 'person' ? displayName(author.name) : author.systemId
  await withinAuthority(deps.db, authorityCode, async tx => {
    const found = await findOwn({ db: tx }, authorityCode, noticeId)
    if (state === 'seen' && found.state !== 'new') return
    const event = { at: deps.clock.now(), state, byUser, byName, ...(note !== undefined && { note }) }
    await addEvent(tx, noticeId, event)
  })
}

/**
 * Sends a notice of the authority that expired uncollected once more. Throws NOTICE_UNKNOWN for another authority's too,
 * NOTICE_NOT_EXPIRED.
 */
export function resendOwnNotice(
  deps: Pick<ForAuthorityDeps, 'db' | 'clock' | 'randomness'>,
  authorityCode: string,
  noticeId: string,
): Promise<Resent> {
  return withinAuthority(deps.db, authorityCode, async tx => {
    await findOwn({ db: tx }, authorityCode, noticeId)
    return resendNotice({ ...deps, db: tx }, noticeId)
  })
}

/** By NHS number; a child nobody opened is not in it. Silent reads are never counted: the authority is not told of them. */
export function countAccesses(
  deps: InboxDeps,
  authorityCode: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, AccessCount>> {
  return withinAuthority(deps.db, authorityCode, tx => accessesOf(tx, authorityCode, numbers))
}
