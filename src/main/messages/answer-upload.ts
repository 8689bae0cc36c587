import { readUpload, writeAcknowledgement } from '../../hl7v3/index.ts'
import type { MeshClient, MeshMessage } from '../../mesh/index.ts'
import type { Clock, StillOurs } from '../../platform/index.ts'
import { applyUpload, findAnswer, markAnswered, type RegisterDeps, type UploadAnswer } from '../../register/index.ts'
import { type Journal, verdictsHash } from '../journal/index.ts'
import type { Handler } from './receive-messages.ts'
import { sendOnce } from './send-once.ts'

export type UploadDeps = {
  readonly mesh: Pick<MeshClient, 'send' | 'trackByLocalId'>
  readonly register: RegisterDeps
  readonly clock: Clock
  readonly acknowledgementWorkflow: string
  /** Where it is noted what was answered; absent: nowhere. */
  readonly journal?: Pick<Journal, 'note'>
}

/** Deals with uploads: read, apply, answer. A repeat finds the answer kept, and sends none that was sent. */
export function answerUploads(deps: UploadDeps): Handler {
  return async (message, stillOurs) => {
    // After a restore MESH may not know that it was sent; the register does.
    const kept = await findAnswer(deps.register, message.messageId)
    if (kept?.answerMessageId !== undefined) return 'done'
    const answer = await applyMessage(deps.register, message, deps.clock.now())
    await sendAnswer(deps, message, { answer, stillOurs })
    return 'done'
  }
}

/** Reads a message as an upload and applies it, as received at a moment. Throws as `applyUpload`. */
export async function applyMessage(
  register: RegisterDeps,
  { messageId, from: senderMailbox = '', body }: Pick<MeshMessage, 'messageId' | 'from' | 'body'>,
  receivedAt: Date,
): Promise<UploadAnswer> {
  const content = await readUpload(oneChunk(body))
  return applyUpload(register, { messageId, senderMailbox, receivedAt, content })
}

/** Sends the answer to an upload, unless MESH has it, and notes that it left. */
export async function sendAnswer(
  deps: UploadDeps,
  { messageId, from = '' }: Pick<MeshMessage, 'messageId' | 'from'>,
  { answer, stillOurs }: { readonly answer: UploadAnswer; readonly stillOurs: StillOurs },
): Promise<void> {
  // A repeat after a crash finds it at MESH by the upload's message id.
  const sent = await sendOnce(
    { mesh: deps.mesh, stillOurs },
    {
      to: from,
      workflowId: deps.acknowledgementWorkflow,
      localId: `ACK-${messageId}`,
      body: writeAcknowledgement(answer, deps.clock.now()),
    },
  )
  await noteAnswered(deps, messageId, { answer, answerMessageId: sent ?? SEVERAL })
}

/** In place of the id of an acknowledgement that MESH has several times. */
const SEVERAL = 'several'

/** Notes in the register and in the journal which message answered an upload, and what it said. */
export async function noteAnswered(
  { register, clock, journal }: Pick<UploadDeps, 'register' | 'clock' | 'journal'>,
  messageId: string,
  { answer, answerMessageId }: { readonly answer: UploadAnswer; readonly answerMessageId: string },
): Promise<void> {
  const { uploadId, fileCode } = answer
  const at = clock.now()
  await markAnswered(register, uploadId, answerMessageId, at)
  const verdicts = verdictsHash(answer)
  await journal?.note({ kind: 'answered', at, messageId, uploadId, fileCode, verdicts, answerMessageId })
}

async function* oneChunk(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}
