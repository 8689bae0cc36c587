import { listAuthorities } from '../../care-settings/index.ts'
import { type CalendarDate, dayInEngland } from '../../platform/index.ts'
import { isOverdue, readPlannedDate } from '../dates/planned-date.ts'
import type { ProgrammeDeps, SettingsDeps } from '../deps.ts'
import { type Keyed, readAll, readOne } from '../kinds/kind.ts'
import {
  CONSULTATION_WORDS,
  type Consultation,
  type ConsultationSession,
  consultationKind,
  POSITIONS,
  type Position,
} from './consultation.ts'

/** A share that always says what it is of: `90 of 152 (59%)` (programme.md S-053). */
export type Share = { readonly part: number; readonly of: number; readonly percent: number; readonly words: string }

/** The share of a part in a whole, in whole per cent; of nothing it is 0. */
export function shareOf(part: number, of: number): Share {
  const percent = of === 0 ? 0 : Math.round((part * 100) / of)
  return { part, of, percent, words: `${part} of ${of} (${percent}%)` }
}

/** A consultation as a table shows it. */
export type ConsultationRow = {
  readonly key: string
  readonly topic: string
  readonly about?: string
  readonly audience: string
  readonly state: Consultation['state']
  readonly stateWords: string
  readonly since: CalendarDate
  readonly openedOn?: CalendarDate
  readonly closes?: string
  readonly overdue: boolean
  readonly replies: Share
  readonly sessions: number
  readonly outcome?: string
}

/** Every consultation with its replies, counted of those invited (programme.md S-052 to S-054). */
export async function consultationTable(deps: Pick<ProgrammeDeps, 'db' | 'clock'>): Promise<ConsultationRow[]> {
  const on = dayInEngland(deps.clock.now())
  return (await readAll(deps, consultationKind)).map(one => rowOf(one, on))
}

function rowOf(consultation: Keyed<Consultation>, on: CalendarDate): ConsultationRow {
  const { invited, replies, sessions, question, source, effect, ...rest } = consultation
  const planned = rest.closes === undefined ? undefined : readPlannedDate(rest.closes, on)
  return {
    ...rest,
    stateWords: CONSULTATION_WORDS[rest.state],
    overdue: rest.state === 'open' && planned !== undefined && isOverdue(planned, on),
    replies: shareOf(replies.length, invited.length),
    sessions: sessions.length,
  }
}

/** One consultation whole: who replied what, who did not, its sessions. */
export type ConsultationPage = ConsultationRow & {
  readonly question: string
  readonly source?: string
  readonly effect?: NonNullable<Consultation['effect']>
  readonly byPosition: Readonly<Record<Position, number>>
  readonly authorities: readonly {
    readonly authorityCode: string
    readonly name: string
    readonly repliedOn?: CalendarDate
    readonly position?: Position
    readonly reference?: string
  }[]
  readonly sessionList: readonly ConsultationSession[]
}

/** One consultation as its page shows it. Throws PROGRAMME_KEY_UNKNOWN. */
export async function consultationPage(deps: SettingsDeps, key: string): Promise<ConsultationPage> {
  const on = dayInEngland(deps.clock.now())
  const consultation = await readOne(deps, consultationKind, key)
  const { question, source, effect, replies, invited } = consultation
  const names = new Map((await listAuthorities({ db: deps.careSettings }, on)).map(one => [one.code, one.name]))
  const count = (position: Position) => replies.filter(one => one.position === position).length
  return {
    ...rowOf(consultation, on),
    question,
    ...(source !== undefined && { source }),
    ...(effect && { effect }),
    byPosition: Object.fromEntries(POSITIONS.map(one => [one, count(one)])) as Record<Position, number>,
    authorities: invited.map(code => {
      const reply = replies.find(one => one.authorityCode === code)
      const { position, reference } = reply ?? {}
      return {
        ...{ authorityCode: code, name: names.get(code) ?? code },
        ...(reply && position && { repliedOn: reply.on, position }),
        ...(reference !== undefined && { reference }),
      }
    }),
    sessionList: consultation.sessions,
  }
}
