import { type Draft, PLAN_COLUMNS } from '../extract/draft.ts'
import type { DateColumn } from '../extract/mapping.ts'
import { type Finding, findingAt } from './finding.ts'

/** A8: no plan starts or ends after the person died, and the day of death can be read (CIN 8915, 8920). */
export function checkDeath({ rows, plans, subject }: Draft): Finding[] {
  const died = rows.map(row => row.date.dateOfDeath).find(day => day !== undefined)
  const odd = rows.find(row => row.text.dateOfDeath !== undefined && row.date.dateOfDeath === undefined)
  if (odd) return [findingAt(odd, 'dateOfDeath', { check: 'A8', sentence: UNREADABLE })]
  if (died === undefined) return []
  if (plans.some(plan => plan.end === undefined && plan.deleted === undefined))
    return [findingAt(subject, 'dateOfDeath', { check: 'A8', severity: 'warn', sentence: STILL_OPEN })]
  return plans.flatMap(plan => {
    const { start, end } = PLAN_COLUMNS[plan.type]
    const isAfter = (column: DateColumn) => plan.rows.find(row => (row.date[column] ?? '') > died)
    return [start, end].flatMap(column => {
      const row = isAfter(column)
      return row ? [findingAt(row, column, { check: 'A8', sentence: AFTER_DEATH })] : []
    })
  })
}

const UNREADABLE =
  'The day of death is not a date as the mapping file says. Nobody can tell whether the plan stands. Correct the day.'
const STILL_OPEN =
  'The person has died and the plan has no end. The NHS would go on ringing about a child who is dead. End the plan on ' +
  'the day of death; if the day of death belongs to somebody else, remove it.'
const AFTER_DEATH =
  'The plan starts or ends after the day of death. Either the day is wrong, and a living child may lose its alert, or the ' +
  'plan is. Correct the wrong one.'
