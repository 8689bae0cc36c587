import { byteaText, type Database, openJson, processKeyring, sealJson } from '../../platform/index.ts'
import type { Addressee } from './numbers.ts'
import { keyOfChild } from './sealed-person.ts'

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
    text: `insert into register.inactive_number_order (order_id, child_key, person_sealed, authority_code,
        authority_ods_code, authority_name, subject, upload_sequence, learned_at)
      select a.order_id, $2, a.person_sealed, a.authority_code, a.ods_code, a.name, a.subject, a.upload_sequence, $3
      from json_to_recordset($1::json) as a (order_id uuid, person_sealed bytea, authority_code text, ods_code text,
        name text, subject text, upload_sequence text)`,
    values: [
      JSON.stringify(addressees.map(addressee => sealedOrder(addressee, notice))),
      keyOfChild(notice.oldNumber),
      notice.learnedAt,
    ],
  })
}

/** What an order has sealed: the number, what took its place, the authority's own id and whose that is. */
type OrderPerson = [number: string, replacedBy: string | null, localId: string | null, localIdAuthority: string | null]

export const contextOfOrder = (orderId: string): string => `register.inactive_number_order ${orderId}`

function sealedOrder(addressee: Addressee, notice: OrderedNotice): Record<string, unknown> {
  const { localId, localIdAuthority, ...open } = addressee
  const id = notice.newId()
  const person: OrderPerson = [notice.oldNumber, notice.replacedBy, localId, localIdAuthority]
  return { ...open, order_id: id, person_sealed: byteaText(sealJson(processKeyring(), person, contextOfOrder(id))) }
}

type OrderRow = {
  order_id: string
  person_sealed: Buffer
  authority_code: string
  authority_ods_code: string
  authority_name: string
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
  return rows.map(orderOf)
}

function orderOf(row: OrderRow): InactiveNumberOrder {
  const person = openJson<OrderPerson>(processKeyring(), row.person_sealed, contextOfOrder(row.order_id))
  const [nhsNumber, replacedBy, localId, localIdAuthority] = person
  return {
    orderId: row.order_id,
    nhsNumber,
    ...(replacedBy !== null && { replacedBy }),
    authorityCode: row.authority_code,
    authorityOdsCode: row.authority_ods_code,
    authorityName: row.authority_name,
    ...(localId !== null && { localId }),
    ...(localIdAuthority !== null && { localIdAuthority }),
    uploadSequence: row.upload_sequence,
    learnedAt: row.learned_at,
  }
}

export async function deleteOrders(db: Database, ids: readonly string[]): Promise<void> {
  await db.query({
    name: 'register-orders-delete',
    text: 'delete from register.inactive_number_order where order_id = any($1)',
    values: [ids],
  })
}
