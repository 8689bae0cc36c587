import { withoutNumbers } from '../../platform/index.ts'

const LONGEST = 60

/**
 * A caller's own text as it may stand in `diagnostics`: no control characters, cut short, and nothing with the look of
 * an NHS number (fhir-api.md 4.4: it may be another identifier, and logs copy what they are given).
 */
export function quoted(text: string): string {
  return withoutNumbers(text.replaceAll(/[^\x20-\x7e]/g, '?')).slice(0, LONGEST)
}
