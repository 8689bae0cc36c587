import { compactSecond } from '../../timestamps.ts'
import { deletableBefore } from '../message-life.ts'
import type { LifeDeps } from './expire-messages.ts'

const MOST = 200

/**
 * Deletes messages thirty days after they came in, with their bodies (mesh.md 11). Returns how many, 200 at most; run
 * it again at once while it returns that many. An id begins with the time it was made, so that the ids' own index leads
 * to what is old.
 */
export async function deleteMessages(deps: Pick<LifeDeps, 'db' | 'clock'>): Promise<number> {
  const now = deps.clock.now()
  const [row] = await deps.db.query<{ deleted: number }>({
    name: 'mesh-delete',
    text: `with due as materialized (
        select message_id from mesh.message where message_id < $1 and delete_after <= $2
        order by message_id limit $3 for update skip locked
      ), parts as (
        delete from mesh.part p using due where p.message_id = due.message_id returning p.upload_id
      ), pieces as (
        delete from mesh.piece c using parts where c.upload_id = parts.upload_id
      ), deleted as (
        delete from mesh.message m using due where m.message_id = due.message_id
      )
      select count(*) as deleted from due`,
    values: [compactSecond(new Date(deletableBefore(now).getTime() + 1_000)), now, MOST],
  })
  return row?.deleted ?? 0
}
