import { refusal, type SubjectPart, type SubjectRecord } from '../../platform/index.ts'
import { recordsErrors } from '../errors.ts'
import type { Exemption, Relation } from './exemptions.ts'

/** What the controller decided otherwise than the table, part by part. */
export type Deciding = {
  readonly relation: Relation
  readonly give: readonly string[]
  readonly withhold: readonly string[]
}

/** What became of one part. `withheld` names kind and reason and no content. */
export type DecidedPart = {
  readonly part: string
  readonly held: number
  readonly records: readonly SubjectRecord[]
  readonly withheld?: {
    /** All of the part where empty. */
    readonly fields: readonly string[]
    readonly exemption: string
    readonly law: string
    readonly why: string
  }
  /** Whether a person decided it, or the table. */
  readonly isDecided: boolean
}

const BY_DECISION = {
  exemption: 'by-decision',
  law: 'named in the record of the request',
  why: 'the controller decided so for this request',
}

/**
 * Applies exemptions to what is held. A part that is not in the table is refused, not given: a new kind of record must not
 * leave unconsidered. Throws SUBJECT_REQUEST_INVALID.
 */
export function decideParts(
  parts: readonly SubjectPart[],
  exemptions: readonly Exemption[],
  deciding: Deciding,
): DecidedPart[] {
  refuseUnknown(exemptions, deciding)
  return parts.map(part => {
    const exemption = exemptions.find(one => one.part === part.part && one.relation === deciding.relation)
    if (exemption === undefined) throw invalid(`no exemption is named for ${part.part}`)
    return decidePart(part, exemption, deciding)
  })
}

function decidePart({ part, records }: SubjectPart, exemption: Exemption, { give, withhold }: Deciding): DecidedPart {
  const common = { part, held: records.length, isDecided: give.includes(part) || withhold.includes(part) }
  if (give.includes(part)) return { ...common, records }
  const { fields, exemption: name, law, why, isGiven } = exemption
  if (!withhold.includes(part) && isGiven) return { ...common, records }
  const reason = name === undefined || law === undefined ? BY_DECISION : { exemption: name, law, why }
  const all = withhold.includes(part) || fields.length === 0
  return {
    ...common,
    records: all ? [] : records.map(record => without(record, fields)),
    withheld: { fields: all ? [] : fields, ...reason },
  }
}

function without(record: SubjectRecord, fields: readonly string[]): SubjectRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !fields.includes(name)))
}

function refuseUnknown(exemptions: readonly Exemption[], { give, withhold }: Deciding): void {
  const known = new Set(exemptions.map(one => one.part))
  const unknown = [...give, ...withhold].find(part => !known.has(part))
  if (unknown !== undefined) throw invalid(`there is no part ${unknown}; there are ${[...known].join(', ')}`)
  const both = give.find(part => withhold.includes(part))
  if (both !== undefined) throw invalid(`${both} is to be given and withheld`)
}

const invalid = (why: string) => refusal(recordsErrors, 'SUBJECT_REQUEST_INVALID', why)
