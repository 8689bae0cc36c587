import fs from 'node:fs'
import { parse } from 'csv-parse/sync'
import { refusal } from '../../platform/index.ts'
import { recordsErrors } from '../errors.ts'

/** Who asks to see what is held about a child. */
export const RELATIONS = ['self', 'parent', 'court-appointee', 'representative'] as const
export type Relation = (typeof RELATIONS)[number]

/** What may be kept back of one part when somebody of this relation asks. */
export type Exemption = {
  readonly part: string
  /** The fields it covers; all of them when empty. */
  readonly fields: readonly string[]
  readonly relation: Relation
  /** None: the part is given. */
  readonly exemption?: string
  readonly law?: string
  /** What holds unless the controller decides otherwise. */
  readonly isGiven: boolean
  readonly why: string
  readonly source: string
}

type Row = Readonly<Record<string, string>>

/**
 * Reads the table of exemptions, as `db/reference/exemptions.csv`; one row for each part and relation (health-side.md 6.6).
 * Throws EXEMPTIONS_INVALID naming the line, or what is missing for a relation.
 */
export function readExemptions(file: string): readonly Exemption[] {
  const rows = parse(textOf(file), { columns: true, bom: true }) as Row[]
  const exemptions = rows.map((row, place) => exemptionOf(row, `line ${place + 2}`))
  const parts = new Set(exemptions.map(one => one.part))
  for (const part of parts)
    for (const relation of RELATIONS) {
      const found = exemptions.filter(one => one.part === part && one.relation === relation)
      if (found.length !== 1) throw invalid(`${part}, ${relation}: ${found.length} rows`)
    }
  return exemptions
}

function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    throw refusal(recordsErrors, 'EXEMPTIONS_INVALID', 'the file cannot be read', error)
  }
}

function exemptionOf(row: Row, place: string): Exemption {
  const { part, fields, exemption, law, default: given, why, source } = row
  const relation = RELATIONS.find(one => one === row['relation'])
  if (!part || !fields || !why || !source) throw invalid(`${place} is not complete`)
  if (relation === undefined) throw invalid(`${place}: relation is one of ${RELATIONS.join(', ')}`)
  if (given !== 'give' && given !== 'withhold') throw invalid(`${place}: default is give or withhold`)
  if (given === 'withhold' && (!exemption || !law))
    throw invalid(`${place}: what is withheld needs an exemption and its law`)
  return {
    ...{ part, relation, isGiven: given === 'give', why, source },
    fields: fields === '*' ? [] : fields.split(' '),
    ...(exemption && { exemption }),
    ...(law && { law }),
  }
}

const invalid = (why: string) => refusal(recordsErrors, 'EXEMPTIONS_INVALID', why)
