import { isHl7v3Refusal } from '../../errors.ts'
import { findInteraction } from '../../spine/find-interaction.ts'
import { actionOf, INTERACTIONS } from '../../spine/interactions.ts'
import { type ReadAddressing, readAddressing, systemsOf } from '../../spine/soap-envelope.ts'
import { FORMS } from '../../strict/forms.ts'
import type { XmlElement } from '../../xml/xml-element.ts'
import { readTree } from '../../xml/xml-tree.ts'
import type { SpineDeps } from '../deps.ts'
import { refusedBySpine } from '../errors.ts'
import type { QueryInHand } from '../query-in-hand.ts'

/**
 * Opens the SOAP envelope: one message in its body, that message the query, and a header that says so too and fits it
 * (hl7v3.md 6.1). Throws the XML_ codes, SPINE_NOT_SOAP, SPINE_ADDRESSING_INVALID, SPINE_ACTION_DIFFERS.
 */
export function openEnvelope(_deps: SpineDeps, query: QueryInHand): void {
  const { envelope, message, isWrapped } = found(readTree(query.received.body))
  if (envelope === undefined || isWrapped) throw refusedBySpine('SPINE_NOT_SOAP')
  const header = readAddressing(envelope)
  query.replyTo = { to: header.replyTo ?? header.from ?? '', relatesTo: idOf(header) }
  if (message.name !== INTERACTIONS.query || header.action !== actionOf(INTERACTIONS.query))
    throw refusedBySpine('SPINE_ACTION_DIFFERS')
  checkHeader(header, message)
  query.message = message
}

function found(document: XmlElement) {
  try {
    return findInteraction(document)
  } catch (error) {
    throw isHl7v3Refusal(error) ? refusedBySpine('SPINE_NOT_SOAP') : error
  }
}

function idOf({ messageId, messageIdAsSent = '' }: ReadAddressing): string {
  if (messageId === undefined || !FORMS.prefixedUuid.pattern.test(messageIdAsSent))
    throw refusedBySpine('SPINE_ADDRESSING_INVALID', 'wsa:MessageID')
  return messageId
}

function checkHeader(header: ReadAddressing, message: XmlElement): void {
  if ((header.to ?? '').length <= 8) throw refusedBySpine('SPINE_ADDRESSING_INVALID', 'wsa:To')
  if (header.from === undefined) throw refusedBySpine('SPINE_ADDRESSING_INVALID', 'wsa:From')
  for (const [name, systems] of [
    ['communicationFunctionRcv', header.receivers],
    ['communicationFunctionSnd', header.senders],
  ] as const) {
    const [inMessage] = systemsOf(message, name)
    if (systems.length !== 1 || systems[0] !== (inMessage ?? systems[0]))
      throw refusedBySpine('SPINE_ADDRESSING_INVALID', name)
  }
}
