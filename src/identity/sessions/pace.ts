import type { Clock, Database } from '../../platform/index.ts'
import { countPace } from './store.ts'

/** Counts something done by somebody on the pages, and returns how often they did it in the last so many minutes. */
export function countOnPages(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  done: { readonly kind: string; readonly subject: string },
  minutes: number,
): Promise<number> {
  const at = clock.now()
  return countPace(db, done, { at, since: new Date(at.getTime() - minutes * 60_000) })
}
