import { refusal } from '../../platform/index.ts'
import { programmeErrors } from '../errors.ts'

export type RegionCode = 'Y56' | 'Y58' | 'Y59' | 'Y60' | 'Y61' | 'Y62' | 'Y63'

export type Region = {
  readonly code: RegionCode
  readonly name: string
}

/** The seven health regions with their ODS codes (programme.md 2.11). */
export const REGIONS: readonly Region[] = [
  { code: 'Y61', name: 'East of England' },
  { code: 'Y56', name: 'London' },
  { code: 'Y60', name: 'Midlands' },
  { code: 'Y63', name: 'North East and Yorkshire' },
  { code: 'Y62', name: 'North West' },
  { code: 'Y59', name: 'South East' },
  { code: 'Y58', name: 'South West' },
]

/** Letters only, so that "Northeast & Yorkshire" and "North East and Yorkshire" are one (programme.md 3.10, trap 8). */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/\bhealth region\b|\bregion\b/g, '')
    .replace(/[^a-z0-9]/g, '')
}

/** The region of a code, or of a name however it is spaced; `undefined` when there is none. */
export function readRegion(text: string): Region | undefined {
  return REGIONS.find(one => one.code === text.trim().toUpperCase() || plain(one.name) === plain(text))
}

/** As `readRegion`. Throws PROGRAMME_REGION_UNKNOWN. */
export function regionNamed(text: string): Region {
  const region = readRegion(text)
  if (region === undefined) throw refusal(programmeErrors, 'PROGRAMME_REGION_UNKNOWN', text)
  return region
}
