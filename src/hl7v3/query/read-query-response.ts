import type { Author } from '../../identity/index.ts'
import type { PlanType, SubjectKind } from '../../register/index.ts'
import { readAuthor } from '../parts/author.ts'
import { readAuthority, readOrganisation } from '../parts/organisation.ts'
import { readSubject } from '../parts/subject.ts'
import { readInstant } from '../parts/times.ts'
import { present } from '../present.ts'
import { at, attribute, childrenOf, type XmlElement } from '../xml/xml-element.ts'
import { readAnsweredPlan } from './read-answered-plan.ts'

/** A plan as an answer gave it. What was not sent, or could not be read, is absent. */
export type AnsweredPlan = {
  /** Absent when the answer names a type nobody knows: `typeAsSent` is then all there is. */
  readonly type?: PlanType
  readonly typeAsSent: string
  readonly start?: string
  readonly end?: string
  readonly subject?: SubjectKind
  readonly nhsNumber?: string
  readonly subjectName?: { readonly given: string; readonly family: string }
  readonly birthDate?: string
  readonly authority: {
    readonly code: string
    readonly name: string
    readonly emergencyPhone?: string
    readonly officePhone?: string
  }
}

/** Who looked before. Of captured answers some times have no offset and some names are in capitals; both are kept. */
export type AnsweredAccess = {
  readonly queryId?: string
  readonly at?: Date
  readonly author?: Author
  readonly nhsNumber?: string
}

export type AnsweredQuery = {
  readonly queryId?: string
  readonly at?: Date
  readonly plans: readonly AnsweredPlan[]
  /** In the order sent: nationally oldest first, the query now answered last. */
  readonly history: readonly AnsweredAccess[]
  /** What of the answer could not be read, one sentence each, nothing about a person in it; empty: it was read whole. */
  readonly unread: readonly string[]
}

/**
 * Reads the payload of 04 as real answers are, not as the schema has them (hl7v3.md 4.4.3): by name, never by position,
 * in both nestings, with or without ids of the child. The NHS number is taken from the query where the child has none.
 * Never throws for what is odd: what could not be read is said in `unread`, and totals that do not fit what was found.
 */
export function readQueryResponse(response: XmlElement): AnsweredQuery {
  const unread: string[] = []
  const history = childrenOf(response, 'pertinentInformation13')
    .flatMap(each => childrenOf(each, 'pertinentCP-ISNHSQuery'))
    .map(query => readAccess(query, unread))
  const records = childrenOf(response, 'pertinentInformation14')
    .flatMap(each => childrenOf(each, 'pertinentCP-ISRecordControlAct'))
    .flatMap(each => childrenOf(each, 'record'))
  const asked = history.at(-1)?.nhsNumber
  const plans = records.flatMap((record, index) => readRecord(record, { asked, place: `record ${index + 1}`, unread }))
  compareTotals(response, { accesses: history.length, records: records.length, plans: plans.length }, unread)
  return present({ queryId: idOf(response), at: timeOf(response), plans, history, unread })
}

const idOf = (element: XmlElement) => attribute(at(element, 'id'), 'root')?.toLowerCase()
const timeOf = (element: XmlElement) => readInstant(attribute(at(element, 'effectiveTime'), 'value') ?? '')

function readAccess(query: XmlElement, unread: string[]): AnsweredAccess {
  const author = at(query, 'author')
  const access = {
    queryId: idOf(query),
    at: timeOf(query),
    author: author && readAuthor(author),
    nhsNumber: attribute(at(query, 'queryByParameter', 'person.NHSnumber', 'value'), 'extension'),
  }
  if (access.at === undefined || access.author === undefined)
    unread.push('An entry of the access history has no readable time or author')
  return present(access)
}

type Around = { readonly asked: string | undefined; readonly place: string; readonly unread: string[] }

function readRecord(record: XmlElement, { asked, place, unread }: Around): AnsweredPlan[] {
  const organisation = at(record, 'communicationFunctionSnd', 'organisation')
  const { authority, phonesAreWrong } = readAuthority(organisation)
  const { odsCode: code, name } = readOrganisation(organisation)
  if (authority === undefined || phonesAreWrong)
    unread.push(`The authority of ${place} is without name, code or readable phones`)
  const shownAuthority = present({
    code,
    name,
    emergencyPhone: authority?.emergencyPhone,
    officePhone: authority?.officePhone,
  })
  const held = at(record, 'CP-ISRecord')
  const subjects = childrenOf(held, 'subject').map(readSubject)
  if (subjects.length === 0 || subjects.some(subject => typeof subject === 'string'))
    unread.push(`The child or mother of ${place} cannot be read whole`)
  const people = subjects.filter(subject => typeof subject !== 'string')
  const holders = childrenOf(held, 'pertinentInformation15')
  if (holders.length === 0) unread.push(`No plan of ${place} can be read`)
  return holders.map(holder => {
    const { fault, ...plan } = readAnsweredPlan(holder)
    if (fault !== undefined) unread.push(`${fault} (${place})`)
    const kind = plan.type === 'UCP' ? 'mother' : 'child'
    const person = people.find(subject => subject.kind === kind) ?? people[0]
    return present({
      ...plan,
      subject: person?.kind,
      nhsNumber: person?.nhsNumber ?? asked,
      subjectName: nameOf(person?.givenName, person?.familyName),
      birthDate: person?.birthDate,
      authority: shownAuthority,
    })
  })
}

function nameOf(given: string | undefined, family: string | undefined) {
  return given === undefined && family === undefined ? undefined : { given: given ?? '', family: family ?? '' }
}

type Found = { readonly accesses: number; readonly records: number; readonly plans: number }

/** Another number than found means that something was sent that we could not see (hl7v3.md 18). */
function compareTotals(response: XmlElement, found: Found, unread: string[]): void {
  const records = totalOf(response, 'pertinentInformation12', 'pertinentTotalReturnedChildRecords')
  if (found.plans === 0) unread.push('The answer says that there is a record and none can be read')
  else if (records !== found.records && records !== found.plans)
    unread.push(`The answer names another total than the ${found.records} records found in it`)
  const accesses = totalOf(response, 'pertinentInformation11', 'pertinentTotalReturnedAccessRecords')
  if (accesses !== found.accesses)
    unread.push(`The answer names another total than the ${found.accesses} entries of the access history found in it`)
}

function totalOf(response: XmlElement, holder: string, total: string): number | undefined {
  const value = attribute(at(response, holder, total, 'value'), 'value')
  return value === undefined || !/^\d+$/.test(value) ? undefined : Number(value)
}
