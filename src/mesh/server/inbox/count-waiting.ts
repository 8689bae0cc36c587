import type { MeshServerDeps } from '../server-deps.ts'

/** Counted afresh for every list up to here; beyond, a count a few seconds old does (it is "approximate", mesh.md 6.2). */
export const COUNTED_EXACTLY = 1_000
const KEPT_MS = 10_000

/** Messages waiting for a mailbox: exact, but beyond `COUNTED_EXACTLY` up to ten seconds old. */
export type CountWaiting = (mailboxId: string) => Promise<number>

/** Makes the count of large inboxes, so that a list costs the same whatever waits. */
export function openCountWaiting(deps: Pick<MeshServerDeps, 'db' | 'clock'>): CountWaiting {
  const kept = new Map<string, { readonly count: number; readonly until: number }>()
  return async mailboxId => {
    const now = deps.clock.now().getTime()
    const known = kept.get(mailboxId)
    if (known && now < known.until) return known.count
    const [row] = await deps.db.query<{ count: number }>({
      name: 'mesh-count-waiting',
      text: `select count(*) as count from mesh.message where recipient = $1 and state = 'accepted'`,
      values: [mailboxId],
    })
    const count = row?.count ?? 0
    kept.set(mailboxId, { count, until: now + KEPT_MS })
    return count
  }
}
