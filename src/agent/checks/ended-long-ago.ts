import { daysBetween } from '../../platform/index.ts'
import { type Draft, type DraftPlan, PLAN_COLUMNS } from '../extract/draft.ts'
import { type CheckContext, type Finding, findingAt } from './finding.ts'

/** The national service refuses an end older than this many days: the "365-day error" (local-authority.md 5.3). */
const OLDEST_END_DAYS = 365

/** A6: a plan that ended more than 365 days ago can only be deleted, which a person decides (local-authority.md 5.4). */
export function checkEndedLongAgo(draft: Draft, { today }: CheckContext): Finding[] {
  return draft.plans.filter(plan => isTooOld(plan, today)).map(foundIn)
}

function isTooOld({ end, deleted }: DraftPlan, today: CheckContext['today']): boolean {
  return end !== undefined && deleted === undefined && daysBetween(end, today) > OLDEST_END_DAYS
}

function foundIn(plan: DraftPlan): Finding {
  const column = PLAN_COLUMNS[plan.type].end
  const row = plan.rows.find(one => one.date[column] === plan.end)
  if (row === undefined) throw new Error('a plan ends on a day no row of it holds')
  return findingAt(row, column, { check: 'A6', sentence: TOO_OLD })
}

const TOO_OLD =
  'The plan ended more than 365 days ago. The national service refuses so old an end, and a child may go on being shown ' +
  'with a plan long over. Ask the safeguarding lead whether the record is to be deleted, and enter a delete date if so.'
