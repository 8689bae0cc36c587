import type { Clock, Database } from '../platform/index.ts'
import { countedBefore } from './access.ts'

/** Forgets request ids too old to be a repeat; their accesses stay. Returns how many. Run it now and then. */
export async function forgetRequests(deps: { readonly db: Database; readonly clock: Clock }): Promise<number> {
  const [row] = await deps.db.query<{ forgotten: number }>({
    name: 'lookup-forget-requests',
    text: `with old as (delete from lookup.request where asked_at <= $1 returning 1) select count(*) as forgotten from old`,
    values: [countedBefore(deps.clock.now())],
  })
  return row?.forgotten ?? 0
}
