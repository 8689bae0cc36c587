import type { LifeDeps } from './expire-messages.ts'

/** Longer than any connection lives. */
const KEPT_MS = 24 * 3_600_000

/** Forgets bodies that a day ago were still on their way in: their process died. Returns how many. */
export async function forgetCutUploads(deps: Pick<LifeDeps, 'db' | 'clock'>): Promise<number> {
  const [row] = await deps.db.query<{ forgotten: number }>({
    name: 'mesh-forget-cut-uploads',
    text: `with cut as (delete from mesh.upload where begun_at <= $1 returning upload_id),
        pieces as (delete from mesh.piece p using cut where p.upload_id = cut.upload_id)
      select count(*) as forgotten from cut`,
    values: [new Date(deps.clock.now().getTime() - KEPT_MS)],
  })
  return row?.forgotten ?? 0
}
