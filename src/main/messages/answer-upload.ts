import { readUpload, writeAcknowledgement } from '../../hl7v3/index.ts'
import type { MeshClient, MeshMessage } from '../../mesh/index.ts'
import type { Clock } from '../../platform/index.ts'
import { applyUpload, markAnswered, type RegisterDeps, type UploadAnswer } from '../../register/index.ts'
import type { Handler } from './receive-messages.ts'

export type UploadDeps = {
  readonly mesh: MeshClient
  readonly register: RegisterDeps
  readonly clock: Clock
  readonly acknowledgementWorkflow: string
}

/** Deals with uploads: read, apply, answer. A repeat finds the answer kept, and sends none that was sent. */
export function answerUploads(deps: UploadDeps): Handler {
  return async message => {
    await answerUpload(deps, message)
    return 'done'
  }
}

async function answerUpload(deps: UploadDeps, message: MeshMessage): Promise<void> {
  const content = await readUpload(oneChunk(message.body))
  const receivedAt = deps.clock.now()
  const senderMailbox = message.from ?? ''
  const answer = await applyUpload(deps.register, { messageId: message.messageId, senderMailbox, receivedAt, content })
  const messageId = await sendOnce(deps, answer, message)
  await markAnswered(deps.register, answer.uploadId, messageId, deps.clock.now())
}

/** What MESH says of a message that never reached its recipient: our process died between two parts, or MESH gave up. */
const NEVER_WHOLE = new Set(['uploading', 'error'])

/**
 * The acknowledgement goes out under the upload's message id as local id: a repeat after a crash finds it there. One
 * of which only some parts had left goes again as a whole, under a further local id.
 */
async function sendOnce(deps: UploadDeps, answer: UploadAnswer, message: MeshMessage): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const localId = attempt === 1 ? `ACK-${message.messageId}` : `ACK-${message.messageId}-${attempt}`
    const sent = await deps.mesh.trackByLocalId(localId)
    if (sent === undefined) return sendAcknowledgement(deps, { answer, to: message.from ?? '', localId })
    if (!NEVER_WHOLE.has(sent.status)) return sent.messageId
  }
}

type Acknowledgement = { readonly answer: UploadAnswer; readonly to: string; readonly localId: string }

async function sendAcknowledgement(deps: UploadDeps, { answer, to, localId }: Acknowledgement): Promise<string> {
  const body = writeAcknowledgement(answer, deps.clock.now())
  const { messageId } = await deps.mesh.send({ to, workflowId: deps.acknowledgementWorkflow, localId, body })
  return messageId
}

async function* oneChunk(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}
