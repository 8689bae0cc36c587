import type { Known, Withheld } from '../../lookup/index.ts'
import type { Randomness } from '../../platform/index.ts'
import { ERROR_SYSTEM } from '../systems.ts'
import type { OperationOutcome } from './resources.ts'

/** Ours: no national code says that a plan is there and withheld. */
const WITHHELD = { system: ERROR_SYSTEM, code: 'WITHHELD', display: 'Information is held and withheld' } as const

/** One outcome for each authority whose plan is not open to the care setting asked from, with whom to ring. */
export function withheldOutcomes({ withheld }: Pick<Known, 'withheld'>, randomness: Randomness): OperationOutcome[] {
  return withheld.map(one => ({
    resourceType: 'OperationOutcome',
    id: randomness.uuid(),
    issue: [{ severity: 'warning', code: 'suppressed', details: { coding: [WITHHELD], text: wordsOf(one) } }],
  }))
}

function wordsOf({ authority }: Withheld): string {
  const { name, emergencyPhone, officePhone } = authority
  const office = officePhone === undefined ? '' : `office hours ${officePhone}, `
  return (
    `${name} holds child protection information about this person and withholds it from your care setting, ` +
    'because no data sharing agreement is signed. This does not mean that nothing is known. ' +
    `Phone the local authority: ${office}emergency duty team ${emergencyPhone}`
  )
}
