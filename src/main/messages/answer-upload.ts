import { readUpload, writeAcknowledgement } from '../../hl7v3/index.ts'
import type { MeshClient } from '../../mesh/index.ts'
import type { Clock } from '../../platform/index.ts'
import { applyUpload, markAnswered, type RegisterDeps } from '../../register/index.ts'
import type { Handler } from './receive-messages.ts'
import { sendOnce } from './send-once.ts'

export type UploadDeps = {
  readonly mesh: MeshClient
  readonly register: RegisterDeps
  readonly clock: Clock
  readonly acknowledgementWorkflow: string
}

/** Deals with uploads: read, apply, answer. A repeat finds the answer kept, and sends none that was sent. */
export function answerUploads(deps: UploadDeps): Handler {
  return async (message, stillOurs) => {
    const content = await readUpload(oneChunk(message.body))
    const receivedAt = deps.clock.now()
    const senderMailbox = message.from ?? ''
    const { messageId } = message
    const answer = await applyUpload(deps.register, { messageId, senderMailbox, receivedAt, content })
    // A repeat after a crash finds it at MESH by the upload's message id.
    const sent = await sendOnce(
      { mesh: deps.mesh, stillOurs },
      {
        to: senderMailbox,
        workflowId: deps.acknowledgementWorkflow,
        localId: `ACK-${messageId}`,
        body: writeAcknowledgement(answer, deps.clock.now()),
      },
    )
    await markAnswered(deps.register, answer.uploadId, sent ?? SEVERAL, deps.clock.now())
    return 'done'
  }
}

/** In place of the id of an acknowledgement that MESH has several times. */
const SEVERAL = 'several'

async function* oneChunk(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}
