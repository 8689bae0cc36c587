import type { Author } from '../../identity/index.ts'
import type { Clock, Log, Randomness, Tls } from '../../platform/index.ts'
import type { AccessEventTypeForm } from '../query/access-event-type.ts'
import { actionOf, INTERACTIONS } from '../spine/interactions.ts'
import { writeQueryInteraction } from '../spine/query-interaction.ts'
import { writeEnvelope } from '../spine/soap-envelope.ts'
import { notChecked, type SpineAnswer } from './answers.ts'
import { post, TooSlow } from './post.ts'
import { readAnswer, type Sent } from './read-answer.ts'

export type SpineClientOptions = {
  /** Where queries are posted to. */
  readonly url: string
  /** Our own address, and the accredited system ids on both sides. */
  readonly from: string
  readonly systemId: string
  readonly serviceSystemId: string
  readonly tls?: Tls
  /** How a silent look-up is expressed; `none` until the national form is known. */
  readonly accessEventTypeForm: AccessEventTypeForm
  readonly withinMs: number
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
}

/** Whom to ask about, who asks, and how. An access token goes along where the service wants one. */
export type SpineQuestion = {
  readonly nhsNumber: string
  readonly author: Author
  readonly mode: 'standard' | 'silent'
  readonly accessToken?: string
}

/** Asks the register over HL7 v3, whichever way the messages travel. */
export type CpisQueryPort = { ask(question: SpineQuestion): Promise<SpineAnswer> }

/**
 * Opens a client for synchronous SOAP (hl7v3.md 6.1). `ask` throws QUERY_SILENT_NOT_EXPRESSIBLE before anything is sent
 * where a silent look-up has no form, and the WRITE_ codes for what a query has no room for; whatever happens after that
 * is one of the three answers.
 */
export function openSpineClient(options: SpineClientOptions): CpisQueryPort {
  return { ask: question => ask(options, question) }
}

async function ask(options: SpineClientOptions, question: SpineQuestion): Promise<SpineAnswer> {
  const { url, tls, withinMs, log } = options
  const { sent, body } = messageOf(options, question)
  const { accessToken } = question
  const headers = {
    SOAPAction: `"${actionOf(INTERACTIONS.query)}"`,
    'Content-Type': 'text/xml; charset=UTF-8',
    ...(accessToken !== undefined && { Authorization: `Bearer ${accessToken}` }),
  }
  try {
    return readAnswer(await post({ url, headers, body, withinMs, ...(tls && { tls }) }), sent)
  } catch (error) {
    log.warn({ err: error }, 'the register could not be asked')
    return notChecked(error instanceof TooSlow ? 'too-slow' : 'unreachable')
  }
}

/** A query in its wrapper, under new ids. Throws QUERY_SILENT_NOT_EXPRESSIBLE and the WRITE_ codes. */
export function queryMessage(options: Omit<SpineClientOptions, 'from'>, question: SpineQuestion) {
  const { clock, randomness, systemId, serviceSystemId, accessEventTypeForm } = options
  const { nhsNumber, author, mode } = question
  const sent: Sent = { messageId: randomness.uuid(), queryId: randomness.uuid() }
  const now = clock.now()
  const transmission = { messageId: sent.messageId, createdAt: now, receiver: serviceSystemId, sender: systemId }
  const silence = mode === 'silent' && { unscheduled: false }
  const query = { queryId: sent.queryId, at: now, author, nhsNumber, ...silence }
  return { sent, interaction: writeQueryInteraction(transmission, query, accessEventTypeForm) }
}

function messageOf(options: SpineClientOptions, question: SpineQuestion) {
  const { url, from, systemId, serviceSystemId } = options
  const { sent, interaction } = queryMessage(options, question)
  const addressing = {
    messageId: sent.messageId,
    action: actionOf(INTERACTIONS.query),
    to: url,
    from,
    replyTo: from,
    receiver: serviceSystemId,
    sender: systemId,
  }
  return { sent, body: writeEnvelope(addressing, interaction) }
}
