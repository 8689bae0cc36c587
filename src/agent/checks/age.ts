import { addYears, daysBetween } from '../../platform/index.ts'
import type { Draft } from '../extract/draft.ts'
import { type CheckContext, type Finding, findingAt } from './finding.ts'

/** The last month before the birthday. */
const WARNING_DAYS = 31

/** A3: a child with a plan is under 18 today; one in the last month before it is told of (local-authority.md 2.4). */
export function checkAge({ kind, subject }: Draft, { today }: CheckContext): Finding[] {
  const born = subject.date.dateOfBirth
  if (kind !== 'child' || born === undefined) return []
  const left = daysBetween(today, addYears(born, 18))
  if (left <= 0) return [findingAt(subject, 'dateOfBirth', { check: 'A3', sentence: GROWN_UP })]
  if (left > WARNING_DAYS) return []
  return [findingAt(subject, 'dateOfBirth', { check: 'A3', severity: 'warn', sentence: NEARLY })]
}

const GROWN_UP =
  'This person is 18 or older. The national service ends such records by itself and refuses new ones; where the day of ' +
  'birth is wrong, a child is without an alert. End the plan in your system, or correct the day of birth.'
const NEARLY =
  'This child turns 18 within a month. The alert then ends by itself and nobody in the NHS will see the plan. Make sure ' +
  'that what comes after it has been arranged.'
