import { type Draft, PLAN_COLUMNS } from '../extract/draft.ts'
import type { ExtractRow } from '../extract/extract.ts'
import { type Finding, findingAt } from './finding.ts'

const { start, end } = PLAN_COLUMNS.CPP

/** A7: a child has one open child protection plan, and no two at a time (CIN 8935, 8940). Every plan is shown. */
export function checkOverlappingPlans({ kind, rows }: Draft): Finding[] {
  if (kind !== 'child') return []
  const plans = differentPlans(rows)
  const clashing = plans.filter(one => plans.some(other => other !== one && overlap(one, other)))
  return clashing.map(row => findingAt(row, start, { check: 'A7', sentence: TWO_AT_ONCE }))
}

const TWO_AT_ONCE =
  'This child has two child protection plans at the same time. Only one can be sent, and the wrong one might hide that a ' +
  'child is still in danger. Compare the plans, and end or remove the one that does not stand.'

/** An extract that joins tables repeats a plan beside every legal status; the same days are the same plan. */
function differentPlans(rows: readonly ExtractRow[]): ExtractRow[] {
  const plans = new Map<string, ExtractRow>()
  for (const row of rows) {
    if (row.date[start] === undefined || row.date.deleteDate !== undefined) continue
    const days = `${row.date[start]} ${row.text[end] ?? ''}`
    if (!plans.has(days)) plans.set(days, row)
  }
  return [...plans.values()]
}

/** One may start on the day the other ends. */
function overlap(one: ExtractRow, other: ExtractRow): boolean {
  const startsBeforeEnd = (a: ExtractRow, b: ExtractRow) =>
    b.date[end] === undefined || (a.date[start] ?? '') < b.date[end]
  return startsBeforeEnd(one, other) && startsBeforeEnd(other, one)
}
