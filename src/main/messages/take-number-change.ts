import {
  checkNumber,
  type DemographicsDeps,
  type EventOutcome,
  forgetPerson,
  keepUnreadableEvent,
  type NhsNumber,
  readNumberChangeEvent,
  settleChangeEvent,
  takeChangeEvent,
} from '../../demographics/index.ts'
import type { MeshMessage } from '../../mesh/index.ts'
import type { Log } from '../../platform/index.ts'
import { holdsNumber, type RegisterDeps } from '../../register/index.ts'
import { actOnCheck } from '../numbers/act-on-check.ts'
import type { Handler } from './receive-messages.ts'

export type NumberChangeDeps = {
  readonly register: RegisterDeps
  readonly demographics: DemographicsDeps
  readonly log: Log
}

/**
 * Deals with news that a number changed: written down, acted on by what PDS says now, settled (fhir-api.md 10). News
 * come more than once and in any order, and whoever could forge one gains nothing. While PDS is away they stay in the
 * mailbox. One that cannot be read is kept as such and taken out: the nightly sweep finds what it was to tell.
 */
export function takeNumberChanges(deps: NumberChangeDeps): Handler {
  return async message => {
    const event = readNumberChangeEvent(message.body)
    if (event.kind === 'unreadable') return setAside(deps, message, event.reason)
    const { messageId } = message
    const eventId = event.id ?? `message ${messageId}`
    const isNews = await takeChangeEvent(deps.demographics, { eventId, number: event.number, messageId })
    if (!isNews) return 'done'
    const outcome = await actOnNews(deps, event.number)
    if (outcome === 'unavailable') return 'later'
    if (outcome === 'unknown')
      deps.log.warn({ meshMessageId: messageId }, 'PDS knows no such number as is said to change')
    await settleChangeEvent(deps.demographics, eventId, outcome)
    return 'done'
  }
}

async function setAside(
  { demographics, log }: NumberChangeDeps,
  { messageId }: MeshMessage,
  reason: Parameters<typeof keepUnreadableEvent>[2],
): Promise<'done'> {
  await keepUnreadableEvent(demographics, messageId, reason)
  log.error({ meshMessageId: messageId, reason }, 'news of a number could not be read')
  return 'done'
}

/** News come of every number in England: of one that nobody here holds, PDS is not asked (decision 14). */
async function actOnNews(deps: NumberChangeDeps, number: NhsNumber): Promise<EventOutcome | 'unavailable'> {
  if (!(await holdsNumber(deps.register, number))) {
    await forgetPerson(deps.demographics, number)
    return 'not-held'
  }
  const check = await checkNumber(deps.demographics, number)
  return (await actOnCheck(deps.register, number, check)).kind
}
