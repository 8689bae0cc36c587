import type { Database } from '../../../platform/index.ts'

/** A mailbox as an operator sees it. */
export type ListedMailbox = {
  readonly mailboxId: string
  readonly name: string
  readonly odsCode: string
  readonly active: boolean
  /** How many messages wait, and since when the oldest does. */
  readonly waiting: number
  readonly oldestWaitingAt: Date | null
  /** When it last made any authorised call. */
  readonly lastCallAt: Date | null
}

/** All mailboxes in the order of their ids. */
export async function listMailboxes(deps: { readonly db: Database }): Promise<ListedMailbox[]> {
  return deps.db.query<ListedMailbox>({
    text: `select b.mailbox_id as "mailboxId", b.name, b.ods_code as "odsCode", b.active, w.waiting,
        w.oldest as "oldestWaitingAt", c.last_at as "lastCallAt"
      from mesh.mailbox b
      cross join lateral (select max(last_at) as last_at from mesh.mailbox_call where mailbox_id = b.mailbox_id) c
      cross join lateral (
        select count(*) as waiting, min(accepted_at) as oldest
        from mesh.message where recipient = b.mailbox_id and state = 'accepted') w
      order by b.mailbox_id`,
  })
}
