import type { Connection, Look, MessageAge } from '../watch/clocks.ts'
import { hoursBetween } from '../watch/clocks.ts'

export const CASE_STATES = ['opened', 'notified', 'acknowledged', 'reconnecting', 'restored', 'closed'] as const
export type CaseState = (typeof CASE_STATES)[number]

/** Why a case was opened: the mailbox is silent, messages wait for 72 hours, or some expired that nobody saw coming. */
export type CaseCause = 'disconnected' | 'uncollected' | 'expired'

/** Where a case may go from each state (programme.md 3.3). What was restored and fails again is opened again. */
export const STEPS: Readonly<Record<CaseState, readonly CaseState[]>> = {
  opened: ['notified', 'acknowledged', 'reconnecting', 'restored'],
  notified: ['acknowledged', 'reconnecting', 'restored'],
  acknowledged: ['reconnecting', 'restored'],
  reconnecting: ['restored'],
  restored: ['opened', 'closed'],
  closed: [],
}

export type OpenCase = {
  readonly caseId: string
  readonly mailboxId: string
  readonly authorityCode: string
  readonly cause: CaseCause
  readonly state: CaseState
  readonly openedAt: Date
  readonly changedAt: Date
  readonly escalatedAt?: Date
}

/** What the rules of cases see of a mailbox at a look. */
export type Finding = {
  readonly connection: Connection
  readonly messages: MessageAge
  /** Messages that expired since the look before. */
  readonly newlyExpired: number
  /** Expired notices of ours that were not sent again. */
  readonly expiredNotices: number
}

export type CaseStep = { readonly to: CaseState; readonly note: string }

/** A restored mailbox stays well for a day; 23 hours is the day on which the clocks go forward. */
const WELL_HOURS = 23

const OVERDUE: ReadonlySet<MessageAge> = new Set<MessageAge>(['warn', 'urgent', 'expired', 'lost'])

/** Whether a message waits for 72 hours or longer. */
export const isOverdue = (finding: Pick<Finding, 'messages'>) => OVERDUE.has(finding.messages)

/** Whether a message waits for 96 hours or longer: time to ring. */
export const isForTheTelephone = (finding: Pick<Finding, 'messages'>) =>
  isOverdue(finding) && finding.messages !== 'warn'

/** Why there must be a case; `undefined` when nothing is wrong. */
export function causeOf(finding: Finding): CaseCause | undefined {
  if (finding.connection === 'disconnected') return 'disconnected'
  if (isOverdue(finding)) return 'uncollected'
  return finding.newlyExpired > 0 ? 'expired' : undefined
}

/**
 * The step the watch itself takes in an open case; `undefined` when it stays where it is. A case ends at a daily look,
 * a day after the mailbox was well again, and not before every expired notice was sent again.
 */
export function stepOf(
  open: Pick<OpenCase, 'cause' | 'state' | 'changedAt'>,
  found: Finding,
  look: Look,
): CaseStep | undefined {
  const cause = causeOf(found)
  if (open.state === 'restored') {
    if (cause !== undefined) return { to: 'opened', note: `again ${cause}` }
    const isLong = look.isDaily && hoursBetween(open.changedAt, look.now) >= WELL_HOURS
    return isLong && isWell(found) && found.expiredNotices === 0 ? { to: 'closed', note: 'well for a day' } : undefined
  }
  if (isWell(found)) return { to: 'restored', note: 'it calls, and nothing waits for long' }
  const calls = open.cause === 'disconnected' && found.connection === 'connected'
  return calls && open.state !== 'reconnecting'
    ? { to: 'reconnecting', note: 'it calls; messages still wait' }
    : undefined
}

function isWell(found: Finding): boolean {
  return (found.connection === 'connected' || found.connection === 'unseen') && !isOverdue(found)
}

/** Whether a letter goes out at a daily look: something is wrong now, and the case is not restored. */
export function isLetterDue(state: CaseState, found: Finding): boolean {
  return state !== 'restored' && state !== 'closed' && causeOf(found) !== undefined
}
