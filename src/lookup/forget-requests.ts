import type { Clock, Database } from '../platform/index.ts'
import { countedBefore, HISTORY_LIMIT } from './access.ts'

/**
 * Forgets request ids too old to be a repeat, and what the history of their children no longer shows; the accesses
 * stay. Returns how many ids were forgotten. Run it now and then.
 */
export async function forgetRequests(deps: { readonly db: Database; readonly clock: Clock }): Promise<number> {
  const [row] = await deps.db.query<{ forgotten: number }>({
    name: 'lookup-forget-requests',
    text: `with old as (delete from lookup.request where asked_at <= $1 returning child_key),
      last_shown as (
        select child.child_key, (select a.at from lookup.counted_access a where a.child_key = child.child_key
          order by a.at desc offset ${HISTORY_LIMIT - 1} limit 1) as at
        from (select distinct child_key from old) child),
      no_longer_shown as (
        delete from lookup.counted_access a using last_shown
        where a.child_key = last_shown.child_key and a.at < last_shown.at)
      select count(*) as forgotten from old`,
    values: [countedBefore(deps.clock.now())],
  })
  return row?.forgotten ?? 0
}
