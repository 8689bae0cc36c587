import { isHl7v3Refusal } from '../errors.ts'
import { readQueryResponse } from '../query/read-query-response.ts'
import { type FoundInteraction, findInteraction } from '../spine/find-interaction.ts'
import { INTERACTIONS } from '../spine/interactions.ts'
import { type Reason, readReasons } from '../spine/reasons.ts'
import { readAddressing } from '../spine/soap-envelope.ts'
import { type ReadFault, readFault } from '../spine/soap-fault.ts'
import { at, attribute, type XmlElement } from '../xml/xml-element.ts'
import { readTree } from '../xml/xml-tree.ts'
import { notChecked, type SpineAnswer } from './answers.ts'

/** What was sent, as far as an answer must fit it. UUIDs in lower case. */
export type Sent = { readonly messageId: string; readonly queryId: string }

/** What came back. */
export type HttpReply = { readonly status: number; readonly body: Uint8Array }

/**
 * Reads whatever came back as one of the three answers (hl7v3.md 4.7, 6.2, 18). "No record" is only what says exactly
 * that, in an answer to this query, with HTTP success; everything that is not understood is `NotChecked`. Never throws.
 */
export function readAnswer({ status, body }: HttpReply, sent: Sent): SpineAnswer {
  const document = treeOf(body)
  if (document === undefined) return notChecked('unreadable')
  const fault = readFault(document)
  if (fault) return notChecked('fault', [reasonOf(fault)])
  const found = interactionIn(document)
  if (found === undefined || status < 200 || status > 299) return notChecked('unreadable')
  return isAnswerTo(found, sent) ? answerIn(found.message) : notChecked('not-ours')
}

function treeOf(body: Uint8Array): XmlElement | undefined {
  return orUndefined(() => readTree(body))
}

function interactionIn(document: XmlElement): FoundInteraction | undefined {
  return orUndefined(() => findInteraction(document))
}

function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (isHl7v3Refusal(error)) return undefined
    throw error
  }
}

const reasonOf = ({ code = '', description = '', location }: ReadFault): Reason => ({
  code,
  display: location === undefined ? description : `${description} (${location})`,
  severity: 'ER',
})

const payloadOf = (message: XmlElement) => at(message, 'ControlActEvent', 'subject', 'CP-ISNHSQueryResponse')

/** By the header first, then by what the message itself names (hl7v3.md 6.2). */
function isAnswerTo({ envelope, message }: FoundInteraction, sent: Sent): boolean {
  const relatesTo = envelope && readAddressing(envelope).relatesTo
  if (relatesTo !== undefined) return relatesTo === sent.messageId
  const acknowledged = idOf(at(message, 'acknowledgement', 'messageRef'))
  return acknowledged === undefined ? idOf(payloadOf(message)) === sent.queryId : acknowledged === sent.messageId
}

const idOf = (element: XmlElement | undefined) => attribute(at(element, 'id'), 'root')?.toLowerCase()

function answerIn(message: XmlElement): SpineAnswer {
  const reasons = readReasons(at(message, 'ControlActEvent'))
  const payload = payloadOf(message)
  const code = attribute(at(message, 'ControlActEvent', 'queryAck', 'queryResponseCode'), 'code')
  if (message.name === INTERACTIONS.response && payload && code === 'OK')
    return { kind: 'Known', ...readQueryResponse(payload), warnings: reasons }
  if (message.name === INTERACTIONS.queryFailed && saysNoRecord(reasons, code)) return { kind: 'NotKnown' }
  return notChecked('refused', reasons)
}

/** The two codes of "NHS Number Not Found" as captured (hl7v3.md 4.7). */
const NOT_FOUND = ['1', 'NHSNCC002']

/**
 * `ID` with NHSNCC002, or `NF`; without `queryAck` the reasons alone say it, as in Spine's other transform. Any further
 * error beside makes it a failure.
 */
function saysNoRecord(reasons: readonly Reason[], code: string | undefined): boolean {
  const errors = reasons.filter(({ severity }) => severity === 'ER').map(each => each.code)
  const saysNothingElse = errors.every(each => NOT_FOUND.includes(each))
  const isNotFound = errors.includes('NHSNCC002')
  return saysNothingElse && (code === 'NF' || (isNotFound && (code === 'ID' || code === undefined)))
}
