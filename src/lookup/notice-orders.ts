import type { Author } from '../identity/index.ts'
import type { Clock, Database } from '../platform/index.ts'
import { openPerson } from '../register/index.ts'
import { openDeclared } from './asked.ts'
import type { NotBrought } from './declared/declared.ts'

/** One access of which one authority must be told: written with the access, gone once a notice exists for it. */
export type NoticeOrder = {
  readonly nhsNumber: string
  readonly childKey: string
  readonly accessId: string
  /** Our own key of the authority, and what it is called on the wire. */
  readonly authorityCode: string
  readonly authorityOdsCode: string
  readonly authorityName: string
  readonly localId?: string
  readonly localIdAuthority?: string
  readonly uploadSequence: string
  readonly at: Date
  readonly author: Author
  /** Where it is no access that is told of, but that a child was not brought. */
  readonly notBrought?: NotBrought
}

/** An order taken and not dropped is offered again after so long: its taker died. */
const LEASE_MS = 30_000

type Deps = { readonly db: Database; readonly clock: Clock }

type OrderRow = {
  child_key: string
  person_sealed: Buffer
  access_id: string
  authority_code: string
  authority_ods_code: string
  authority_name: string
  upload_sequence: string
  at: Date
  author: Author
  kind: string
  detail_sealed: Buffer | null
}

type Declared = Omit<NotBrought, 'appointmentAt'> & { readonly appointmentAt: string }

/**
 * Takes up to `limit` orders, oldest first, for as long as a lease; each must be dropped once it is safely kept. Whoever
 * comes at the same moment waits and then takes none of these: the update looks again. No `skip locked`, which a cluster
 * that shares orders out by child refuses.
 */
export async function takeNoticeOrders(deps: Deps, limit: number): Promise<NoticeOrder[]> {
  const now = deps.clock.now()
  const rows = await deps.db.query<OrderRow>({
    name: 'lookup-take-orders',
    text: `update lookup.notice_order o set leased_until = $1
      from (select child_key, access_id, authority_code from lookup.notice_order
        where leased_until is null or leased_until < $2 order by at limit $3) free
      where o.child_key = free.child_key and o.access_id = free.access_id and o.authority_code = free.authority_code
        and (o.leased_until is null or o.leased_until < $2)
      returning o.child_key, o.access_id, o.authority_code, o.authority_ods_code, o.authority_name, o.person_sealed,
        o.upload_sequence, o.at, o.author, o.kind, o.detail_sealed`,
    values: [new Date(now.getTime() + LEASE_MS), now, limit],
  })
  return rows.sort((one, other) => one.at.getTime() - other.at.getTime()).map(orderOf)
}

/** Removes orders for which a notice is kept. */
export async function dropNoticeOrders(deps: Pick<Deps, 'db'>, orders: readonly NoticeOrder[]): Promise<void> {
  await deps.db.query({
    name: 'lookup-drop-orders',
    text: `delete from lookup.notice_order o
      using unnest($1::uuid[], $2::uuid[], $3::text[]) as kept (child_key, access_id, authority_code)
      where o.child_key = kept.child_key and o.access_id = kept.access_id and o.authority_code = kept.authority_code`,
    values: [orders.map(o => o.childKey), orders.map(o => o.accessId), orders.map(o => o.authorityCode)],
  })
}

function orderOf(row: OrderRow): NoticeOrder {
  const { child_key: childKey, authority_code: authorityCode, access_id: accessId } = row
  // A copy of what the plan has sealed.
  const { nhsNumber, localId, localIdAuthority } = openPerson({ childKey, authorityCode }, row.person_sealed)
  return {
    nhsNumber,
    childKey,
    accessId,
    authorityCode,
    authorityOdsCode: row.authority_ods_code,
    authorityName: row.authority_name,
    ...(localId !== null && { localId }),
    ...(localIdAuthority !== null && { localIdAuthority }),
    uploadSequence: row.upload_sequence,
    at: row.at,
    author: row.author,
    ...(row.kind === 'was-not-brought' &&
      row.detail_sealed && { notBrought: notBrought(openDeclared<Declared>(accessId, row.detail_sealed)) }),
  }
}

const notBrought = (detail: Declared): NotBrought => ({
  ...detail,
  appointmentAt: new Date(detail.appointmentAt),
})
