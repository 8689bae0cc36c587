import type { MeshWireCode } from '../../errors.ts'
import { admit, settleAdmission } from '../admission/admit.ts'
import { gatheredCall } from '../admission/gathered-admission.ts'
import { discard, type ReceivedBody, receivePieces, receiveSmall } from '../bodies/receive-body.ts'
import { MeshFault } from '../faults.ts'
import type { Answer, Call } from '../mesh-server.ts'
import type { MeshRequest } from '../request.ts'
import { asBytea, type MessageKey, newMessageKey, sealBody, sealHeaders } from '../sealed-message.ts'
import { keepRefusal } from './keep-refusal.ts'
import { keepUpload, type UploadVerdict } from './keep-upload.ts'
import { readSendHeaders, type SendHeaders } from './send-headers.ts'
import { findSendVerdict, type NewMessage, type Sent } from './send-verdict.ts'
import { isAcceptableBody, UNACCEPTABLE } from './unacceptable.ts'

/**
 * `POST /{mailbox}/outbox`: a whole message, or part 1 of N. Answered 202 once it is durably kept. Throws what
 * `readSendHeaders` and `receivePieces` throw, MESH_UPLOAD_TOO_SLOW, and with the id the refusal is kept under
 * MESH_RECIPIENT_UNKNOWN, MESH_WORKFLOW_NOT_REGISTERED, MESH_SENDER_NOT_REGISTERED or MESH_FILE_UNACCEPTABLE.
 */
export async function send(call: Call, request: MeshRequest): Promise<Answer> {
  const headers = readSendHeaders(request, call.mailboxId)
  const isWhole = headers.range.total === 1
  const received = await (isWhole ? receiveSmall(call, request) : receivePieces(call, request))
  const { message, body } = sealSending(call, headers, received)
  const isAcceptable = isAcceptableBody(call, headers, received.kind === 'small' ? received.bytes : received.head)
  const verdict = await keep(call, { message, body, isAcceptable })
  if (verdict !== 'accepted') await refuse(call, { message, body, verdict })
  const messageId = message.message_id
  return { status: 202, json: call.version === 1 ? { messageID: messageId } : { message_id: messageId } }
}

/** A body as it is kept. */
type SentBody =
  | { readonly kind: 'small'; readonly sealed: Buffer }
  | { readonly kind: 'kept'; readonly uploadId: string }
type Sealed = { readonly message: NewMessage; readonly body: SentBody }

function sealSending({ mesh }: Call, headers: SendHeaders, body: ReceivedBody): Sealed {
  const own = newMessageKey(mesh.keyring, mesh.nextMessageId())
  return {
    message: newMessage(own, headers, body),
    body: body.kind === 'small' ? { kind: 'small', sealed: sealBody(own, body.bytes) } : body,
  }
}

function newMessage(own: MessageKey, headers: SendHeaders, body: ReceivedBody): NewMessage {
  const sealed = sealHeaders(own, headers.passedOn)
  return {
    message_id: own.messageId,
    recipient: headers.to,
    workflow_id: headers.workflowId,
    local_id: headers.localId,
    wrapped_key: asBytea(own.wrapped),
    headers_sealed: sealed && asBytea(sealed),
    content_type: headers.contentType,
    content_encoding: headers.encoding,
    total_parts: headers.range.total,
    body_bytes: body.kind === 'small' ? body.bytes.length : body.bytes,
  }
}

type Sending = Sealed & { readonly isAcceptable: boolean }
type Verdict = UploadVerdict | 'MESH_FILE_UNACCEPTABLE'

/** An unacceptable file is not kept, unless it comes in parts and its sender is told when the last of them is in. */
async function keep(call: Call, { message, body, isAcceptable }: Sending): Promise<Verdict> {
  const sent = { ...message, ...gatheredCall(call) }
  const toldLater = !isAcceptable && isToldByReport(call) && message.total_parts > 1 ? UNACCEPTABLE : undefined
  if (!isAcceptable && toldLater === undefined) return judgeUnacceptable(call, sent)
  const { db, keepMessage } = call.mesh
  if (body.kind === 'kept') return keepUpload(db, { ...sent, upload_id: body.uploadId, told_later: toldLater })
  return (await settleAdmission(call, 'send', await keepMessage(sent, body.sealed))).verdict
}

/** The registrations are judged first, as for any other send. */
async function judgeUnacceptable(call: Call, sent: Sent): Promise<Verdict> {
  if (!call.admitted) await admit(call, 'send')
  const verdict = await findSendVerdict(call.mesh.db, sent)
  return verdict === 'accepted' ? 'MESH_FILE_UNACCEPTABLE' : verdict
}

function isToldByReport({ mesh }: Call): boolean {
  return mesh.settings.unacceptableFiles !== 'refused'
}

type Refused = Sealed & { readonly verdict: Verdict & MeshWireCode }

/** Throws the refusal, except of a file whose sender is told by a report alone. */
async function refuse(call: Call, { message, body, verdict }: Refused): Promise<void> {
  const { db, nextMessageId, settings } = call.mesh
  if (body.kind === 'kept') await discard(call, body.uploadId)
  if (verdict === 'MESH_UPLOAD_TOO_SLOW') throw new MeshFault(verdict)
  const isToldAlone = verdict === 'MESH_FILE_UNACCEPTABLE' && isToldByReport(call)
  const reportId = isToldAlone || settings.refusalReports !== false ? nextMessageId() : undefined
  await keepRefusal(db, { message: { ...message, ...gatheredCall(call) }, code: verdict, reportId })
  if (!isToldAlone) throw new MeshFault(verdict, { messageId: message.message_id })
}
