import { type Database, markRestored } from '../../platform/index.ts'
import { findUploadsKept } from '../../register/index.ts'
import type { Ground } from '../processes.ts'
import type { AnsweredEntry } from './entry.ts'
import { journalToRead } from './journal-of.ts'
import { journalDays, readJournal } from './read-journal.ts'

/** The newest days of the journal that are held against the register when a worker starts. */
const NEWEST_DAYS = 2

/**
 * Marks the database as restored when the journal says that an upload was answered which the register does not know:
 * somebody set the database back and did not say so. True when it did. Under the role of the register.
 */
export async function markIfSetBack(ground: Ground, db: Database): Promise<boolean> {
  if (ground.settings.journalFolder === '') return false
  const deps = journalToRead(ground)
  const [from] = (await journalDays(deps.folder)).slice(-NEWEST_DAYS)
  const answered: AnsweredEntry[] = []
  for await (const entry of readJournal(deps, from ?? '')) if (entry.kind === 'answered') answered.push(entry)
  const kept = await findUploadsKept({ db }, answered)
  if (answered.every(one => kept.has(one.messageId))) return false
  if (await markRestored({ ...ground, db }))
    ground.log.fatal('the register does not know uploads that were answered: it was set back, and is closed')
  return true
}
