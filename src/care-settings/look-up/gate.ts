import type { Gate, LookUpAsked } from './look-up-asked.ts'

/**
 * Whether plans are shown by agreement only: from the setting's day on, save to its early adopters (programme.md S-038).
 * Settings the information standard mandates have no such day.
 */
export function gateOf({ on, setting, isEarlyAdopter }: LookUpAsked): Gate {
  const from = setting?.agreementNeededFrom
  return from !== undefined && from <= on && !isEarlyAdopter ? 'by-agreement' : 'open'
}
