import type { Database } from '../../../platform/index.ts'
import { type MeshWireCode, meshWireErrors } from '../../errors.ts'
import { runAdmitted } from '../admission/admit.ts'
import { WIRE_WORDS } from '../faults.ts'
import type { Call } from '../mesh-server.ts'
import type { SendHeaders } from './send-headers.ts'

const DAY_MS = 24 * 3_600_000

/** Not collected for so long, a message leaves the inbox (mesh.md 11). */
export function expiryOf(accepted: Date): Date {
  return new Date(accepted.getTime() + 5 * DAY_MS)
}

/** For so long a message is kept, whatever became of it. */
function deleteAfter(arrived: Date): Date {
  return new Date(arrived.getTime() + 30 * DAY_MS)
}

/** What a first request of a send may find wrong only by the database. */
export type SendVerdict =
  | 'accepted'
  | Extract<MeshWireCode, 'MESH_RECIPIENT_UNKNOWN' | 'MESH_WORKFLOW_NOT_REGISTERED' | 'MESH_SENDER_NOT_REGISTERED'>

const REFUSALS = ['MESH_RECIPIENT_UNKNOWN', 'MESH_WORKFLOW_NOT_REGISTERED', 'MESH_SENDER_NOT_REGISTERED'] as const

/** Code and text each refusal is kept with, by our own code. */
const REFUSAL_WORDS = JSON.stringify(
  Object.fromEntries(
    REFUSALS.map(code => [code, { code: WIRE_WORDS[code].code, text: meshWireErrors[code].sentence }]),
  ),
)

export type NewMessage = {
  readonly messageId: string
  /** For the report of a refusal; `undefined` when none is wanted. */
  readonly reportId: string | undefined
  readonly headers: SendHeaders
  readonly body: Buffer
}

/**
 * Keeps a message and its first part, if recipient and sender are registered for its workflow; else keeps the refusal,
 * so that it can be tracked, and puts its report into the sender's inbox (mesh.md 10, "National difference").
 */
export async function keepMessage(call: Call, message: NewMessage): Promise<SendVerdict> {
  const { headers, body } = message
  const [row] = await runAdmitted<{ verdict: SendVerdict }>(call, 'send', {
    name: 'send',
    text: `, verdict as (
        select case
          when not exists (select 1 from mesh.mailbox where mailbox_id = $7) then 'MESH_RECIPIENT_UNKNOWN'
          when not exists (select 1 from mesh.workflow_mailbox
            where workflow_id = $8 and mailbox_id = $7 and direction = 'receives') then 'MESH_WORKFLOW_NOT_REGISTERED'
          when not exists (select 1 from mesh.workflow_mailbox
            where workflow_id = $8 and mailbox_id = $1 and direction = 'sends') then 'MESH_SENDER_NOT_REGISTERED'
          else 'accepted' end as word
        from token
      ), outcome as (
        select word, $17::jsonb -> word as refusal, word = 'accepted' and $12 = 1 as whole, word = 'accepted' as taken
        from verdict
      ), kept as (
        insert into mesh.message (message_id, message_type, sender, recipient, workflow_id, local_id, headers,
          content_type, content_encoding, total_parts, body_bytes, state, uploaded_at, accepted_at, status_at,
          status_event, status_code, status_description, expiry_at, delete_after)
        select $6, 'DATA', $1, $7, $8, $9, $10::jsonb, $11, $13, $12, octet_length($14::bytea),
          case when whole then 'accepted' when taken then 'uploading' else 'error' end,
          $4::timestamptz, case when whole then $4::timestamptz end, $4::timestamptz,
          case when whole then 'TRANSFER' when not taken then 'SEND' end,
          case when whole then '00' else refusal ->> 'code' end,
          case when whole then 'Transferred to recipient mailbox' else refusal ->> 'text' end,
          case when whole then $15::timestamptz end, $16::timestamptz
        from outcome
      ), part as (
        insert into mesh.part (message_id, part_no, body) select $6, 1, $14::bytea from outcome where taken
      ), report as (
        insert into mesh.message (message_id, message_type, recipient, workflow_id, local_id, headers, total_parts,
          state, uploaded_at, accepted_at, status_at, status_event, status_code, status_description, expiry_at,
          delete_after, linked_message_id)
        select $18::text, 'REPORT', $1, $8, $9,
          jsonb_strip_nulls(jsonb_build_object('mex-subject', $10::jsonb -> 'mex-subject')), 1,
          'accepted', $4::timestamptz, $4::timestamptz, $4::timestamptz, 'SEND', refusal ->> 'code',
          refusal ->> 'text', $15::timestamptz, $16::timestamptz, $6
        from outcome where not taken and $18::text is not null
      )
      select admission.*, (select word from verdict) as verdict from admission`,
    values: [
      message.messageId,
      headers.to,
      headers.workflowId,
      headers.localId,
      JSON.stringify(headers.passedOn),
      headers.contentType,
      headers.range.total,
      headers.encoding,
      body,
      expiryOf(call.at),
      deleteAfter(call.at),
      REFUSAL_WORDS,
      message.reportId,
    ],
  })
  return row.verdict
}

export type UploadState = {
  readonly sender: string | null
  readonly state: string
  readonly total_parts: number
  readonly content_encoding: '' | 'gzip'
}

/** A message as it stands, held until the transaction ends: two last parts at once must not each miss the other. */
export async function holdUpload(tx: Database, messageId: string): Promise<UploadState | undefined> {
  const [row] = await tx.query<UploadState>({
    name: 'mesh-hold-upload',
    text: `select sender, state, total_parts, content_encoding from mesh.message where message_id = $1 for update`,
    values: [messageId],
  })
  return row
}

export type NewPart = { readonly messageId: string; readonly part: number; readonly body: Buffer; readonly at: Date }

/** Keeps a part, in place of an earlier one of its number; with the last one missing the message is accepted. */
export async function keepPart(tx: Database, part: NewPart): Promise<void> {
  await tx.query({
    name: 'mesh-keep-part',
    text: `insert into mesh.part (message_id, part_no, body) values ($1, $2, $3)
      on conflict (message_id, part_no) do update set body = excluded.body`,
    values: [part.messageId, part.part, part.body],
  })
  await tx.query({
    name: 'mesh-accept-whole',
    text: `update mesh.message m set state = 'accepted', accepted_at = $2, status_at = $2, status_event = 'TRANSFER',
        status_code = '00', status_description = 'Transferred to recipient mailbox', expiry_at = $3, delete_after = $4,
        body_bytes = here.bytes
      from (select count(*) as parts, sum(octet_length(body)) as bytes from mesh.part where message_id = $1) here
      where m.message_id = $1 and m.total_parts = here.parts`,
    values: [part.messageId, part.at, expiryOf(part.at), deleteAfter(part.at)],
  })
}
