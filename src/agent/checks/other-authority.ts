import { type Draft, isOtherAuthorityPlan } from '../extract/draft.ts'
import { type CheckContext, type Finding, findingAt } from './finding.ts'

/** A11: a plan of another authority, or a temporary one, is left to its owner unless the configuration sends it. */
export function checkOtherAuthority({ kind, rows }: Draft, { otherAuthorityPlans }: CheckContext): Finding[] {
  if (kind !== 'child' || otherAuthorityPlans === 'send') return []
  const left = rows.filter(isOtherAuthorityPlan)
  return left.map(row => findingAt(row, 'cpOtherLa', { check: 'A11', severity: 'warn', sentence: LEFT }))
}

const LEFT =
  'This child protection plan is temporary or owned by another authority, and is not sent from here: the NHS would ring ' +
  'the wrong authority. Make sure that the owner sends it; remove the mark if it has become yours.'
