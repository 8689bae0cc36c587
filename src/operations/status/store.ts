import type { Database } from '../../platform/index.ts'
import { withoutNulls } from '../watch/store.ts'

export type LastFacts = {
  /** Mailboxes under watch, and those that are disconnected. */
  readonly watched: number
  readonly silent: number
  readonly upload?: Date
  readonly dailyWatch?: Date
  readonly numberSweep?: Date
}

/** Counts of mailboxes, and when things last went well. */
export async function lastFacts(db: Database): Promise<LastFacts> {
  const [row] = await withoutNulls<LastFacts>(
    db.query({
      name: 'operations-last-facts',
      text: `select count(*)::int as watched, count(*) filter (where connection = 'disconnected')::int as silent,
          (select received_at from register.published_upload where file_code in ('CPF02', 'CPF03', 'CPF04')
            order by received_at desc limit 1) as upload,
          (select at from operations.watch_run order by day desc limit 1) as "dailyWatch",
          (select max(ended_at) from demographics.published_sweep) as "numberSweep"
        from operations.mailbox_state where seen_at = (select max(seen_at) from operations.mailbox_state)`,
    }),
  )
  return row ?? { watched: 0, silent: 0 }
}
