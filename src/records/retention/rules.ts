import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { parse } from 'csv-parse/sync'
import { refusal } from '../../platform/index.ts'
import { recordsErrors } from '../errors.ts'

/** How long one kind of record is kept, by whom it is deleted, and where that period comes from. */
export type RetentionRule = {
  readonly kind: string
  /** What it is, in words. */
  readonly what: string
  /** Whole days; 0 for hours, which `countedFrom` says. */
  readonly days: number
  readonly countedFrom: string
  /** Whether a hold keeps it: it is about children. */
  readonly isHeld: boolean
  /** `nightly` for the run of this context; else the loop of a role that does it, by a period of its own. */
  readonly deletedBy: string
  readonly source: string
}

export type RetentionRules = {
  readonly rules: readonly RetentionRule[]
  /** SHA-256 of the file: which periods a run went by. */
  readonly fingerprint: Buffer
}

type Row = Readonly<Record<string, string>>
const COLUMNS = ['kind', 'what', 'days', 'counted_from', 'held', 'deleted_by', 'source'] as const
const MOST_DAYS = 36_525

/**
 * Reads a table of periods, as `db/reference/retention.csv`: trust.md, ASVS 14.2.7 wants them as data. Throws
 * RETENTION_RULES_INVALID naming the line that is wrong.
 */
export function readRetentionRules(file: string): RetentionRules {
  const text = readText(file)
  const rows = parse(text, { columns: true, bom: true }) as Row[]
  const rules = rows.map((row, place) => ruleOf(row, `line ${place + 2}`))
  const kinds = rules.map(rule => rule.kind)
  const twice = kinds.find((kind, place) => kinds.indexOf(kind) !== place)
  if (rules.length === 0 || twice !== undefined) throw invalid(twice === undefined ? 'it is empty' : `${twice} twice`)
  return { rules, fingerprint: createHash('sha256').update(text).digest() }
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch (error) {
    throw refusal(recordsErrors, 'RETENTION_RULES_INVALID', 'the file cannot be read', error)
  }
}

function ruleOf(row: Row, place: string): RetentionRule {
  const missing = COLUMNS.find(column => !row[column])
  if (missing !== undefined) throw invalid(`${place} has no ${missing}`)
  const { kind = '', what = '', days = '', held, source = '' } = row
  if (!/^\d{1,5}$/.test(days) || Number(days) > MOST_DAYS) throw invalid(`${place}: days are 0 to ${MOST_DAYS}`)
  if (held !== 'yes' && held !== 'no') throw invalid(`${place}: held is yes or no`)
  const { counted_from: countedFrom = '', deleted_by: deletedBy = '' } = row
  if (deletedBy === 'nightly' && days === '0') throw invalid(`${place}: the nightly run takes whole days`)
  return { kind, what, days: Number(days), countedFrom, isHeld: held === 'yes', deletedBy, source }
}

const invalid = (why: string) => refusal(recordsErrors, 'RETENTION_RULES_INVALID', why)
