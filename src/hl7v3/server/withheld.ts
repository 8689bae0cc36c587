import type { Known, Withheld } from '../../lookup/index.ts'
import type { Reason } from '../spine/reasons.ts'

/** One reason for each authority whose plan is not open to the care setting asked from, with whom to ring. */
export function withheldReasons({ withheld }: Known, severity: Reason['severity']): Reason[] {
  return withheld.map(each => ({ code: 'X-WITHHELD', display: wordsOf(each), severity }))
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
