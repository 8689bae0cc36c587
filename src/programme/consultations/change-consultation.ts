import { listAuthorities } from '../../care-settings/index.ts'
import { type CalendarDate, dayInEngland, refusal } from '../../platform/index.ts'
import { plannedDate, printPlannedDate } from '../dates/planned-date.ts'
import type { ProgrammeDeps, SettingsDeps } from '../deps.ts'
import { alter, begin, refuseDayAhead } from '../kinds/kind.ts'
import { decideSwitch } from './cohort.ts'
import {
  CONSULTATION_STEPS,
  type Consultation,
  type ConsultationReply,
  type ConsultationSession,
  type ConsultationState,
  consultationKind,
} from './consultation.ts'
import { consultationErrors } from './errors.ts'

export type OfConsultation = { readonly key: string; readonly by: string }
const todayOf = ({ clock }: Pick<ProgrammeDeps, 'clock'>) => dayInEngland(clock.now())

/** A consultation to begin with: its topic, its question, whom it asks. */
export type NewConsultation = Pick<Consultation, 'topic' | 'question' | 'audience'> &
  Partial<Pick<Consultation, 'about' | 'source'>>

/** Enters a consultation as a draft. Throws PROGRAMME_KEY_TAKEN. */
export function draftConsultation(
  deps: ProgrammeDeps,
  of: OfConsultation,
  given: NewConsultation,
): Promise<Consultation> {
  const state: Consultation = { ...given, state: 'draft', since: todayOf(deps), invited: [], replies: [], sessions: [] }
  return begin(deps, consultationKind, { ...of, what: 'drafted', state })
}

/** Takes a consultation a step. Throws CONSULTATION_STEP_REFUSED. */
function stepped(last: Consultation, to: ConsultationState, since: CalendarDate): Consultation {
  if (!CONSULTATION_STEPS[last.state].includes(to))
    throw refusal(consultationErrors, 'CONSULTATION_STEP_REFUSED', `from ${last.state} to ${to}`)
  return { ...last, state: to, since }
}

/** What opening says: whom it is opened to (every authority when nobody is named), since when, until when. */
export type Opening = { readonly closes?: string; readonly on?: CalendarDate; readonly invited?: readonly string[] }

/**
 * Opens a consultation. Who is invited is fixed by it: the number all later percentages are of. Throws
 * CONSULTATION_STEP_REFUSED, CONSULTATION_NOT_INVITED naming codes no authority has, PROGRAMME_DATE_UNREADABLE.
 */
export async function openConsultation(
  deps: SettingsDeps,
  of: OfConsultation,
  opening: Opening,
): Promise<Consultation> {
  const today = todayOf(deps)
  const { closes, on = today } = opening
  refuseDayAhead(on, today)
  const known = (await listAuthorities({ db: deps.careSettings }, today)).map(one => one.code)
  const invited = [...new Set(opening.invited ?? known)]
  const strange = invited.filter(code => !known.includes(code))
  if (strange.length > 0 || invited.length === 0)
    throw refusal(consultationErrors, 'CONSULTATION_NOT_INVITED', `no authority has the code ${strange.join(', ')}`)
  const until = closes === undefined ? {} : { closes: printPlannedDate(plannedDate(closes, today)) }
  const step = (last: Consultation) => ({ ...stepped(last, 'open', today), openedOn: on, invited, ...until })
  return alter(deps, consultationKind, { ...of, what: `opened to ${invited.length}`, step })
}

/** Closes a consultation, looks at the replies, or publishes what was decided. Throws CONSULTATION_STEP_REFUSED. */
export function stepConsultation(
  deps: ProgrammeDeps,
  of: OfConsultation,
  to: 'closed' | 'reviewing' | 'published',
): Promise<Consultation> {
  return alter(deps, consultationKind, { ...of, what: to, step: last => stepped(last, to, todayOf(deps)) })
}

/** One reply, of today when no day is named. */
export type Replying = Omit<ConsultationReply, 'on'> & { readonly on?: CalendarDate }

