import { readEbxmlMessage } from '../../ebxml/ebxml-message.ts'
import { isHl7v3Refusal } from '../../errors.ts'
import { findInteraction } from '../../spine/find-interaction.ts'
import { INTERACTIONS, SERVICE } from '../../spine/interactions.ts'
import { readTree } from '../../xml/xml-tree.ts'
import type { SpineDeps } from '../deps.ts'
import { refusedBySpine } from '../errors.ts'
import type { QueryInHand } from '../query-in-hand.ts'

/**
 * Opens the ebXML message: a header to us that names the query, and the query bare as its one payload (hl7v3.md 6.4).
 * Throws the XML_ codes, SPINE_EBXML_INVALID, SPINE_ACTION_DIFFERS.
 */
export function openEbxml(deps: SpineDeps, query: QueryInHand): void {
  const { header, payload } = opened(query)
  query.ebxml = header
  if (header.toParty !== deps.settings.ebxml?.partyKey) throw refusedBySpine('SPINE_NOT_FOR_US', 'eb:To')
  const { envelope, message, isWrapped } = orInvalid(() => findInteraction(readTree(payload)))
  if (envelope !== undefined || isWrapped) throw refusedBySpine('SPINE_EBXML_INVALID')
  if (header.service !== SERVICE || header.action !== INTERACTIONS.query || message.name !== INTERACTIONS.query)
    throw refusedBySpine('SPINE_ACTION_DIFFERS')
  query.message = message
}

function opened({ received }: QueryInHand) {
  const { 'content-type': contentType = '' } = received.headers
  return orInvalid(() => readEbxmlMessage(contentType, received.body))
}

/** What is no XML keeps its own code. */
function orInvalid<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    const isOfMessage = isHl7v3Refusal(error) && error.code.startsWith('MESSAGE_')
    throw isOfMessage ? refusedBySpine('SPINE_EBXML_INVALID', error.detail) : error
  }
}
