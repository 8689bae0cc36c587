import { type BLOCKERS, ICBS, type PROVIDER_TYPES, REGIONS, SITE_STAGE_WORDS } from '../../../programme/index.ts'
import type { Choice } from '../screen/form-model.ts'

export const STAGE_CHOICES: readonly Choice[] = Object.entries(SITE_STAGE_WORDS)
export const REGION_CHOICES: readonly Choice[] = REGIONS.map(one => [one.code, one.name])
export const ICB_CHOICES: readonly Choice[] = ICBS.map(one => [one.code, one.name])

export const TYPE_WORDS: Readonly<Record<(typeof PROVIDER_TYPES)[number], string>> = {
  'gp-practice': 'GP practice',
  'acute-trust': 'Acute trust',
  'mental-health-trust': 'Mental health trust',
  'community-trust': 'Community trust',
  school: 'School',
  'dental-provider': 'Dental provider',
  'sexual-health-provider': 'Sexual health provider',
  sarc: 'Sexual assault referral centre',
  other: 'Other',
}

export const BLOCKER_WORDS: Readonly<Record<(typeof BLOCKERS)[number], string>> = {
  'no-smartcards': 'No smartcards',
  'technical-solution': 'Technical solution',
  network: 'Network',
  ig: 'Information governance',
  supplier: 'Supplier',
  staffing: 'Staffing',
  other: 'Other',
}

/** The name of a region or board by its code; the code itself for any other. */
export function placeName(code: string | undefined): string {
  const found = [...REGIONS, ...ICBS].find(one => one.code === code)
  return found?.name ?? code ?? ''
}
