import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type CalendarDate, readCalendarDate, refusal } from '../platform/index.ts'
import { demographicsErrors } from './errors.ts'
import { type NhsNumber, readNhsNumber } from './nhs-number.ts'
import type { PdsFinding, PdsPerson } from './pds-finding.ts'

/** What came back from PDS: `body` is the parsed JSON, `undefined` where it was none. */
export type PdsAnswer = { readonly status: number; readonly body: unknown }

/** The code system of the errors of PDS (fhir-api.md 7.5). */
const SPINE_CODES = 'https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode'
const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'

const Coding = Type.Object({ system: Type.Optional(Type.String()), code: Type.Optional(Type.String()) })
const HumanName = Type.Object({
  use: Type.Optional(Type.String()),
  period: Type.Optional(Type.Object({ start: Type.Optional(Type.String()), end: Type.Optional(Type.String()) })),
  given: Type.Optional(Type.Array(Type.String())),
  family: Type.Optional(Type.String()),
})
const Patient = Type.Object({
  resourceType: Type.Literal('Patient'),
  id: Type.String(),
  meta: Type.Object({ versionId: Type.String({ minLength: 1 }), security: Type.Array(Coding) }),
  name: Type.Optional(Type.Array(HumanName)),
  birthDate: Type.Optional(Type.String()),
})
const OperationOutcome = Type.Object({
  resourceType: Type.Literal('OperationOutcome'),
  issue: Type.Array(
    Type.Object({ details: Type.Optional(Type.Object({ coding: Type.Optional(Type.Array(Coding)) })) }),
  ),
})
type HumanName = Static<typeof HumanName>

const patients = Compile(Patient)
const outcomes = Compile(OperationOutcome)

/**
 * What an answer to `GET /Patient/{asked}` says about the number (fhir-api.md 9.1, 9.5); `today` tells which names are
 * current. A 404 counts only with a code of PDS: one from anything in between says nothing about a person.
 * Throws PDS_ANSWER_UNKNOWN for every other answer, its detail the status and the foreign code.
 */
export function readAnswer(answer: PdsAnswer, asked: NhsNumber, today: CalendarDate): PdsFinding {
  if (answer.status === 200) return readPatient(answer.body, asked, today)
  const code = spineCode(answer.body)
  if (answer.status === 404 && code === 'INVALIDATED_RESOURCE') return { kind: 'invalidated' }
  if (answer.status === 404 && code === 'RESOURCE_NOT_FOUND') return { kind: 'unknown' }
  throw refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', `HTTP ${answer.status} ${code ?? 'without a code'}`)
}

/** The one code all issues carry; `undefined` when they disagree, carry none, or it has not the form of a code. */
function spineCode(body: unknown): string | undefined {
  if (!outcomes.Check(body)) return undefined
  const codings = body.issue.flatMap(issue => issue.details?.coding ?? [])
  const codes = new Set(codings.filter(coding => coding.system === SPINE_CODES).map(coding => coding.code))
  const [code] = codes
  return codes.size === 1 && code !== undefined && /^[A-Z_]{1,40}$/.test(code) ? code : undefined
}

function readPatient(body: unknown, asked: NhsNumber, today: CalendarDate): PdsFinding {
  if (!patients.Check(body)) throw refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', 'not a Patient as agreed')
  const nhsNumber = readNhsNumber(body.id)
  if (nhsNumber === undefined) throw refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', 'the id is no NHS number')
  if (nhsNumber !== asked) return { kind: 'superseded', by: nhsNumber }
  const name = nameInUse(body.name ?? [], today)
  // A date of birth that is not a whole day cannot be matched; it is left out as if PDS withheld it.
  const birthDate = body.birthDate === undefined ? undefined : readCalendarDate(body.birthDate)
  const person: PdsPerson = {
    nhsNumber,
    given: name?.given ?? [],
    ...(name?.family === undefined ? {} : { family: name.family }),
    ...(birthDate === undefined ? {} : { birthDate }),
    security: readSecurity(body.meta.security),
    versionId: body.meta.versionId,
  }
  return { kind: 'current', person }
}

/** Exactly one code of confidentiality, U, R or V: whether a child is in hiding is never guessed (fhir-api.md 9.2). */
function readSecurity(codings: readonly Static<typeof Coding>[]): PdsPerson['security'] {
  const codes = codings.filter(coding => coding.system === CONFIDENTIALITY).map(coding => coding.code)
  const [code] = codes
  if (codes.length === 1 && (code === 'U' || code === 'R' || code === 'V')) return code
  throw refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', 'no known confidentiality')
}

/** The current name marked usual, else the first current one. */
function nameInUse(names: readonly HumanName[], today: CalendarDate): HumanName | undefined {
  const current = names.filter(name => isCurrent(name, today))
  return current.find(name => name.use === 'usual') ?? current[0]
}

/** FHIR dates may stop at the year or the month, so each is compared at the length it was written in. */
function isCurrent(name: HumanName, today: CalendarDate): boolean {
  const start = name.period?.start?.slice(0, 10) ?? ''
  const end = name.period?.end?.slice(0, 10) ?? ''
  return today.slice(0, start.length) >= start && (end === '' || today.slice(0, end.length) <= end)
}
