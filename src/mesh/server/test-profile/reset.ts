import type { Database } from '../../../platform/index.ts'

/** Removes every message. Tokens that were used stay used. */
export async function resetMailboxes(db: Database): Promise<void> {
  await db.query({
    text: `with messages as (delete from mesh.message), parts as (delete from mesh.part),
        pieces as (delete from mesh.piece)
      delete from mesh.upload`,
  })
}

/** Removes what was sent to a mailbox; false when there is none of that id. */
export async function resetMailbox(db: Database, mailboxId: string): Promise<boolean> {
  const [row] = await db.query<{ there: boolean }>({
    text: `with messages as (delete from mesh.message where recipient = $1 returning message_id),
        parts as (delete from mesh.part p using messages m where p.message_id = m.message_id returning p.upload_id),
        pieces as (delete from mesh.piece c using parts p where c.upload_id = p.upload_id)
      select exists (select 1 from mesh.mailbox where mailbox_id = $1) as there`,
    values: [mailboxId],
  })
  return row?.there ?? false
}
