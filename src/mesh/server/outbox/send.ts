import { MeshFault } from '../faults.ts'
import type { Answer, Call } from '../mesh-server.ts'
import { bodyOf, type MeshRequest } from '../request.ts'
import { readSendHeaders } from './send-headers.ts'
import { keepMessage } from './store.ts'

/**
 * `POST /{mailbox}/outbox`: a whole message, or part 1 of N. Answered 202 once it is durably kept.
 * Throws what `readSendHeaders` throws, MESH_BODY_EMPTY, and with the id the refusal is kept under
 * MESH_RECIPIENT_UNKNOWN, MESH_WORKFLOW_NOT_REGISTERED or MESH_SENDER_NOT_REGISTERED.
 */
export async function send(call: Call, request: MeshRequest): Promise<Answer> {
  const { nextMessageId, settings } = call.mesh
  const headers = readSendHeaders(request, call.mailboxId)
  const body = bodyOf(request)
  if (body.length === 0) throw new MeshFault('MESH_BODY_EMPTY')
  const messageId = nextMessageId()
  const reportId = settings.refusalReports === false ? undefined : nextMessageId()
  const verdict = await keepMessage(call, { messageId, reportId, headers, body })
  if (verdict !== 'accepted') throw new MeshFault(verdict, { messageId })
  return { status: 202, json: call.version === 1 ? { messageID: messageId } : { message_id: messageId } }
}
