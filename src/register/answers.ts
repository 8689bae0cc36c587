import { refusal } from '../platform/index.ts'
import type { RegisterDeps } from './deps.ts'
import { registerErrors } from './errors.ts'
import { readAnswerToMessage, updateAnswered } from './store/uploads.ts'
import type { UploadAnswer } from './upload.ts'

/** An answer, and when and by which MESH message it was sent, once it was. */
export type KeptAnswer = UploadAnswer & { readonly answeredAt?: Date; readonly answerMessageId?: string }

/** The answer kept for a MESH message of a local authority; `undefined` when that message was not applied yet. */
export async function findAnswer(
  deps: Pick<RegisterDeps, 'db'>,
  meshMessageId: string,
): Promise<KeptAnswer | undefined> {
  const stored = await readAnswerToMessage(deps.db, meshMessageId)
  if (stored === undefined) return undefined
  const { answer, ...sent } = stored
  return { ...answer, ...sent }
}

/**
 * Notes that the answer to an upload left, by which MESH message and when. Sent again, the newest counts.
 * Throws REGISTER_UPLOAD_UNKNOWN.
 */
export async function markAnswered(
  deps: Pick<RegisterDeps, 'db'>,
  uploadId: string,
  messageId: string,
  at: Date,
): Promise<void> {
  const isKnown = await updateAnswered(deps.db, uploadId, messageId, at)
  if (!isKnown) throw refusal(registerErrors, 'REGISTER_UPLOAD_UNKNOWN')
}
