import { readUpload, writeAcknowledgement } from '../hl7v3/index.ts'
import type { MeshClient, MeshMessage } from '../mesh/index.ts'
import type { Clock, Log } from '../platform/index.ts'
import { applyUpload, markAnswered, type RegisterDeps, type UploadAnswer } from '../register/index.ts'

export type ReceiveDeps = {
  readonly mesh: MeshClient
  readonly register: RegisterDeps
  readonly clock: Clock
  readonly log: Log
  readonly acknowledgementWorkflow: string
}

/**
 * Empties the mailbox of this service, message by message: fetch, read, apply, answer, and only then acknowledge to
 * MESH. A message that cannot be dealt with stays in the mailbox and is tried again; it does not hold up the others.
 * Returns true when something was done and more may wait.
 */
export async function receiveUploads(deps: ReceiveDeps): Promise<boolean> {
  const ids = await deps.mesh.list()
  let done = 0
  for (const id of ids) {
    try {
      await receiveOne(deps, id)
      done += 1
    } catch (error) {
      deps.log.error({ err: error, meshMessageId: id }, 'an upload stays in the mailbox')
    }
  }
  return done > 0 && done === ids.length
}

async function receiveOne(deps: ReceiveDeps, id: string): Promise<void> {
  const message = await deps.mesh.download(id)
  if (message === 'gone') return
  if (message.kind === 'REPORT') deps.log.warn({ meshMessageId: id, about: message.linkedMessageId }, 'MESH reports')
  else await answerUpload(deps, message)
  await deps.mesh.acknowledge(id)
}

async function answerUpload(deps: ReceiveDeps, message: MeshMessage): Promise<void> {
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
async function sendOnce(deps: ReceiveDeps, answer: UploadAnswer, message: MeshMessage): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const localId = attempt === 1 ? `ACK-${message.messageId}` : `ACK-${message.messageId}-${attempt}`
    const sent = await deps.mesh.trackByLocalId(localId)
    if (sent === undefined) return sendAcknowledgement(deps, { answer, to: message.from ?? '', localId })
    if (!NEVER_WHOLE.has(sent.status)) return sent.messageId
  }
}

type Acknowledgement = { readonly answer: UploadAnswer; readonly to: string; readonly localId: string }

async function sendAcknowledgement(deps: ReceiveDeps, { answer, to, localId }: Acknowledgement): Promise<string> {
  const body = writeAcknowledgement(answer, deps.clock.now())
  const { messageId } = await deps.mesh.send({ to, workflowId: deps.acknowledgementWorkflow, localId, body })
  return messageId
}

async function* oneChunk(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}
