import { type CpisError, defineErrors, refusal } from '../../platform/index.ts'

/** What the door for queries refuses. How each code of every context looks to a caller is in `outcome.ts`. */
export const spineErrors = defineErrors({
  SPINE_UNKNOWN_PATH: { status: 404, sentence: 'There is nothing at this path' },
  SPINE_WRONG_METHOD: { status: 405, sentence: 'Messages come by POST' },
  SPINE_TOO_LARGE: { status: 413, sentence: 'The message is larger than any query' },
  SPINE_ACTION_UNSUPPORTED: { status: 400, sentence: 'The SOAPAction names no interaction of this service' },
  SPINE_ACTION_DIFFERS: {
    status: 400,
    sentence: 'The SOAPAction, the header of the message and its body do not name the same interaction',
  },
  SPINE_NOT_SOAP: { status: 400, sentence: 'The message is not a SOAP 1.1 envelope with one message in its body' },
  SPINE_ADDRESSING_INVALID: { status: 400, sentence: 'A header of the message is missing or has the wrong form' },
  SPINE_INVALID_ID: { status: 400, sentence: 'The message has no id' },
  SPINE_INVALID_CREATION_TIME: { status: 400, sentence: 'The message has no creationTime' },
  SPINE_INVALID_VERSION_CODE: { status: 400, sentence: 'The message has no versionCode' },
  SPINE_INCONSISTENT_INTERACTION_ID: { status: 400, sentence: 'The interactionId is not the name of the message' },
  SPINE_INVALID_RECEIVER: { status: 400, sentence: 'The message does not name exactly one receiving system' },
  SPINE_INVALID_SENDER: { status: 400, sentence: 'The message does not name exactly one sending system' },
  SPINE_INVALID_CONTROL_ACT: { status: 400, sentence: 'The message does not have exactly one ControlActEvent' },
  SPINE_MANDATORY_DATA_MISSING: { status: 400, sentence: 'Something a query must say is missing' },
  SPINE_HL7_INVALID: { status: 400, sentence: 'The query does not keep to its schema' },
  SPINE_NOT_FOR_US: { status: 400, sentence: 'The message is addressed to another system' },
  SPINE_SENDERS_DIFFER: { status: 400, sentence: 'The message names several sending systems' },
  SPINE_SYSTEM_UNKNOWN: { status: 403, sentence: 'The sending system is not accredited' },
  SPINE_CERTIFICATE_DIFFERS: {
    status: 403,
    sentence: 'The certificate of the connection is not that of the sending system',
  },
  SPINE_AUTHORS_DIFFER: { status: 400, sentence: 'The wrapper and the query name different authors' },
  SPINE_CONTRACT_UNKNOWN: { status: 403, sentence: 'The sending system has no such contract for ebXML messages' },
  SPINE_EBXML_INVALID: { status: 400, sentence: 'The message is not an ebXML message with one query' },
  SPINE_SYSTEM_AUTHORS_OFF: { status: 403, sentence: 'Queries without a signed-in person are not taken here' },
  SPINE_NHS_NUMBER_INVALID: { status: 400, sentence: 'The NHS number is not a valid one' },
  SPINE_NOT_CHECKED: { status: 503, sentence: 'The register could not be read' },
  SPINE_FAULT: { status: 500, sentence: 'The query failed for a reason nobody foresaw' },
})
export type SpineErrorCode = keyof typeof spineErrors

/** Makes a refusal of this door; `place` is an element or a header, never text of the message. */
export function refusedBySpine(code: SpineErrorCode, place?: string): CpisError {
  return refusal(spineErrors, code, place)
}
