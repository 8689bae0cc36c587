import type { Randomness } from '../../platform/index.ts'
import type { Look } from '../watch/clocks.ts'
import type { MailboxState } from '../watch/store.ts'
import { type CaseState, causeOf, isForTheTelephone, type OpenCase, stepOf } from './case.ts'
import type { CaseEvent } from './store.ts'

const WATCH = 'watch'

/** What a look finds of a mailbox, with what expired since the look before. */
export type LookedAt = MailboxState & { readonly expiredThisLook: number }

/** A case as a look leaves it, and what the look adds to its story. */
export type CaseAfterLook = { readonly open: OpenCase; readonly events: readonly CaseEvent[] }

/**
 * What a look makes of the case of one mailbox: opens it, takes the step the rules name, notes what expired, and marks it
 * for the telephone at 96 hours. `undefined` when there is none and need not be one.
 */
export function caseAfterLook(
  before: OpenCase | undefined,
  state: LookedAt,
  { look, randomness }: { readonly look: Look; readonly randomness: Randomness },
): CaseAfterLook | undefined {
  const events: CaseEvent[] = []
  const found = { ...state, newlyExpired: state.expiredThisLook }
  const open = before === undefined ? opened(state, found, look, randomness) : stepped(before)
  if (open === undefined) return undefined
  if (before === undefined) events.push(eventOf(open, `opened: ${open.cause}`))
  if (found.newlyExpired > 0) events.push(noteOf(open, `messages expired: ${found.newlyExpired}`))
  const rings = open.escalatedAt === undefined && open.state !== 'restored' && isForTheTelephone(found)
  if (rings) events.push(noteOf(open, 'for the telephone: a message waits for 96 hours'))
  return { open: rings ? { ...open, escalatedAt: look.now } : open, events }

  function stepped(current: OpenCase): OpenCase {
    const step = stepOf(current, found, look)
    if (step === undefined) return current
    events.push({ caseId: current.caseId, at: look.now, from: current.state, to: step.to, by: WATCH, note: step.note })
    return afterStep(current, step.to, look.now, causeOf(found))
  }
  function eventOf(of: OpenCase, note: string): CaseEvent {
    return { caseId: of.caseId, at: look.now, to: of.state, by: WATCH, note }
  }
  function noteOf(of: OpenCase, note: string): CaseEvent {
    return { ...eventOf(of, note), from: of.state }
  }
}

function opened(
  state: LookedAt,
  found: Parameters<typeof causeOf>[0],
  look: Look,
  randomness: Randomness,
): OpenCase | undefined {
  const cause = causeOf(found)
  if (cause === undefined) return undefined
  const { mailboxId, authorityCode } = state
  const at = { openedAt: look.now, changedAt: look.now }
  return { caseId: randomness.uuid(), mailboxId, authorityCode, cause, state: 'opened', ...at }
}

/** A case that is opened again has the new cause, and has not been rung about yet. */
export function afterStep(open: OpenCase, to: CaseState, at: Date, cause = open.cause): OpenCase {
  const { escalatedAt, ...rest } = open
  if (to === 'opened') return { ...rest, cause, state: to, changedAt: at }
  return { ...open, state: to, changedAt: at }
}
