import type { Mode } from '../care-setting.ts'
import type { Finding, LookUpAsked } from './look-up-asked.ts'
import { codesHeld } from './rules/codes-held.ts'

/** What is odd about a look-up; `mode` is absent when it was refused before one was decided. */
export function findingsOf(asked: LookUpAsked, mode?: Mode): Finding[] {
  const custom = asked.setting?.mode
  const codes = codesHeld(asked)
  const findings: Finding[] = []
  if (codes === 'both') findings.push('both-codes')
  if (codes === 'B0107' && custom === 'silent') findings.push('notifying-code-in-silent-setting')
  if (codes === 'B0170' && custom === 'standard') findings.push('silent-code-in-standard-setting')
  if (mode !== undefined && mode !== custom) findings.push('mode-not-of-setting')
  return findings
}
