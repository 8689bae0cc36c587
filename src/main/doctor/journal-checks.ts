import fs from 'node:fs/promises'
import path from 'node:path'
import { readRestored } from '../../platform/index.ts'
import type { Ground } from '../processes.ts'
import type { Check } from './finding.ts'

/** Less room than this is soon none: a large extract and its night. */
const LEAST_ROOM_BYTES = 1024 ** 3

/** What is looked at so that nothing acknowledged is lost: the journal beside the database, and the mark of a restore. */
export function journalChecks(ground: Ground): Check[] {
  const { journalFolder: folder, journalDays, profile } = ground.settings
  const db = ground.pool('operations', { connections: 1 })
  return [
    {
      place: 'journal',
      mend:
        'set CPIS_JOURNAL_FOLDER to a folder of another disk than the database that every worker may write: without it ' +
        'what was acknowledged after the newest copy is lost with the database',
      look: async () => {
        if (folder === '' && profile !== 'production') return 'none is kept here; production needs one'
        if (folder === '') throw new Error('no journal of messages is kept')
        const tried = path.join(folder, `.doctor-${ground.randomness.uuid()}`)
        await fs.mkdir(folder, { recursive: true, mode: 0o700 })
        await fs.writeFile(tried, 'doctor', { flush: true })
        await fs.rm(tried)
        const { bavail, bsize } = await fs.statfs(folder)
        if (bavail * bsize < LEAST_ROOM_BYTES) throw new Error('less than 1 GiB is free')
        return `kept for ${journalDays} days`
      },
    },
    {
      place: 'restored',
      mend: 'run cpis backup missing --apply: look-ups are answered NotChecked until then (runbook restore)',
      look: async () => {
        const restored = await readRestored(db)
        if (restored !== undefined) throw new Error(`at ${restored.restoredAt.toISOString()}, and not reopened`)
        return 'not marked as restored'
      },
    },
  ]
}
