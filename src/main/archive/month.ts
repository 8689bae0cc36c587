import { type Database, refusal } from '../../platform/index.ts'
import { archiveErrors } from './errors.ts'

/** A month of the history is a partition of each of these. */
export const HISTORY = ['audit.entry', 'lookup.access'] as const
export type HistoryTable = (typeof HISTORY)[number]

/** A month with its partitions and their bounds, UTC. */
export type Month = { readonly month: string; readonly from: string; readonly to: string }

/** Reads `2026-01`. Throws ARCHIVE_MONTH_INVALID. */
export function readMonth(text: string): Month {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? []
  if (year === undefined || month === undefined) throw refusal(archiveErrors, 'ARCHIVE_MONTH_INVALID', text)
  const first = (ahead: number) => new Date(Date.UTC(Number(year), Number(month) - 1 + ahead, 1)).toISOString()
  return { month: text, from: first(0), to: first(1) }
}

export const partitionOf = (table: HistoryTable, { month }: Month): string => `${table}_${month.replace('-', '_')}`

/** So long a lock on the whole history is waited for; look-ups queue behind whoever waits. */
const LOCK_WITHIN = '2s'
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Takes a month out or in, whole or not at all. Throws ARCHIVE_BUSY where the history could not be had for a moment.
 */
export async function changingHistory<Result>(
  owner: Database,
  work: (tx: Database) => Promise<Result>,
): Promise<Result> {
  try {
    return await owner.transaction(async tx => {
      await tx.query({ text: `set local lock_timeout = '${LOCK_WITHIN}'` })
      return work(tx)
    })
  } catch (error) {
    if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error
    throw refusal(archiveErrors, 'ARCHIVE_BUSY', undefined, error)
  }
}
