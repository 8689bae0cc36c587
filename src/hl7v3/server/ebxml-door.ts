import { type EbxmlHeader, MESSAGE_SERVICE, writeAcknowledgment, writeMessageError } from '../ebxml/ebxml-header.ts'
import { writeEbxmlMessage } from '../ebxml/ebxml-message.ts'
import { SERVICE } from '../spine/interactions.ts'
import { writeFault } from '../spine/soap-fault.ts'
import type { SpineDeps } from './deps.ts'
import { answerTo, EBXML_STEPS } from './pipeline.ts'
import { type AnswerMessage, known, type QueryInHand } from './query-in-hand.ts'
import { type Refused, refuseQuery } from './refuse.ts'

/** What the asking system is told at once; `delivered` is the answer on its own way, where there is one. */
export type EbxmlTaken = { readonly status: number; readonly body: string; readonly delivered?: Promise<void> }

/**
 * Takes an ebXML message (hl7v3.md 6.4): an acknowledgment, or nothing where none is wanted, at once; the answer as an
 * ebXML message of its own to the address of the contract, once, as the captured contract has it (retries 0, 6.3). A
 * message that is not taken is answered by an ebXML error, or a SOAP fault where it does not say who sent it.
 */
export async function takeEbxml(deps: SpineDeps, query: QueryInHand): Promise<EbxmlTaken> {
  try {
    return taken(deps, query, await answerTo(deps, query, EBXML_STEPS))
  } catch (error) {
    return refusedEbxml(deps, query, error)
  }
}

/** Answers a message that failed before the steps, or in them. */
export async function refusedEbxml(deps: SpineDeps, query: QueryInHand, thrown: unknown): Promise<EbxmlTaken> {
  const refused: Refused = await refuseQuery(deps, query, thrown)
  if (refused.as === 'acknowledged') return taken(deps, query, refused.message)
  const { fault } = refused
  if (query.ebxml === undefined) return { status: 500, body: writeFault(fault) }
  const error = { code: fault.code, words: fault.description }
  return { status: 500, body: writeMessageError(headerOf(deps, query, MESSAGE_ERROR), error) }
}

const MESSAGE_ERROR = { service: MESSAGE_SERVICE, action: 'MessageError' }
const ACKNOWLEDGMENT = { service: MESSAGE_SERVICE, action: 'Acknowledgment' }

function taken(deps: SpineDeps, query: QueryInHand, answer: AnswerMessage): EbxmlTaken {
  const delivered = deliver(deps, query, answer)
  if (!known(query, 'ebxml').wantsAcknowledgment) return { status: 202, body: '', delivered }
  return { status: 200, body: writeAcknowledgment(headerOf(deps, query, ACKNOWLEDGMENT)), delivered }
}

type About = { readonly service: string; readonly action: string; readonly messageId?: string }

/** The header of a message back: parties changed places, the same conversation. */
function headerOf({ clock, randomness, settings }: SpineDeps, query: QueryInHand, about: About): EbxmlHeader {
  const { fromParty, cpaId, conversationId, messageId } = known(query, 'ebxml')
  return {
    messageId: randomness.uuid().toUpperCase(),
    ...about,
    fromParty: settings.ebxml?.partyKey ?? '',
    toParty: fromParty,
    cpaId,
    conversationId,
    sentAt: clock.now(),
    refToMessageId: messageId,
  }
}

async function deliver(deps: SpineDeps, query: QueryInHand, answer: AnswerMessage): Promise<void> {
  const { interaction, messageId, xml } = answer
  const header = headerOf(deps, query, { service: SERVICE, action: interaction, messageId: messageId.toUpperCase() })
  const { replyUrl } = known(query, 'system')
  try {
    await deps.deliver(replyUrl ?? '', writeEbxmlMessage(header, xml, false))
  } catch (error) {
    deps.log.error({ err: error, requestId: query.requestId }, 'an answer over ebXML was not taken')
  }
}
