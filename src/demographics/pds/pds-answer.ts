import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type CalendarDate, refusal } from '../../platform/index.ts'
import { demographicsErrors } from '../errors.ts'
import type { NhsNumber } from '../nhs-number.ts'
import { readPatient } from './patient.ts'
import type { PdsFinding } from './pds-finding.ts'

/** What came back from PDS: `body` is the parsed JSON, `undefined` where it was none. */
export type PdsAnswer = { readonly status: number; readonly body: unknown }

/** The code system of the errors of PDS (fhir-api.md 7.5). */
const SPINE_CODES = 'https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode'

const Coding = Type.Object({ system: Type.Optional(Type.String()), code: Type.Optional(Type.String()) })
const OperationOutcome = Type.Object({
  resourceType: Type.Literal('OperationOutcome'),
  issue: Type.Array(
    Type.Object({ details: Type.Optional(Type.Object({ coding: Type.Optional(Type.Array(Coding)) })) }),
  ),
})

const outcomes = Compile(OperationOutcome)

/**
 * What an answer to `GET /Patient/{asked}` says about the number (fhir-api.md 9.1, 9.5); `today` tells which names are
 * current. A 404 counts only with a code of PDS: one from anything in between says nothing about a person.
 * Throws PDS_ANSWER_UNKNOWN for every other answer, its detail the status and the foreign code.
 */
export function readAnswer(answer: PdsAnswer, asked: NhsNumber, today: CalendarDate): PdsFinding {
  if (answer.status === 200) {
    const person = readPatient(answer.body, today)
    return person.nhsNumber === asked ? { kind: 'current', person } : { kind: 'superseded', by: person.nhsNumber }
  }
  const code = spineCode(answer.body)
  if (answer.status === 404 && code === 'INVALIDATED_RESOURCE') return { kind: 'invalidated' }
  if (answer.status === 404 && code === 'RESOURCE_NOT_FOUND') return { kind: 'unknown' }
  throw unknownAnswer(answer)
}

/** PDS_ANSWER_UNKNOWN with the status and the foreign code. */
export function unknownAnswer({ status, body }: PdsAnswer): Error {
  return refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', `HTTP ${status} ${spineCode(body) ?? 'without a code'}`)
}

/** The one code all issues carry; `undefined` when they disagree, carry none, or it has not the form of a code. */
export function spineCode(body: unknown): string | undefined {
  if (!outcomes.Check(body)) return undefined
  const codings = body.issue.flatMap(issue => issue.details?.coding ?? [])
  const codes = new Set(codings.filter(coding => coding.system === SPINE_CODES).map(coding => coding.code))
  const [code] = codes
  return codes.size === 1 && code !== undefined && /^[A-Z_]{1,40}$/.test(code) ? code : undefined
}
