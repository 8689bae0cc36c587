import type { PlanType } from '../../register/index.ts'
import { type Draft, PLAN_COLUMNS } from '../extract/draft.ts'
import type { ExtractRow } from '../extract/extract.ts'
import type { DateColumn } from '../extract/mapping.ts'
import { type CheckContext, type Finding, findingAt } from './finding.ts'

/**
 * A5: a plan starts on a day that is past and does not end before it (local-authority.md 8.2, CIN 8925); an unborn
 * child's plan has its end from the first day (hl7v3.md 3.7).
 */
export function checkPlanDates(draft: Draft, { today }: CheckContext): Finding[] {
  const plans = draft.plans.flatMap(plan => plan.rows.flatMap(row => ofRow(row, plan.type, today)))
  const deletes = draft.rows.filter(row => isOdd(row, 'deleteDate')).map(row => found(row, 'deleteDate', UNREADABLE))
  return [...plans, ...deletes]
}

const UNREADABLE =
  'This is not a date as the mapping file says, or no such day exists. A plan without right days cannot be shown to the ' +
  'NHS. Correct the day.'
const NO_START =
  'The plan has no first day. Without it the national service takes no plan, and the NHS would not see it. Enter the day ' +
  'the plan started.'
const NO_END =
  "An unborn child's plan has no last day. The national service takes none without the day it is expected to end, and the " +
  'maternity ward would not see it. Enter the expected day; it can be moved later.'
const FUTURE =
  'The plan starts in the future. The NHS would be told of a plan that does not stand yet. Correct the day, or send the ' +
  'row again from that day on.'
const BACKWARDS =
  'The plan ends before it starts. The NHS would take a child in danger for one whose plan is over, or the other way ' +
  'round. Correct the wrong one of the two days.'

function ofRow(row: ExtractRow, type: PlanType, today: string): Finding[] {
  const { start, end } = PLAN_COLUMNS[type]
  const odd = [start, end].filter(column => isOdd(row, column))
  if (odd.length > 0) return odd.map(column => found(row, column, UNREADABLE))
  const first = row.date[start]
  const last = row.date[end]
  if (first === undefined) return [found(row, start, NO_START)]
  if (first > today) return [found(row, start, FUTURE)]
  if (last === undefined && type === 'UCP') return [found(row, end, NO_END)]
  return last !== undefined && last < first ? [found(row, end, BACKWARDS)] : []
}

function isOdd(row: ExtractRow, column: DateColumn): boolean {
  return row.text[column] !== undefined && row.date[column] === undefined
}

function found(row: ExtractRow, column: DateColumn, sentence: string): Finding {
  return findingAt(row, column, { check: 'A5', sentence })
}
