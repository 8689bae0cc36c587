import type { Authority } from '../configuration.ts'
import type { Finding } from './finding.ts'

/** A14: the emergency duty team can be rung. Without it the whole run stops (hl7v3.md 4.1.1, local-authority.md 8.2). */
export function checkEmergencyPhone(authority: Authority): Finding[] {
  if (/^0\d{9,10}$/.test(phoneDigits(authority.emergencyPhone))) return []
  return [
    {
      column: 'emergencyPhone',
      check: 'A14',
      severity: 'block',
      sentence:
        'The configuration has no emergency duty number that can be dialled. At night the NHS would have nobody to ring ' +
        'about a child in danger, and the national service takes no record without it. Enter the number and upload again.',
      value: authority.emergencyPhone,
    },
  ]
}

/** A phone number as it is sent: digits only, from within the country. */
export function phoneDigits(phone: string): string {
  return phone.replaceAll(/[\s()-]/g, '').replace(/^\+44/, '0')
}
