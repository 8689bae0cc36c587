import type { RecordCode, VerdictDetail } from '../upload.ts'
import { categoryDetail } from './carried-categories.ts'
import { LEGIBILITY_RULES, NUMBER_RULES, PDS_RULES } from './person-rules.ts'
import { CONTENT_RULES, DATE_RULES, SHARING_RULES } from './plan-rules.ts'
import type { Row, Rule } from './row.ts'
import { verdictDetail } from './verdict-details.ts'

/** Every rule of a row, in the order asked: the first that is broken gives the one code (local-authority.md 4.6). */
export const ROW_RULES: readonly Rule[] = [
  ...LEGIBILITY_RULES,
  ...NUMBER_RULES,
  ...PDS_RULES,
  ...CONTENT_RULES,
  ...DATE_RULES,
  ...SHARING_RULES,
]

export type Verdict = { readonly code: RecordCode; readonly detail?: VerdictDetail }

/** The verdict on a row: CPR06 when no rule stands against it. Pure; never throws. */
export function judgeRow(row: Row): Verdict {
  const broken = ROW_RULES.find(rule => rule.refuses(row))
  if (broken === undefined) return storedVerdict(row)
  if ('code' in broken.ruling) return { code: broken.ruling.code }
  return { code: 'CPR07', detail: verdictDetail(broken.ruling.detail) }
}

function storedVerdict(row: Row): Verdict {
  const detail = categoryDetail(row)
  return detail === undefined ? { code: 'CPR06' } : { code: 'CPR06', detail: verdictDetail(detail) }
}
