import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type CalendarDate, refusal } from '../../platform/index.ts'
import { demographicsErrors } from '../errors.ts'
import type { NhsNumber } from '../nhs-number.ts'
import { readPatient } from './patient.ts'
import { type PdsAnswer, readAnswer, spineCode, unknownAnswer } from './pds-answer.ts'
import type { PdsPerson } from './pds-finding.ts'

export type Gender = 'female' | 'male' | 'other' | 'unknown'

/** A person as shown to staff who must be sure whom they mean. Shown once, never kept. */
export type PdsRecord = PdsPerson & {
  readonly gender?: Gender
  /** The lines of the home address; only of an unrestricted record (fhir-api.md 9.2). */
  readonly address?: readonly string[]
}

/** What PDS says of one number, with the record; a superseded number comes with the record of the one in its place. */
export type PdsLook =
  | { readonly kind: 'current'; readonly person: PdsRecord }
  | { readonly kind: 'superseded'; readonly person: PdsRecord }
  | { readonly kind: 'invalidated' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unavailable' }

/** Whom a search of PDS found. `refused`: PDS does not search by what was given. `unavailable` is never `none`. */
export type PdsList =
  | { readonly kind: 'found'; readonly persons: readonly PdsRecord[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable' }

const Shown = Type.Object({
  gender: Type.Optional(Type.Union(['female', 'male', 'other', 'unknown'].map(gender => Type.Literal(gender)))),
  address: Type.Optional(
    Type.Array(
      Type.Object({
        use: Type.Optional(Type.String()),
        line: Type.Optional(Type.Array(Type.String())),
        postalCode: Type.Optional(Type.String()),
      }),
    ),
  ),
})
const Searchset = Type.Object({
  resourceType: Type.Literal('Bundle'),
  type: Type.Literal('searchset'),
  total: Type.Integer({ minimum: 0 }),
  entry: Type.Optional(Type.Array(Type.Object({ resource: Type.Unknown() }))),
})

const shown = Compile(Shown)
const searchsets = Compile(Searchset)

/** What an answer to `GET /Patient/{asked}` shows (fhir-api.md 9.1, 9.4). Throws PDS_ANSWER_UNKNOWN. */
export function readLook(answer: PdsAnswer, asked: NhsNumber, today: CalendarDate): PdsLook {
  const finding = readAnswer(answer, asked, today)
  if (finding.kind !== 'current' && finding.kind !== 'superseded') return finding
  return { kind: finding.kind, person: recordOf(answer.body, today) }
}

/**
 * Whom an answer to `GET /Patient?…` found (fhir-api.md 9.3). A search PDS does not make is a refusal, not a fault.
 * Throws PDS_ANSWER_UNKNOWN for every answer not in the contract, so that none reads as `none`.
 */
export function readList(answer: PdsAnswer, today: CalendarDate): PdsList {
  const code = spineCode(answer.body)
  if (answer.status === 400 && (code === 'INVALID_SEARCH_DATA' || code === 'INVALID_VALUE')) return { kind: 'refused' }
  if (answer.status !== 200) throw unknownAnswer(answer)
  if (code === 'TOO_MANY_MATCHES') return { kind: 'too-many' }
  if (!searchsets.Check(answer.body)) throw refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', 'not a searchset')
  const { total, entry = [] } = answer.body
  if (entry.length !== total) throw refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', 'a total of another number')
  if (entry.length === 0) return { kind: 'none' }
  return { kind: 'found', persons: entry.map(({ resource }) => recordOf(resource, today)) }
}

/** An address that came with a restricted record all the same is dropped. */
function recordOf(resource: unknown, today: CalendarDate): PdsRecord {
  const person = readPatient(resource, today)
  if (!shown.Check(resource)) throw refusal(demographicsErrors, 'PDS_ANSWER_UNKNOWN', 'not a Patient as agreed')
  const home = resource.address?.find(one => one.use === 'home') ?? resource.address?.[0]
  const lines = [...(home?.line ?? []), home?.postalCode ?? ''].filter(line => line !== '')
  return {
    ...person,
    ...(resource.gender !== undefined && { gender: resource.gender as Gender }),
    ...(person.security === 'U' && lines.length > 0 && { address: lines }),
  }
}
