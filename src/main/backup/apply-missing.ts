import type { MeshClient } from '../../mesh/index.ts'
import { learnWhatLeft, type NotificationsDeps, takeOverOrders } from '../../notifications/index.ts'
import { type Database, type Log, refusal, type StillOurs } from '../../platform/index.ts'
import type { RegisterDeps, UploadAnswer } from '../../register/index.ts'
import { type Journal, verdictsHash } from '../journal/index.ts'
import { applyMessage, noteAnswered, sendAnswer, type UploadDeps } from '../messages/answer-upload.ts'
import type { Handler } from '../messages/receive-messages.ts'
import { backupErrors } from './errors.ts'
import type { LeftNotice, Missing, MissingMessage } from './missing.ts'

export type ApplyDeps = {
  readonly register: RegisterDeps
  readonly applyNumberChange: Handler
  readonly learnAboutNotices: (notices: readonly LeftNotice[]) => Promise<void>
  readonly mesh: Pick<MeshClient, 'send' | 'trackByLocalId'>
  readonly acknowledgementWorkflow: string
  readonly journal: Pick<Journal, 'note'>
  readonly log: Log
  readonly stillOurs: StillOurs
}

/** What became of the missing. */
export type Applied = {
  readonly uploads: number
  readonly numberChanges: number
  /** Acknowledgements that left now, or that MESH had. */
  readonly acknowledged: number
  /** Message ids of uploads whose verdicts are not what their authority was told. */
  readonly differing: readonly string[]
}

/**
 * Applies what is missing in its order through the ordinary use cases, as received and judged when it first was; an answer
 * that left is not sent again. Then the outbox learns which notices left. May be repeated. Throws BACKUP_PDS_AWAY.
 */
export async function applyMissing(deps: ApplyDeps, missing: Missing): Promise<Applied> {
  const applied = { uploads: 0, numberChanges: 0, acknowledged: 0, differing: [] as string[] }
  for (const message of missing.uploads) {
    await deps.stillOurs()
    const { answer, isAnswered } = await applyUploadAgain(deps, message)
    applied.uploads += 1
    if (!isAnswered) applied.acknowledged += 1
    else if (message.answered?.verdicts !== verdictsHash(answer)) applied.differing.push(message.messageId)
  }
  for (const message of missing.numberChanges) {
    await deps.stillOurs()
    await takeChangeAgain(deps, message)
    applied.numberChanges += 1
  }
  await deps.learnAboutNotices(missing.notices)
  return applied
}

async function applyUploadAgain(
  deps: ApplyDeps,
  message: MissingMessage,
): Promise<{ readonly answer: UploadAnswer; readonly isAnswered: boolean }> {
  const { messageId, from, answered, at } = message
  const judgedAt = answered?.at ?? at
  const clock = { now: () => judgedAt }
  const register: RegisterDeps = { ...deps.register, clock, findInPds: pdsAsThen(deps.register, message) }
  const body = await message.body()
  const answer = await applyMessage(register, { messageId, ...(from !== undefined && { from }), body }, at)
  const upload: UploadDeps = { ...deps, register, clock: deps.register.clock }
  if (answered === undefined) await sendAnswer(upload, message, { answer, stillOurs: deps.stillOurs })
  else await noteAnswered(upload, messageId, { answer, answerMessageId: answered.answerMessageId })
  return { answer, isAnswered: answered !== undefined }
}

/** Where PDS was away then, it is now; where it was not, it may not be now. */
function pdsAsThen({ findInPds }: RegisterDeps, { answered }: MissingMessage): RegisterDeps['findInPds'] {
  if (answered?.fileCode === 'CPF05') return async () => new Map()
  return async numbers => {
    const found = await findInPds(numbers)
    if (numbers.some(number => (found.get(number)?.kind ?? 'unavailable') === 'unavailable'))
      throw refusal(backupErrors, 'BACKUP_PDS_AWAY')
    return found
  }
}

async function takeChangeAgain(deps: ApplyDeps, message: MissingMessage): Promise<void> {
  const body = await message.body()
  const { messageId, workflowId } = message
  const outcome = await deps.applyNumberChange({ messageId, workflowId, kind: 'DATA', body }, deps.stillOurs)
  if (outcome === 'later') throw refusal(backupErrors, 'BACKUP_PDS_AWAY')
}

type Outbox = { readonly notifications: NotificationsDeps; readonly lookup: Database; readonly register: Database }

/** Tells the outbox which notices left. Orders become notices first, under the ids they had. */
export function learningOutbox({ notifications, lookup, register }: Outbox): ApplyDeps['learnAboutNotices'] {
  return async notices => {
    while ((await takeOverOrders(notifications, { lookup, register })) > 0);
    await learnWhatLeft(notifications, notices)
  }
}
