import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type CalendarDate, readCalendarDate, refusal } from '../../platform/index.ts'
import { demographicsErrors } from '../errors.ts'
import { readNhsNumber } from '../nhs-number.ts'
import type { PdsPerson } from './pds-finding.ts'

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
type HumanName = Static<typeof HumanName>
type Patient = Static<typeof Patient>

const patients = Compile(Patient)

/**
 * The person a Patient resource of PDS is about (fhir-api.md 9.4); `today` tells which names are current. Throws
 * PDS_ANSWER_UNKNOWN when it has not the form agreed, no NHS number, or no known confidentiality.
 */
export function readPatient(resource: unknown, today: CalendarDate): PdsPerson {
  if (!patients.Check(resource)) throw refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', 'not a Patient as agreed')
  const nhsNumber = readNhsNumber(resource.id)
  if (nhsNumber === undefined) throw refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', 'the id is no NHS number')
  const name = nameInUse(resource.name ?? [], today)
  // A date of birth that is not a whole day cannot be matched; it is left out as if PDS withheld it.
  const birthDate = resource.birthDate === undefined ? undefined : readCalendarDate(resource.birthDate)
  return {
    nhsNumber,
    given: name?.given ?? [],
    ...(name?.family === undefined ? {} : { family: name.family }),
    ...(birthDate === undefined ? {} : { birthDate }),
    security: readSecurity(resource.meta.security),
    versionId: resource.meta.versionId,
  }
}

/** Exactly one code of confidentiality, U, R or V: whether a child is in hiding is never guessed (fhir-api.md 9.2). */
function readSecurity(codings: Patient['meta']['security']): PdsPerson['security'] {
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
