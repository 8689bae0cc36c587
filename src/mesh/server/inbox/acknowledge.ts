import { MeshFault } from '../faults.ts'
import { type Answer, type Call, echoInVersion1 } from '../mesh-server.ts'
import { type MeshRequest, pathId } from '../request.ts'
import { findState, markAcknowledged } from './store.ts'

/**
 * `PUT /{mailbox}/inbox/{id}/status/acknowledged`: the recipient has the message; it leaves the inbox for good. Again
 * is no error (mesh.md 6.6). Throws MESH_MESSAGE_UNKNOWN, MESH_MESSAGE_OF_ANOTHER or MESH_MESSAGE_GONE.
 */
export async function acknowledge(call: Call, request: MeshRequest): Promise<Answer> {
  const messageId = pathId(request, 'id')
  if (!(await markAcknowledged(call, messageId))) await refuseUnlessAcknowledged(call, messageId)
  return echoInVersion1(call, { messageId })
}

async function refuseUnlessAcknowledged(call: Call, messageId: string): Promise<void> {
  const message = await findState(call, messageId)
  if (!message) throw new MeshFault('MESH_MESSAGE_UNKNOWN')
  if (message.recipient !== call.mailboxId) throw new MeshFault('MESH_MESSAGE_OF_ANOTHER')
  if (message.state !== 'acknowledged') throw new MeshFault('MESH_MESSAGE_GONE')
}
