import fs from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../../platform/index.ts'
import { journalDays } from './read-journal.ts'

/** Removes the days of the journal that are older than so many days; returns how many. */
export async function forgetJournal(
  { folder, clock }: { readonly folder: string; readonly clock: Clock },
  days: number,
): Promise<number> {
  const oldest = new Date(clock.now().getTime() - days * 86_400_000).toISOString().slice(0, 10)
  const gone = (await journalDays(folder)).filter(day => day < oldest)
  for (const day of gone) await fs.rm(path.join(folder, day), { recursive: true })
  return gone.length
}
