import { type NhsQuery, readQueryContent } from '../query/nhs-query.ts'
import { type AnsweredPlan, type AnsweredQuery, readQueryResponse } from '../query/read-query-response.ts'
import { NO_RECORD_REASONS } from '../spine/failures.ts'
import { INTERACTIONS } from '../spine/interactions.ts'
import { readReasons } from '../spine/reasons.ts'
import type { ReadFault } from '../spine/soap-fault.ts'
import { at, type XmlElement } from '../xml/xml-element.ts'
import {
  authorInWords,
  dayInWords,
  nameInWords,
  numberInWords,
  PLAN_WORDS,
  phonesInWords,
  timeInWords,
} from './words.ts'

/** A message of the query leg: 03, 04, and the failures. Throws MESSAGE_INCOMPLETE and QUERY_ACCESS_EVENT_TYPE. */
export function explainQueryLeg(message: XmlElement): string[] {
  const subject = at(message, 'ControlActEvent', 'subject')
  const stub = message.name === 'CP-ISQueryStub' ? message : at(subject, 'CP-ISQueryStub')
  const query = at(stub, 'cP-ISNHSQuery')
  if (query) return explainQuery(readQueryContent(query, 'query'))
  const reasons = reasonLines(message)
  const response = message.name === 'CP-ISNHSQueryResponse' ? message : at(subject, 'CP-ISNHSQueryResponse')
  if (response) return [...explainResponse(readQueryResponse(response)), ...reasons]
  return [FAILURES.get(message.name) ?? 'A message without the content it should have', ...reasons]
}

const FAILURES = new Map([
  [INTERACTIONS.queryFailed as string, 'The query failed, or found no record'],
  [INTERACTIONS.acknowledgement as string, 'The query was taken and not answered'],
])

function explainQuery({ at, author, nhsNumber, unscheduled }: NhsQuery): string[] {
  const mode =
    unscheduled === false ? 'a silent look-up: no authority is told' : 'a standard look-up: the authority is told'
  return [
    `Message 03, a query of ${timeInWords(at)}, ${mode}`,
    `${authorInWords(author)} asks about ${numberInWords(nhsNumber)}`,
  ]
}

function explainResponse({ at, plans, history, unread }: AnsweredQuery): string[] {
  return [
    `Message 04, the answer to a query, ${timeInWords(at)}`,
    ...unread.map(sentence => `NOT READ WHOLE: ${sentence}`),
    ...plans.flatMap(planLines),
    '',
    `Look-ups in the access history: ${history.length}`,
    ...history.map(access => `  ${timeInWords(access.at)}: ${authorInWords(access.author)}`),
  ]
}

function planLines(plan: AnsweredPlan): string[] {
  const { type, typeAsSent, start, end, subject = 'somebody', subjectName, birthDate, nhsNumber, authority } = plan
  const what = type === undefined ? `a plan of a type that is not known (${typeAsSent})` : PLAN_WORDS[type]
  const until = end === undefined ? '' : `, to ${dayInWords(end)}`
  const who = `${nameInWords(subjectName?.given, subjectName?.family)}, born ${dayInWords(birthDate)}, ${numberInWords(nhsNumber)}`
  return [
    '',
    `${what[0]?.toUpperCase()}${what.slice(1)} from ${dayInWords(start)}${until}`,
    `  ${subject} ${who}`,
    `  ${authority.name} (${authority.code}): ${phonesInWords(authority)}`,
  ]
}

const SEVERITIES = { ER: 'Error', WG: 'Warning', IF: 'Information' } as const
const NO_RECORD = new Set(NO_RECORD_REASONS.map(({ code }) => code))

function reasonLines(message: XmlElement): string[] {
  return readReasons(at(message, 'ControlActEvent')).map(({ code, display, severity }) => {
    const meaning = NO_RECORD.has(code) ? ': the register was read and holds nothing, which is no reassurance' : ''
    return `${SEVERITIES[severity]} ${code} ${display}${meaning}`
  })
}

/** A SOAP fault: the message was not taken. */
export function explainFault({ code = 'without a code', description = '', location }: ReadFault): string[] {
  const where = location === undefined ? '' : ` (${location})`
  return [`A SOAP fault: the message was not taken`, `Error ${code} ${description}${where}`]
}
