import type { Database } from '../../platform/index.ts'
import type { Addressee } from './numbers.ts'

/** An order to tell a local authority that a number it uploaded is out of use (the notice 06). */
export type InactiveNumberOrder = {
  readonly orderId: string
  /** The number that is out of use. */
  readonly nhsNumber: string
  /** None after an adoption. */
  readonly replacedBy?: string
  /** Our own key of the authority, and what it is called on the wire. */
  readonly authorityCode: string
  readonly authorityOdsCode: string
  readonly authorityName: string
  readonly localId?: string
  readonly localIdAuthority?: string
  readonly uploadSequence: string
  readonly learnedAt: Date
}

export type OrderedNotice = {
  readonly oldNumber: string
  readonly replacedBy: string | null
  readonly learnedAt: Date
  readonly newId: () => string
}

/** Writes one order for each addressee. */
export async function insertOrders(
  tx: Database,
  addressees: readonly Addressee[],
  notice: OrderedNotice,
): Promise<void> {
  await tx.query({
    text: `insert into register.inactive_number_order (order_id, old_number, replaced_by, authority_code,
        authority_ods_code, authority_name, subject, local_id, local_id_authority, upload_sequence, learned_at)
      select a.order_id, $2, $3, a.authority_code, a.ods_code, a.name, a.subject, a.local_id, a.local_id_authority,
        a.upload_sequence, $4
      from json_to_recordset($1::json) as a (order_id uuid, authority_code text, ods_code text, name text, subject text,
        local_id text, local_id_authority text, upload_sequence text)`,
    values: [
      JSON.stringify(addressees.map(addressee => ({ ...addressee, order_id: notice.newId() }))),
      notice.oldNumber,
      notice.replacedBy,
      notice.learnedAt,
    ],
  })
}

type OrderRow = {
  order_id: string
  old_number: string
  replaced_by: string | null
  authority_code: string
  authority_ods_code: string
  authority_name: string
  local_id: string | null
  local_id_authority: string | null
  upload_sequence: string
  learned_at: Date
}

/** The oldest orders, so many at most. */
export async function readOrders(db: Database, limit: number): Promise<InactiveNumberOrder[]> {
  const rows = await db.query<OrderRow>({
    name: 'register-orders',
    text: 'select * from register.inactive_number_order order by learned_at, order_id limit $1',
    values: [limit],
  })
  return rows.map(row => ({
    orderId: row.order_id,
    nhsNumber: row.old_number,
    ...(row.replaced_by !== null && { replacedBy: row.replaced_by }),
    authorityCode: row.authority_code,
    authorityOdsCode: row.authority_ods_code,
    authorityName: row.authority_name,
    ...(row.local_id !== null && { localId: row.local_id }),
    ...(row.local_id_authority !== null && { localIdAuthority: row.local_id_authority }),
    uploadSequence: row.upload_sequence,
    learnedAt: row.learned_at,
  }))
}

export async function deleteOrders(db: Database, ids: readonly string[]): Promise<void> {
  await db.query({
    name: 'register-orders-delete',
    text: 'delete from register.inactive_number_order where order_id = any($1)',
    values: [ids],
  })
}
