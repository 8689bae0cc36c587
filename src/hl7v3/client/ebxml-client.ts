import { readEbxmlHeader } from '../ebxml/ebxml-header.ts'
import { readEbxmlMessage, writeEbxmlMessage } from '../ebxml/ebxml-message.ts'
import { isHl7v3Refusal } from '../errors.ts'
import { INTERACTIONS, SERVICE } from '../spine/interactions.ts'
import { readTree } from '../xml/xml-tree.ts'
import { notChecked, type SpineAnswer } from './answers.ts'
import { post, TooSlow } from './post.ts'
import { readAnswer, type Sent } from './read-answer.ts'
import { type CpisQueryPort, queryMessage, type SpineClientOptions, type SpineQuestion } from './spine-client.ts'

export type EbxmlClientOptions = Omit<SpineClientOptions, 'from'> & {
  /** The contract: its id, our party key, the service's. */
  readonly cpaId: string
  readonly partyKey: string
  readonly servicePartyKey: string
}

/** A client whose answers come to an address of ours, which gives them to `receive`. */
export type EbxmlClient = CpisQueryPort & {
  /** Takes a message that was posted to us. True when it was the answer to a query that waits. */
  receive(contentType: string, body: Uint8Array): boolean
}

type Waiting = { readonly sent: Sent; readonly resolve: (answer: SpineAnswer) => void }

/**
 * Opens a client for the asynchronous ebXML form (hl7v3.md 6.3, 6.4): the query is posted, the answer is awaited as long
 * as the options say. Throws as the client for SOAP does.
 */
export function openEbxmlClient(options: EbxmlClientOptions): EbxmlClient {
  const waiting = new Map<string, Waiting>()
  return {
    ask: question => ask(options, waiting, question),
    receive(contentType, body) {
      const message = orUndefined(() => readEbxmlMessage(contentType, body))
      const asked = message && waiting.get(message.header.conversationId)
      if (message === undefined || asked === undefined) return false
      asked.resolve(readAnswer({ status: 200, body: message.payload }, asked.sent))
      return true
    },
  }
}

async function ask(
  options: EbxmlClientOptions,
  waiting: Map<string, Waiting>,
  question: SpineQuestion,
): Promise<SpineAnswer> {
  const { sent, interaction } = queryMessage(options, question)
  const conversationId = sent.messageId.toUpperCase()
  const header = {
    fromParty: options.partyKey,
    toParty: options.servicePartyKey,
    cpaId: options.cpaId,
    conversationId,
    service: SERVICE,
    action: INTERACTIONS.query,
    messageId: conversationId,
    sentAt: options.clock.now(),
  }
  const { promise, resolve } = Promise.withResolvers<SpineAnswer>()
  const timer = setTimeout(() => resolve(notChecked('too-slow')), options.withinMs)
  waiting.set(conversationId, { sent, resolve })
  try {
    const failure = await sendQuery(options, writeEbxmlMessage(header, interaction, true), question)
    return failure ?? (await promise)
  } finally {
    clearTimeout(timer)
    waiting.delete(conversationId)
  }
}

/** Posts the query; what is not an acknowledgment is a failure. */
async function sendQuery(
  { url, tls, withinMs, log }: EbxmlClientOptions,
  message: ReturnType<typeof writeEbxmlMessage>,
  { accessToken }: SpineQuestion,
): Promise<SpineAnswer | undefined> {
  const headers = { ...message.headers, ...(accessToken !== undefined && { Authorization: `Bearer ${accessToken}` }) }
  try {
    const { status, body } = await post({ url, headers, body: message.body, withinMs, ...(tls && { tls }) })
    if (status === 200 || status === 202) return undefined
    const errors = orUndefined(() => readEbxmlHeader(readTree(body)))?.errors ?? []
    return notChecked(
      'fault',
      errors.map(code => ({ code, display: '', severity: 'ER' as const })),
    )
  } catch (error) {
    log.warn({ err: error }, 'the register could not be asked')
    return notChecked(error instanceof TooSlow ? 'too-slow' : 'unreachable')
  }
}

function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (isHl7v3Refusal(error)) return undefined
    throw error
  }
}
