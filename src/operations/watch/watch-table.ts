import { listAuthorities } from '../../care-settings/index.ts'
import { type CalendarDate, dayInEngland } from '../../platform/index.ts'
import type { OpenCase } from '../cases/case.ts'
import { type CaseEvent, type ExpiredNotice, eventsOf, expiredNotices, openCases } from '../cases/store.ts'
import { isToConfirm } from '../contacts/keep-contacts.ts'
import { contactsOf } from '../contacts/store.ts'
import type { OperationsDeps } from '../deps.ts'
import { newestLetters } from '../letters/store.ts'
import { expiryOf } from './clocks.ts'
import { lastRun, type MailboxState, mailboxStates, pausesAt, type WatchRun } from './store.ts'

/** One mailbox as a page or a command shows it. */
export type WatchRow = MailboxState & {
  readonly authorityName: string
  readonly nextExpiryAt?: Date
  readonly pausedUntil?: Date
  readonly case?: Pick<OpenCase, 'caseId' | 'cause' | 'state' | 'openedAt' | 'escalatedAt'> & {
    readonly letterOn?: CalendarDate
  }
  /** How many can be written to, and how many of them have not been confirmed for a year. */
  readonly contacts: number
  readonly contactsToConfirm: number
}

/** The whole watch: the last daily run, every mailbox, and the authorities whose mailbox nobody knows. */
export type WatchTable = {
  readonly run?: WatchRun
  readonly rows: readonly WatchRow[]
  readonly withoutMailbox: readonly string[]
}

/** Everything the watch knows, by authority, for a page and for print. */
export async function watchTable({ db, clock }: Pick<OperationsDeps, 'db' | 'clock'>): Promise<WatchTable> {
  const now = clock.now()
  const today = dayInEngland(now)
  const [run, states, cases, pauses] = [
    await lastRun(db),
    await mailboxStates(db),
    await openCases(db),
    await pausesAt(db, now),
  ]
  const authorities = await listAuthorities({ db }, today)
  const names = new Map(authorities.map(one => [one.code, one.name]))
  const contacts = await contactsOf(db, [...names.keys()])
  const letters = new Map(
    (
      await newestLetters(
        db,
        cases.map(one => one.caseId),
      )
    ).map(one => [one.caseId, one.day]),
  )
  const rows = states.map((state): WatchRow => {
    const { mailboxId, authorityCode, oldestWaitingAt } = state
    const group = contacts.filter(one => one.authorityCode === authorityCode)
    const pausedUntil = pauses.get(mailboxId)
    const open = cases.find(one => one.mailboxId === mailboxId)
    return {
      ...state,
      authorityName: names.get(authorityCode) ?? authorityCode,
      ...(oldestWaitingAt && { nextExpiryAt: expiryOf(oldestWaitingAt) }),
      ...(pausedUntil && { pausedUntil }),
      ...(open && { case: shown(open, letters.get(open.caseId)) }),
      contacts: group.length,
      contactsToConfirm: group.filter(one => isToConfirm(one, today)).length,
    }
  })
  const withoutMailbox = authorities.filter(one => one.mailboxId === undefined).map(one => one.code)
  return { ...(run && { run }), rows, withoutMailbox }
}

function shown({ caseId, cause, state, openedAt, escalatedAt }: OpenCase, letterOn: CalendarDate | undefined) {
  return { caseId, cause, state, openedAt, ...(escalatedAt && { escalatedAt }), ...(letterOn && { letterOn }) }
}

/** An open case with its story, and the notices of ours that can be sent again. */
export type CaseStory = OpenCase & {
  readonly events: readonly CaseEvent[]
  readonly expiredNotices: readonly ExpiredNotice[]
}

/** Every open case, oldest first. */
export async function caseStories({ db }: Pick<OperationsDeps, 'db'>): Promise<CaseStory[]> {
  const cases = await openCases(db)
  const kept = await expiredNotices(
    db,
    cases.map(one => one.authorityCode),
  )
  const stories: CaseStory[] = []
  for (const one of cases) {
    const ofAuthority = kept.filter(notice => notice.authorityCode === one.authorityCode)
    stories.push({ ...one, events: await eventsOf(db, one.caseId), expiredNotices: ofAuthority })
  }
  return stories
}