const TAKES_REPLIES: ReadonlySet<ConsultationState> = new Set(['open', 'closed', 'reviewing'])

/**
 * Enters replies; a later one of an authority takes the place of its first, so none counts twice (programme.md S-052).
 * Throws CONSULTATION_NOT_INVITED, PROGRAMME_DAY_AHEAD.
 */
export async function enterReplies(
  deps: ProgrammeDeps,
  of: OfConsultation,
  replies: readonly Replying[],
): Promise<Consultation> {
  const today = todayOf(deps)
  const entered = replies.map(one => ({ ...one, on: one.on ?? today }))
  for (const { on } of entered) refuseDayAhead(on, today)
  const step = (last: Consultation): Consultation => {
    const strange = entered.map(one => one.authorityCode).filter(code => !last.invited.includes(code))
    if (strange.length > 0 || !TAKES_REPLIES.has(last.state))
      throw refusal(
        consultationErrors,
        'CONSULTATION_NOT_INVITED',
        `${last.state}: ${strange.join(', ') || 'no replies now'}`,
      )
    const held = new Map([...last.replies, ...entered].map(one => [one.authorityCode, one]))
    return { ...last, replies: [...held.values()] }
  }
  return alter(deps, consultationKind, { ...of, what: `replies: ${entered.length}`, step })
}

/** A session to plan, or what became of one (programme.md S-060). */
export type SessionEntry = Pick<ConsultationSession, 'key'> & Partial<Omit<ConsultationSession, 'key'>>

/**
 * Plans a session, or says what became of it. Throws PROGRAMME_DATE_UNREADABLE, PROGRAMME_DAY_AHEAD, and
 * PROGRAMME_ENTRY_INVALID for a new one without title or date.
 */
export async function enterSession(
  deps: ProgrammeDeps,
  of: OfConsultation,
  entry: SessionEntry,
): Promise<Consultation> {
  const today = todayOf(deps)
  if (entry.heldOn !== undefined) refuseDayAhead(entry.heldOn, today)
  const planned = entry.planned === undefined ? {} : { planned: printPlannedDate(plannedDate(entry.planned, today)) }
  return alter(deps, consultationKind, {
    ...{ ...of, what: `session ${entry.key}` },
    step: last => {
      const before = last.sessions.find(one => one.key === entry.key)
      const begun = { title: '', planned: '', invited: [], passedOnTo: [] }
      const session: ConsultationSession = { ...(before ?? begun), ...entry, ...planned }
      return { ...last, sessions: [...last.sessions.filter(one => one.key !== entry.key), session] }
    },
  })
}

/** What was decided, in words, and what it switches from which day on. */
export type Decision = { readonly outcome: string; readonly isOn?: boolean; readonly from?: CalendarDate }

/**
 * Decides a consultation. Where it is about a cohort or the plan category, the decision switches it from a day on, and
 * nothing else does (programme.md S-051, S-057). Throws CONSULTATION_STEP_REFUSED, CONSULTATION_EFFECT_REFUSED.
 */
export async function decideConsultation(
  deps: ProgrammeDeps,
  of: OfConsultation,
  decision: Decision,
): Promise<Consultation> {
  const today = todayOf(deps)
  const { outcome, isOn, from = today } = decision
  return deps.db.transaction(async tx => {
    const within = { ...deps, db: tx }
    const step = (last: Consultation): Consultation => {
      const decided = { ...stepped(last, 'decided', today), outcome }
      if (isOn === undefined) return decided
      if (last.about === undefined)
        throw refusal(
          consultationErrors,
          'CONSULTATION_EFFECT_REFUSED',
          `${of.key} is about nothing that can be switched`,
        )
      return { ...decided, effect: { switch: last.about, isOn, from } }
    }
    const decided = await alter(within, consultationKind, { ...of, what: 'decided', step })
    if (decided.effect) await decideSwitch(within, of, decided.effect)
    return decided
  })
}
