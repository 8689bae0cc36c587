import { refusal } from '../../platform/index.ts'
import { programmeErrors } from '../errors.ts'
import type { RegionCode } from './regions.ts'

export type Icb = {
  /** Its ODS code. */
  readonly code: string
  /** Without "NHS" before it and "ICB" behind. */
  readonly name: string
  readonly region: RegionCode
}

/**
 * The 42 integrated care boards of July 2022. Written from general knowledge of ODS, so each code is to be held against
 * ODS before it is relied on (programme.md 2.11); boards merge.
 */
export const ICBS: readonly Icb[] = [
  { code: 'QHG', name: 'Bedfordshire, Luton and Milton Keynes', region: 'Y61' },
  { code: 'QUE', name: 'Cambridgeshire and Peterborough', region: 'Y61' },
  { code: 'QM7', name: 'Hertfordshire and West Essex', region: 'Y61' },
  { code: 'QH8', name: 'Mid and South Essex', region: 'Y61' },
  { code: 'QMM', name: 'Norfolk and Waveney', region: 'Y61' },
  { code: 'QJG', name: 'Suffolk and North East Essex', region: 'Y61' },
  { code: 'QMJ', name: 'North Central London', region: 'Y56' },
  { code: 'QMF', name: 'North East London', region: 'Y56' },
  { code: 'QRV', name: 'North West London', region: 'Y56' },
  { code: 'QKK', name: 'South East London', region: 'Y56' },
  { code: 'QWE', name: 'South West London', region: 'Y56' },
  { code: 'QHL', name: 'Birmingham and Solihull', region: 'Y60' },
  { code: 'QUA', name: 'Black Country', region: 'Y60' },
  { code: 'QWU', name: 'Coventry and Warwickshire', region: 'Y60' },
  { code: 'QJ2', name: 'Derby and Derbyshire', region: 'Y60' },
  { code: 'QGH', name: 'Herefordshire and Worcestershire', region: 'Y60' },
  { code: 'QK1', name: 'Leicester, Leicestershire and Rutland', region: 'Y60' },
  { code: 'QJM', name: 'Lincolnshire', region: 'Y60' },
  { code: 'QPM', name: 'Northamptonshire', region: 'Y60' },
  { code: 'QT1', name: 'Nottingham and Nottinghamshire', region: 'Y60' },
  { code: 'QOC', name: 'Shropshire, Telford and Wrekin', region: 'Y60' },
  { code: 'QNC', name: 'Staffordshire and Stoke-on-Trent', region: 'Y60' },
  { code: 'QOQ', name: 'Humber and North Yorkshire', region: 'Y63' },
  { code: 'QHM', name: 'North East and North Cumbria', region: 'Y63' },
  { code: 'QF7', name: 'South Yorkshire', region: 'Y63' },
  { code: 'QWO', name: 'West Yorkshire', region: 'Y63' },
  { code: 'QYG', name: 'Cheshire and Merseyside', region: 'Y62' },
  { code: 'QOP', name: 'Greater Manchester', region: 'Y62' },
  { code: 'QE1', name: 'Lancashire and South Cumbria', region: 'Y62' },
  { code: 'QU9', name: 'Buckinghamshire, Oxfordshire and Berkshire West', region: 'Y59' },
  { code: 'QNQ', name: 'Frimley', region: 'Y59' },
  { code: 'QRL', name: 'Hampshire and Isle of Wight', region: 'Y59' },
  { code: 'QKS', name: 'Kent and Medway', region: 'Y59' },
  { code: 'QXU', name: 'Surrey Heartlands', region: 'Y59' },
  { code: 'QNX', name: 'Sussex', region: 'Y59' },
  { code: 'QOX', name: 'Bath and North East Somerset, Swindon and Wiltshire', region: 'Y58' },
  { code: 'QUY', name: 'Bristol, North Somerset and South Gloucestershire', region: 'Y58' },
  { code: 'QT6', name: 'Cornwall and the Isles of Scilly', region: 'Y58' },
  { code: 'QJK', name: 'Devon', region: 'Y58' },
  { code: 'QVV', name: 'Dorset', region: 'Y58' },
  { code: 'QR1', name: 'Gloucestershire', region: 'Y58' },
  { code: 'QSL', name: 'Somerset', region: 'Y58' },
]

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/^nhs\s|\s(icb|integrated care board)$/g, '')
    .replace(/[^a-z0-9]/g, '')
}

/** The board of a code, or of a name as "NHS Somerset ICB" or "Lancashire & South Cumbria"; `undefined` when none. */
export function readIcb(text: string): Icb | undefined {
  const asked = text.trim()
  return ICBS.find(one => one.code === asked.toUpperCase() || plain(one.name) === plain(asked))
}

/** As `readIcb`. Throws PROGRAMME_ICB_UNKNOWN. */
export function icbNamed(text: string): Icb {
  const icb = readIcb(text)
  if (icb === undefined) throw refusal(programmeErrors, 'PROGRAMME_ICB_UNKNOWN', text)
  return icb
}
