import { MeshFault } from '../faults.ts'
import type { Call } from '../mesh-server.ts'

/** The kinds of call whose last time is kept for each mailbox. */
export type CallKind = 'handshake' | 'list' | 'download' | 'acknowledge' | 'send' | 'other'

/**
 * The work of a call: SQL that goes on after `ADMISSION`, with values from $6 on. It may add common table expressions
 * (`, name as (…)`), must select `admission.*` from `admission`, and may write only `from token` or where one exists.
 */
export type Work = { readonly name: string; readonly text: string; readonly values?: readonly unknown[] }

/**
 * One statement admits the call and does its work: the mailbox is active, the token new, and the time of the call is
 * kept. `token` has a row when the call is admitted. The time is written once a second at most, and by one caller only,
 * so that calls of a busy mailbox do not queue for its row.
 */
const ADMISSION = `with caller as (
  select mailbox_id from mesh.mailbox where mailbox_id = $1 and active
), token as (
  insert into mesh.nonce (mailbox_id, nonce, nonce_count, used_at)
  select mailbox_id, $2, $3::bigint, $4::timestamptz from caller
  on conflict do nothing returning mailbox_id
), called as (
  update mesh.mailbox_call c set last_at = $4::timestamptz
  from (
    select k.mailbox_id, k.call from mesh.mailbox_call k join token on token.mailbox_id = k.mailbox_id
    where k.call = $5 and (k.last_at is null or k.last_at <= $4::timestamptz - interval '1 second')
    for update of k skip locked
  ) due
  where c.mailbox_id = due.mailbox_id and c.call = due.call
), admission as (
  select exists (select 1 from caller) as active, exists (select 1 from token) as fresh
)`

type Admission = { readonly active: boolean; readonly fresh: boolean }

/**
 * Admits a call and does its work in one round trip; returns the work's rows. Throws MESH_MAILBOX_INACTIVE or
 * MESH_TOKEN_REPEATED, and then nothing was done.
 */
export async function runAdmitted<Row>(call: Call, kind: CallKind, work: Work): Promise<[Row, ...Row[]]> {
  const { mailboxId, token, at, mesh } = call
  const rows = await mesh.db.query<Row & Admission>({
    name: `mesh-${work.name}`,
    text: `${ADMISSION}${work.text}`,
    values: [mailboxId, token.nonce, Number(token.nonceCount), at, kind, ...(work.values ?? [])],
  })
  const [first, ...others] = rows
  if (!first?.active) throw new MeshFault('MESH_MAILBOX_INACTIVE')
  if (!first.fresh) throw new MeshFault('MESH_TOKEN_REPEATED')
  call.admitted = true
  return [first, ...others]
}

/** Admits a call that has no work in the database, or refused work: the token is spent all the same. */
export async function admit(call: Call, kind: CallKind): Promise<void> {
  await runAdmitted(call, kind, { name: 'admit', text: ' select * from admission' })
}
