import type { Clock, Database } from '../../../platform/index.ts'

/** A token made two hours ahead of us stays valid for four; the fifth is for servers whose clocks differ. */
const KEPT_MS = 5 * 3_600_000

/** Forgets tokens that are too old to be sent again (mesh.md 20 rule 3); returns how many. Run it every few minutes. */
export async function pruneNonces(deps: { readonly db: Database; readonly clock: Clock }): Promise<number> {
  const [row] = await deps.db.query<{ pruned: number }>({
    name: 'mesh-prune-nonces',
    text: `with pruned as (delete from mesh.nonce where used_at < $1 returning 1) select count(*) as pruned from pruned`,
    values: [new Date(deps.clock.now().getTime() - KEPT_MS)],
  })
  return row?.pruned ?? 0
}
