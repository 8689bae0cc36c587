import { settleAdmission } from '../admission/admit.ts'
import { gatheredCall } from '../admission/gathered-admission.ts'
import { MeshFault } from '../faults.ts'
import { type Answer, type Call, echoInVersion1 } from '../mesh-server.ts'
import { type MeshRequest, pathId } from '../request.ts'
import type { Acknowledged } from './acknowledge-messages.ts'

/**
 * `PUT /{mailbox}/inbox/{id}/status/acknowledged`: the recipient has the message; it leaves the inbox for good. Again
 * is no error (mesh.md 6.6). Throws MESH_MESSAGE_UNKNOWN, MESH_MESSAGE_OF_ANOTHER or MESH_MESSAGE_GONE.
 */
export async function acknowledge(call: Call, request: MeshRequest): Promise<Answer> {
  const messageId = pathId(request, 'id')
  const found = await call.mesh.acknowledgeMessage({ ...gatheredCall(call), message_id: messageId })
  await settleAdmission(call, 'acknowledge', found)
  if (!found.done) refuseUnlessAcknowledged(call, found)
  return echoInVersion1(call, { messageId })
}

function refuseUnlessAcknowledged(call: Call, { recipient, state }: Acknowledged): void {
  if (recipient === null) throw new MeshFault('MESH_MESSAGE_UNKNOWN')
  if (recipient !== call.mailboxId) throw new MeshFault('MESH_MESSAGE_OF_ANOTHER')
  if (state !== 'acknowledged') throw new MeshFault('MESH_MESSAGE_GONE')
}
