import { processKeyring, refusal } from '../../platform/index.ts'
import type { Ground } from '../processes.ts'
import { journalErrors } from './errors.ts'
import { type Journal, openJournal } from './journal.ts'
import type { ReadJournalDeps } from './read-journal.ts'

/** The journal the settings name; `undefined` where none is kept. */
export function journalOf({ settings, clock, randomness }: Omit<Ground, 'pool'>): Journal | undefined {
  const { journalFolder: folder } = settings
  return folder === '' ? undefined : openJournal({ folder, keyring: processKeyring(), clock, randomness })
}

/** The same, to be read. Throws JOURNAL_NOT_KEPT. */
export function journalToRead({ settings: { journalFolder: folder } }: Pick<Ground, 'settings'>): ReadJournalDeps {
  if (folder === '') throw refusal(journalErrors, 'JOURNAL_NOT_KEPT')
  return { folder, keyring: processKeyring() }
}
