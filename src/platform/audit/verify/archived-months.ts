import type { Database } from '../../database.ts'
import type { LinkLine } from '../link.ts'

type Away = {
  readonly month: string
  readonly entries: number
  readonly entriesBeforeChain: number
  readonly accessesBeforeChain: number
}

/** Months that are not in the database any more, and what the walk along the chain learns of them. */
export type Archive = {
  readonly away: ReadonlyMap<string, Away>
  readonly seen: Map<string, number>
  /** What the chain says last of the months that are away: `2026-01:12 2026-02:30`, each with its entries. */
  last: { readonly at: string; readonly away: string }
}

/** The months the database says were archived; whether that is so, the chain must say. */
export async function openArchive(db: Database): Promise<Archive> {
  const rows = await db.query<Away>({
    text: `select month, entries, entries_before_chain as "entriesBeforeChain", accesses_before_chain as "accessesBeforeChain"
      from audit.archived_month`,
  })
  return { away: new Map(rows.map(row => [row.month, row])), seen: new Map(), last: { at: '', away: '' } }
}

/** Whether the entry of a link is in an archive; counts those that are. */
export function isAway({ away, seen }: Archive, { at }: LinkLine): boolean {
  const month = at.slice(0, 7)
  if (!away.has(month)) return false
  seen.set(month, (seen.get(month) ?? 0) + 1)
  return true
}

/**
 * Takes note of an entry of the chain that says a month went or came back. Each names all that are away then, so that the
 * newest is enough: those before it may be in an archive themselves.
 */
export function noteSaid(archive: Archive, { at, detail }: LinkLine & { readonly detail: unknown }): void {
  const { away } = detail as { away?: unknown }
  if (archive.last.at <= at) archive.last = { at, away: String(away) }
}

/** The months that are away now, as an entry of the chain says it. */
export async function monthsAway(db: Database): Promise<string> {
  const rows = await db.query<{ month: string; entries: number }>({
    text: 'select month, entries from audit.archived_month order by month',
  })
  return rows.map(({ month, entries }) => `${month}:${entries}`).join(' ')
}

/** Entries the walk met that are in an archive. */
export const archivedEntries = ({ seen }: Archive): number => [...seen.values()].reduce((sum, one) => sum + one, 0)

/** What was there before the chain began and is in an archive now. */
export function beforeChainAway({ away }: Archive): { entries: number; accesses: number } {
  const months = [...away.values()]
  return {
    entries: months.reduce((sum, one) => sum + one.entriesBeforeChain, 0),
    accesses: months.reduce((sum, one) => sum + one.accessesBeforeChain, 0),
  }
}

/** Months of which the chain does not say that they are away with just as many entries as it has links of them. */
export function unrecordedMonths({ away, seen, last }: Archive): string[] {
  const said = last.away.split(' ')
  return [...away.keys()].filter(month => !said.includes(`${month}:${seen.get(month) ?? 0}`))
}
