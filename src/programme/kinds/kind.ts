import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type CalendarDate, calendarDate, readCalendarDate, refusal } from '../../platform/index.ts'
import { printPlannedDate, readPlannedDate } from '../dates/planned-date.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { programmeErrors } from '../errors.ts'
import { changeState, type Entry, entriesOf, type Ledger, lastEntries, lastEntry } from '../ledger/ledger.ts'
import { refuseChild } from './refuse-child.ts'

/** One kind of thing the programme keeps: its name, its ledger, and the shape each state must have. */
export type Kind<State> = {
  readonly name: string
  readonly ledger: Ledger<State>
  /** What is wrong with the shape of a state; nothing when it is right. */
  readonly faults: (state: unknown) => string[]
}

/** What makes a key: a short name in small letters, as `bridge-end-surgery` or `X01/director`. */
const KEY = /^[A-Za-z0-9][A-Za-z0-9/._-]{0,79}$/

/** A calendar day in a state. */
export const Day = Type.Unsafe<CalendarDate>(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }))
export const Text = Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' })

export function OneOf<const Choice extends string>(choices: readonly Choice[]) {
  return Type.Unsafe<Choice>(Type.String({ enum: [...choices] }))
}

/** Declares a kind by the schema of its states. */
export function kindOf<Schema extends TSchema>(name: string, table: string, schema: Schema): Kind<Static<Schema>> {
  const shape = Compile(schema)
  return {
    name,
    ledger: { table: `programme.${table}` },
    faults: state => {
      if (!shape.Check(state)) return shape.Errors(state).map(one => `${one.instancePath || name} ${one.message}`)
      return [...impossibleDays(state), ...unplannedWords(state)]
    },
  }
}

const LOOKS_A_DAY = /^\d{4}-\d{2}-\d{2}$/

function impossibleDays(state: unknown): string[] {
  if (typeof state === 'string')
    return LOOKS_A_DAY.test(state) && readCalendarDate(state) === undefined ? [`there is no ${state}`] : []
  return typeof state === 'object' && state !== null ? Object.values(state).flatMap(impossibleDays) : []
}

/** Under these names stands a planned date, with its year. */
const PLANNED: ReadonlySet<string> = new Set(['planned', 'closes', 'due', 'availableBy', 'signBy'])
const ANY_DAY = calendarDate('2023-06-07')

function unplannedWords(state: unknown): string[] {
  if (typeof state !== 'object' || state === null) return []
  return Object.entries(state).flatMap(([name, value]) => {
    if (!PLANNED.has(name) || typeof value !== 'string') return unplannedWords(value)
    const planned = readPlannedDate(value, ANY_DAY)
    const words = planned === undefined ? 'a date with its year' : printPlannedDate(planned)
    return words === value ? [] : [`/${name} ${value} must be ${words}`]
  })
}

/** Who changes what of a thing. */
export type Doing = { readonly key: string; readonly by: string; readonly what: string }

/**
 * Adds the next state of a thing. `step` makes it of the last one; `undefined` is a thing that is not there yet. Throws
 * what `step` throws, PROGRAMME_ENTRY_INVALID naming what is wrong with the new state, PROGRAMME_NAMES_A_CHILD.
 */
export async function change<State>(
  deps: ProgrammeDeps,
  kind: Kind<State>,
  doing: Doing & { readonly step: (last: State | undefined) => State },
): Promise<State> {
  const { key, step } = doing
  if (!KEY.test(key)) throw refusal(programmeErrors, 'PROGRAMME_ENTRY_INVALID', `${kind.name} ${key}: not a short name`)
  return changeState(deps, kind.ledger, {
    ...doing,
    step: last => {
      const next = step(last)
      refuseChild([next, doing.what])
      const [fault] = kind.faults(next)
      if (fault !== undefined)
        throw refusal(programmeErrors, 'PROGRAMME_ENTRY_INVALID', `${kind.name} ${key}: ${fault}`)
      return next
    },
  })
}

/** Adds a thing that is not there yet. Throws PROGRAMME_KEY_TAKEN, and as `change`. */
export function begin<State>(
  deps: ProgrammeDeps,
  kind: Kind<State>,
  doing: Doing & { readonly state: State },
): Promise<State> {
  const step = (last: State | undefined) => {
    if (last !== undefined) throw refusal(programmeErrors, 'PROGRAMME_KEY_TAKEN', `${kind.name} ${doing.key}`)
    return doing.state
  }
  return change(deps, kind, { ...doing, step })
}

/** Changes a thing that is there. Throws PROGRAMME_KEY_UNKNOWN, and as `change`. */
export function alter<State>(
  deps: ProgrammeDeps,
  kind: Kind<State>,
  doing: Doing & { readonly step: (last: State) => State },
): Promise<State> {
  const step = (last: State | undefined) => {
    if (last === undefined) throw refusal(programmeErrors, 'PROGRAMME_KEY_UNKNOWN', `${kind.name} ${doing.key}`)
    return doing.step(last)
  }
  return change(deps, kind, { ...doing, step })
}

/** A thing as it is kept, with its key. */
export type Keyed<State> = State & { readonly key: string }

/** Every thing of a kind as it was known at an instant; now when absent. */
export async function readAll<State extends object>(
  deps: Pick<ProgrammeDeps, 'db' | 'clock'>,
  kind: Kind<State>,
  knownAt = deps.clock.now(),
): Promise<Keyed<State>[]> {
  const entries = await lastEntries(deps.db, kind.ledger, knownAt)
  return entries.map(({ key, state }) => ({ ...state, key }))
}

/** One thing. Throws PROGRAMME_KEY_UNKNOWN. */
export async function readOne<State extends object>(
  deps: Pick<ProgrammeDeps, 'db'>,
  kind: Kind<State>,
  key: string,
): Promise<Keyed<State>> {
  const entry = await lastEntry(deps.db, kind.ledger, key)
  if (entry === undefined) throw refusal(programmeErrors, 'PROGRAMME_KEY_UNKNOWN', `${kind.name} ${key}`)
  return { ...entry.state, key }
}

/** Everything that was ever entered about a thing, oldest first. Throws PROGRAMME_KEY_UNKNOWN. */
export async function readHistory<State>(
  deps: Pick<ProgrammeDeps, 'db'>,
  kind: Kind<State>,
  key: string,
): Promise<Entry<State>[]> {
  const entries = await entriesOf(deps.db, kind.ledger, key)
  if (entries.length === 0) throw refusal(programmeErrors, 'PROGRAMME_KEY_UNKNOWN', `${kind.name} ${key}`)
  return entries
}

/** Throws PROGRAMME_DAY_AHEAD for a day after today. */
export function refuseDayAhead(day: CalendarDate, today: CalendarDate): void {
  if (day > today) throw refusal(programmeErrors, 'PROGRAMME_DAY_AHEAD', day)
}
