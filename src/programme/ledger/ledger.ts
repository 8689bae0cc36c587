import { type Database, isAlreadyThere, refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { ledgerErrors } from './errors.ts'

/** One line of a ledger: the whole state a thing had after a change, who made it and why. Never altered. */
export type Entry<State> = {
  readonly key: string
  readonly entryNo: number
  readonly at: Date
  readonly by: string
  /** What was done, in a few words. */
  readonly what: string
  readonly state: State
}

/** A table that is only added to: `key, entry_no, at, by_whom, what, state` (decision 38). */
export type Ledger<State> = {
  readonly table: string
  /** Only tells the compiler what the states are. */
  readonly of?: State
}

const COLUMNS = 'key, entry_no as "entryNo", at, by_whom as by, what, state'

/** The last entry of a key; `undefined` when there is none. */
export async function lastEntry<State>(
  db: Database,
  ledger: Ledger<State>,
  key: string,
): Promise<Entry<State> | undefined> {
  const [found] = await db.query<Entry<State>>({
    text: `select ${COLUMNS} from ${ledger.table} where key = $1 order by entry_no desc limit 1`,
    values: [key],
  })
  return found
}

/** The last entry of every key, as things stood at an instant; by key. */
export function lastEntries<State>(db: Database, ledger: Ledger<State>, until: Date): Promise<Entry<State>[]> {
  return db.query<Entry<State>>({
    text: `select distinct on (key) ${COLUMNS} from ${ledger.table} where at <= $1 order by key, entry_no desc`,
    values: [until],
  })
}

/** Every entry of a key, in order. */
export function entriesOf<State>(db: Database, ledger: Ledger<State>, key: string): Promise<Entry<State>[]> {
  return db.query<Entry<State>>({
    text: `select ${COLUMNS} from ${ledger.table} where key = $1 order by entry_no`,
    values: [key],
  })
}

/** What a change is about. */
export type Change = { readonly key: string; readonly by: string; readonly what: string }

/**
 * Adds the next state of a thing, as `step` makes it of the last one. Throws what `step` throws,
 * PROGRAMME_AUTHOR_MISSING, and PROGRAMME_CHANGED_MEANWHILE when another was quicker.
 */
export async function changeState<State>(
  deps: ProgrammeDeps,
  ledger: Ledger<State>,
  change: Change & { readonly step: (last: State | undefined) => State },
): Promise<State> {
  const { key, by, what, step } = change
  if (by.trim() === '') throw refusal(ledgerErrors, 'PROGRAMME_AUTHOR_MISSING')
  const last = await lastEntry(deps.db, ledger, key)
  const state = step(last?.state)
  const entry = { key, entryNo: (last?.entryNo ?? 0) + 1, at: deps.clock.now(), by, what, state }
  try {
    await append(deps.db, ledger, entry)
  } catch (error) {
    if (isAlreadyThere(error)) throw refusal(ledgerErrors, 'PROGRAMME_CHANGED_MEANWHILE', key, error)
    throw error
  }
  return state
}

async function append<State>(db: Database, ledger: Ledger<State>, entry: Entry<State>): Promise<void> {
  await db.query({
    text: `insert into ${ledger.table} (key, entry_no, at, by_whom, what, state) values ($1, $2, $3, $4, $5, $6)`,
    values: [entry.key, entry.entryNo, entry.at, entry.by, entry.what, JSON.stringify(entry.state)],
  })
}
