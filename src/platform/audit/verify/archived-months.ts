import type { Database } from '../../database.ts'
import type { LinkLine } from '../link.ts'

type Away = {
  readonly month: string
  readonly entries: number
  readonly entriesBeforeChain: number
  readonly accessesBeforeChain: number
}

/** What the chain says last of a month: that it went, with so many entries, or that it came back. */
type Said = { readonly at: string; readonly outcome: string; readonly entries: unknown }

/** Months that are not in the database any more, and what the walk along the chain learns of them. */
export type Archive = {
  readonly away: ReadonlyMap<string, Away>
  readonly seen: Map<string, number>
  readonly said: Map<string, Said>
}

/** The months the database says were archived; whether that is so, the chain must say. */
export async function openArchive(db: Database): Promise<Archive> {
  const rows = await db.query<Away>({
    text: `select month, entries, entries_before_chain as "entriesBeforeChain", accesses_before_chain as "accessesBeforeChain"
      from audit.archived_month`,
  })
  return { away: new Map(rows.map(row => [row.month, row])), seen: new Map(), said: new Map() }
}

/** Whether the entry of a link is in an archive; counts those that are. */
export function isAway({ away, seen }: Archive, { at }: LinkLine): boolean {
  const month = at.slice(0, 7)
  if (!away.has(month)) return false
  seen.set(month, (seen.get(month) ?? 0) + 1)
  return true
}

/** Takes note of an entry of the chain that says a month went or came back. */
export function noteSaid({ said }: Archive, { at, outcome, detail }: LinkLine & { readonly detail: unknown }): void {
  const { month, entries } = detail as { month?: unknown; entries?: unknown }
  const before = said.get(String(month))
  if (before === undefined || before.at <= at) said.set(String(month), { at, outcome, entries })
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

/** Months of which the chain does not say that they went with just as many entries as it has links of them. */
export function unrecordedMonths({ away, seen, said }: Archive): string[] {
  return [...away.keys()].filter(month => {
    const last = said.get(month)
    return last?.outcome !== 'away' || last.entries !== (seen.get(month) ?? 0)
  })
}
