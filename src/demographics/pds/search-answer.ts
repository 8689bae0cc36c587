import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type CalendarDate, refusal } from '../../platform/index.ts'
import { demographicsErrors } from '../errors.ts'
import { readPatient } from './patient.ts'
import { type PdsAnswer, spineCode, unknownAnswer } from './pds-answer.ts'
import type { PdsPerson } from './pds-finding.ts'

/** Who a search of PDS matched. `unavailable` is never the same as `none`. */
export type PdsMatch =
  | { readonly kind: 'one'; readonly person: PdsPerson }
  | { readonly kind: 'none' }
  | { readonly kind: 'several' }
  | { readonly kind: 'unavailable' }

const Searchset = Type.Object({
  resourceType: Type.Literal('Bundle'),
  type: Type.Literal('searchset'),
  total: Type.Integer({ minimum: 0 }),
  entry: Type.Optional(Type.Array(Type.Object({ resource: Type.Unknown() }))),
})

const searchsets = Compile(Searchset)

/**
 * What an answer to `GET /Patient?…` says (fhir-api.md 9.3). Too many matches come as an OperationOutcome with status
 * 200. Throws PDS_ANSWER_UNKNOWN for every answer not in the contract, so that none reads as `none`.
 */
export function readSearchAnswer(answer: PdsAnswer, today: CalendarDate): PdsMatch {
  if (answer.status !== 200) throw unknownAnswer(answer)
  if (spineCode(answer.body) === 'TOO_MANY_MATCHES') return { kind: 'several' }
  if (!searchsets.Check(answer.body)) throw refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', 'not a searchset')
  const { total, entry = [] } = answer.body
  if (entry.length !== total) throw refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', 'a total of another number')
  const [first] = entry
  if (first === undefined) return { kind: 'none' }
  return entry.length > 1 ? { kind: 'several' } : { kind: 'one', person: readPatient(first.resource, today) }
}
