import { type CpisError, defineErrors, isRefusal, refusal } from '../platform/index.ts'

/**
 * The refusals of this edge. The detail is a line number or the place in the message ("record 3, plan 1"), never a text
 * of the file. XML_ and MESSAGE_ codes come from reading, UPLOAD_ codes name what makes a whole upload unreadable,
 * QUERY_ codes what is odd in a query, WRITE_ codes what the schema cannot express.
 */
export const hl7v3Errors = defineErrors({
  XML_NOT_WELL_FORMED: { status: 400, sentence: 'The file is not well-formed XML' },
  XML_DOCTYPE: { status: 400, sentence: 'The file has a DOCTYPE, which is never accepted' },
  XML_ENTITY_UNKNOWN: { status: 400, sentence: 'The file uses an entity that XML itself does not define' },
  XML_PROCESSING_INSTRUCTION: { status: 400, sentence: 'The file has a processing instruction' },
  XML_VERSION: { status: 400, sentence: 'The file declares an XML version other than 1.0' },
  XML_ENCODING: { status: 400, sentence: 'The file is neither UTF-8 nor UTF-16 with a byte order mark' },
  XML_TRUNCATED: { status: 400, sentence: 'The file ends before its message is complete' },
  XML_TOO_DEEP: { status: 400, sentence: 'The elements of the file are nested too deeply' },
  XML_TOO_LARGE: { status: 413, sentence: 'The file is larger than what is read' },
  XML_TOO_MANY_ELEMENTS: { status: 413, sentence: 'One part of the message has too many elements' },
  XML_TOO_MANY_ATTRIBUTES: { status: 400, sentence: 'An element of the file has too many attributes' },
  XML_TEXT_TOO_LONG: { status: 400, sentence: 'A text in the file is too long' },

  MESSAGE_EMPTY: { status: 400, sentence: 'The file holds no message' },
  MESSAGE_WRONG_ROOT: { status: 400, sentence: 'The file is not one of the messages expected here' },
  MESSAGE_SEVERAL: { status: 400, sentence: 'The envelope holds more than one message' },
  MESSAGE_INCOMPLETE: { status: 400, sentence: 'The message lacks a part that cannot be done without' },
  MESSAGE_TYPE_UNSUPPORTED: {
    status: 400,
    sentence: 'There are no samples of this message type; there are 01, 02, 03, 04, 05, 06',
  },

  QUERY_ACCESS_EVENT_TYPE: {
    status: 400,
    sentence: 'The query has an accessEventType twice, or one that is neither true nor false',
  },
  QUERY_SILENT_NOT_EXPRESSIBLE: {
    status: 422,
    sentence:
      'A silent look-up cannot be expressed in the form set for accessEventType, and a standard one was not asked for',
  },

  UPLOAD_SEQUENCE_WRONG: { status: 400, sentence: 'The upload has no readable file sequence number' },
  UPLOAD_COUNT_WRONG: { status: 400, sentence: 'The upload has no readable transmissionQuantity' },
  UPLOAD_AUTHORITY_MISSING: {
    status: 400,
    sentence: 'The upload does not name its local authority by ODS code and name',
  },
  UPLOAD_PHONES_WRONG: {
    status: 400,
    sentence: 'The upload must give each phone with one use, EC or WP, each use once, and a number of digits',
  },
  UPLOAD_HEADER_TWICE: { status: 400, sentence: 'The upload has a header element twice' },
  UPLOAD_IMPLIED_VALUE: { status: 400, sentence: 'The upload writes out a fixed value that may not be on the wire' },
  UPLOAD_TOO_MANY_RECORDS: { status: 413, sentence: 'The upload has more records than are read' },

  WRITE_CHARACTER: { status: 422, sentence: 'A text holds a character that XML cannot carry' },
  WRITE_COUNT: { status: 422, sentence: 'The message must hold at least one record and declare as many as it holds' },
  WRITE_DATE: { status: 422, sentence: 'A date is missing or is not a day that exists' },
  WRITE_IDENTIFIER: { status: 422, sentence: 'An identifier is missing or has the wrong form' },
  WRITE_NAME: { status: 422, sentence: 'A name is missing or holds something that is not part of a name' },
  WRITE_PHONE: { status: 422, sentence: 'A phone is missing or has something else than digits and one leading +' },
  WRITE_PLAN: {
    status: 422,
    sentence: 'A record needs one to three plans, and an unborn child plan needs an end date',
  },
  WRITE_SUBJECT: { status: 422, sentence: 'A record needs one or two subjects' },
  WRITE_AUTHOR: {
    status: 422,
    sentence: 'An author of a query lacks the role, the organisation or the person responsible',
  },
  WRITE_HISTORY: { status: 422, sentence: 'An access history must be oldest first and hold at most 25' },
})

export type Hl7v3ErrorCode = keyof typeof hl7v3Errors

/** Makes a refusal of this edge; `place` is a line or a position, never text of the file. */
export function refused(code: Hl7v3ErrorCode, place?: string): CpisError {
  return refusal(hl7v3Errors, code, place)
}

/** True for a refusal out of this edge's catalogue. */
export function isHl7v3Refusal(error: unknown): error is CpisError {
  return isRefusal(error) && Object.hasOwn(hl7v3Errors, error.code)
}
