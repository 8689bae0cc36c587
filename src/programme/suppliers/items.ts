import { writeCsv } from '../csv.ts'
import type { AssuranceItem } from './product.ts'

/** What every product has to show, whatever its API (programme.md 2.12; the wording and the numbers are ours). */
export const ASSURANCE_ITEMS: readonly AssuranceItem[] = [
  item('X-01', 'use_case', 'who looks up, in which care settings, why', 'a page on the use of the product'),
  item('X-02', 'eligibility', 'organisation code and data security toolkit of the supplier', 'both, with their dates'),
  item('X-03', 'eligibility', 'registration with the national service desk', 'the registration'),
  item('X-04', 'non_functional', 'availability, volumes, recovery', 'figures and how they were found'),
  item('X-05', 'non_functional', 'clinical safety case and hazard log', 'both, signed by the clinical safety officer'),
  item('X-06', 'non_functional', 'audit trail of every look-up, silent ones included', 'an extract of the trail'),
  item('X-07', 'technical_conformance', 'role codes B0107 and B0170 decide who sees and in which mode', 'screens'),
  item('X-08', 'technical_conformance', 'no answer is never shown as nothing known', 'screens of each answer'),
  item('X-09', 'legal_agreement', 'connection agreement', 'the signed agreement'),
]

function item(id: string, stage: AssuranceItem['stage'], what: string, evidenceRequired: string): AssuranceItem {
  return { id, stage, what, evidenceRequired }
}

const COLUMNS = ['id', 'stage', 'what', 'evidence_required'] as const

/** The items as a list to hand to a supplier: CSV with a header. */
export function writeItems(items: readonly AssuranceItem[] = ASSURANCE_ITEMS): string {
  const rows = items.map(one => ({ ...one, evidence_required: one.evidenceRequired }))
  return writeCsv(COLUMNS, rows)
}
