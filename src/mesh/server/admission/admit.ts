import { MeshFault } from '../faults.ts'
import type { Call } from '../mesh-server.ts'
import type { Admission } from './admission.ts'
import type { CallKind } from './call-times.ts'

/**
 * The work of a call: SQL that goes on after `ADMISSION`, with values from $5 on. It may add common table expressions
 * (`, name as (…)`), must select `admission.*` from `admission`, and may write only `from token` or where one exists.
 */
export type Work = { readonly name: string; readonly text: string; readonly values?: readonly unknown[] }

/**
 * One statement admits the call and does its work: the mailbox is active and the token new. `token` has a row when the
 * call is admitted.
 */
const ADMISSION = `with caller as (
  select mailbox_id from mesh.mailbox where mailbox_id = $1 and active
), token as (
  insert into mesh.nonce (mailbox_id, nonce, nonce_count, used_at)
  select mailbox_id, $2, $3::bigint, $4::timestamptz from caller
  on conflict do nothing returning mailbox_id
), admission as (
  select exists (select 1 from caller) as active, exists (select 1 from token) as fresh
)`

/**
 * Admits a call and does its work in one round trip; returns the work's rows. Throws MESH_MAILBOX_INACTIVE or
 * MESH_TOKEN_REPEATED, and then nothing was done.
 */
export async function runAdmitted<Row>(call: Call, kind: CallKind, work: Work): Promise<[Row, ...Row[]]> {
  const { mailboxId, token, at, mesh } = call
  const [first, ...others] = await mesh.db.query<Row & Admission>({
    name: `mesh-${work.name}`,
    text: `${ADMISSION}${work.text}`,
    values: [mailboxId, token.nonce, Number(token.nonceCount), at, ...(work.values ?? [])],
  })
  return [await settleAdmission(call, kind, first), ...others]
}

/**
 * Goes on with a call the database admitted, and keeps the time of it. Throws MESH_MAILBOX_INACTIVE or
 * MESH_TOKEN_REPEATED.
 */
export async function settleAdmission<Row extends Admission>(
  call: Call,
  kind: CallKind,
  row: Row | undefined,
): Promise<Row> {
  if (!row?.active) throw new MeshFault('MESH_MAILBOX_INACTIVE')
  if (!row.fresh) throw new MeshFault('MESH_TOKEN_REPEATED')
  call.admitted = true
  await call.mesh.keepCallTime(call.mailboxId, kind, call.at)
  return row
}

/** Admits a call that has no work in the database, or refused work: the token is spent all the same. */
export async function admit(call: Call, kind: CallKind): Promise<void> {
  await runAdmitted(call, kind, { name: 'admit', text: ' select * from admission' })
}
