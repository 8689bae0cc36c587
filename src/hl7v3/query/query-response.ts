import type { ShownPlan } from '../../lookup/index.ts'
import { refused } from '../errors.ts'
import { writeAuthority } from '../parts/organisation.ts'
import { writePlan } from '../parts/plan.ts'
import { writeSubject } from '../parts/subject.ts'
import { writeInstant } from '../parts/times.ts'
import { writeUuid } from '../parts/uuid.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'
import { type NhsQuery, writeQueryContent } from './nhs-query.ts'

/** Message 04: every plan held, and who asked before. */
export type QueryResponse = {
  /** The event id of the query that is answered. */
  readonly queryId: string
  readonly at: Date
  /** The number the plans are held under now. */
  readonly nhsNumber: string
  readonly plans: readonly ShownPlan[]
  /** Oldest first, the query now answered last; at most 25. */
  readonly history: readonly NhsQuery[]
}

/**
 * How repeated parts nest: each in its own `pertinentInformation13` or `14` as the schema has it, or all in one as
 * captured answers have them (hl7v3.md 4.4.3, 15 row 2).
 */
export type Nesting = 'schema' | 'captured'

const MOST_ACCESSES = 25

/**
 * Writes the payload of 04 (hl7v3.md 4.4), a record for each plan: no answer with several plans in one has ever been
 * seen (16.9). Throws WRITE_COUNT without a plan, WRITE_HISTORY, and the other WRITE_ codes.
 */
export function writeQueryResponse(response: QueryResponse, nesting: Nesting = 'schema'): Xml {
  const { queryId, at, plans, history } = response
  if (plans.length === 0) throw refused('WRITE_COUNT')
  const isOrdered = history.every((query, index) => index === 0 || query.at >= (history[index - 1]?.at ?? query.at))
  if (history.length > MOST_ACCESSES || !isOrdered) throw refused('WRITE_HISTORY')
  const accesses = history.map(
    query => xml`<pertinentCP-ISNHSQuery>${writeQueryContent(query)}</pertinentCP-ISNHSQuery>`,
  )
  const records = plans.map(
    plan =>
      xml`<pertinentCP-ISRecordControlAct><record>${writeRecord(plan, response.nhsNumber)}</record></pertinentCP-ISRecordControlAct>`,
  )
  return xml`<CP-ISNHSQueryResponse><effectiveTime value="${writeInstant(at)}"/>${writeUuid(queryId)}<pertinentInformation11><pertinentTotalReturnedAccessRecords><value value="${accesses.length}"/></pertinentTotalReturnedAccessRecords></pertinentInformation11><pertinentInformation12><pertinentTotalReturnedChildRecords><value value="${records.length}"/></pertinentTotalReturnedChildRecords></pertinentInformation12>${nested('pertinentInformation13', accesses, nesting)}${nested('pertinentInformation14', records, nesting)}</CP-ISNHSQueryResponse>`
}

function nested(element: string, parts: readonly Xml[], nesting: Nesting): Xml[] {
  const name = { xml: element }
  const groups = nesting === 'schema' ? parts.map(part => [part]) : parts.length > 0 ? [parts] : []
  return groups.map(group => xml`<${name}>${group}</${name}>`)
}

function writeRecord(plan: ShownPlan, nhsNumber: string): Xml {
  const { code, name, emergencyPhone, officePhone } = plan.authority
  const authority = writeAuthority({ odsCode: code, name, emergencyPhone, ...(officePhone && { officePhone }) })
  const written = writePlan(plan, 'shown')
  if (written === undefined) throw refused('WRITE_PLAN')
  const { given: givenName, family: familyName } = plan.subjectName
  const subject = writeSubject({ kind: plan.subject, nhsNumber, givenName, familyName, birthDate: plan.birthDate })
  if (subject === undefined) throw refused('WRITE_SUBJECT')
  return xml`<communicationFunctionSnd>${authority}</communicationFunctionSnd><CP-ISRecord>${written}${subject}</CP-ISRecord>`
}
