import type { Author, PersonName } from '../../identity/index.ts'
import { addDays, calendarDate } from '../../platform/index.ts'
import type {
  PlanType,
  SubmittedAuthority,
  SubmittedPlan,
  SubmittedRecord,
  SubmittedSubject,
} from '../../register/index.ts'
import { present } from '../present.ts'
import type { SampleChance } from './sample-chance.ts'

// Everybody here is invented.

const GIVEN = [
  'Sam',
  'Zoë',
  'Chloé',
  'Søren',
  'José María',
  'Anne-Marie',
  'Łucja',
  'Siân',
  'Dáithí',
  'Noor',
  'Ngọc',
  'T’Quan',
]
const FAMILY = [
  'Sample',
  'O’Example',
  "D'Sample",
  'Muñoz-Test',
  'Škoda Test',
  'Invented-Jones',
  'Nowakówna',
  'Ó Briain',
  'de la Sample',
  'Þórsdóttir',
  'Example',
]
const AUTHORITIES = [
  'Exampleshire Council',
  'Borough of Sampleton',
  'Invented City Council',
  'Testham & Mockford Council',
]
const ORGANISATIONS = [
  'Example Hospital Trust',
  'Sampleton Walk-in Centre',
  'St Invented’s Hospital',
  'Mock Ambulance Service',
]
const ROLES = [
  { roleCode: 'R0050', roleName: 'Consultant' },
  { roleCode: 'R8001', roleName: 'Nurse' },
  { roleCode: 'S0010:G0020:R0050', roleName: 'Doctor (unscheduled care)' },
]
/** Samples are set around one day, so that a seed always gives the same bytes. */
const TODAY = calendarDate('2026-01-05')

export function sampleAuthority(chance: SampleChance): SubmittedAuthority {
  const index = chance.number(AUTHORITIES.length)
  return present({
    odsCode: `99${index + 1}`,
    name: AUTHORITIES[index] ?? '',
    emergencyPhone: samplePhone(chance),
    officePhone: chance.percent(60) ? samplePhone(chance) : undefined,
  })
}

function samplePhone(chance: SampleChance): string {
  return `${chance.percent(20) ? '+44' : '0'}1632${chance.digits(6)}`
}

/** A time within the last month before the day of the samples. */
export function sampleInstant(chance: SampleChance): Date {
  return new Date(Date.parse(`${TODAY}T00:00:00Z`) - chance.number(2_600_000) * 1000)
}

export function sampleRecord(chance: SampleChance, position: number, authority: SubmittedAuthority): SubmittedRecord {
  const isMother = chance.percent(15)
  const plans = isMother ? [samplePlan(chance, 'UCP')] : childPlans(chance)
  return { position, plans, subjects: [sampleSubject(chance, isMother ? 'mother' : 'child', authority)] }
}

function childPlans(chance: SampleChance): SubmittedPlan[] {
  const both = chance.percent(25)
  const types: PlanType[] = both ? ['CPP', 'LAC'] : [chance.pick(['CPP', 'LAC'] as const)]
  return types.map(type => samplePlan(chance, type))
}

function samplePlan(chance: SampleChance, type: PlanType): SubmittedPlan {
  const start = addDays(TODAY, -1 - chance.number(300))
  const end = type === 'UCP' ? addDays(start, 270) : addDays(start, chance.number(60))
  return present({
    type,
    start,
    end: type === 'UCP' || chance.percent(30) ? end : undefined,
    deleted: chance.percent(5) ? TODAY : undefined,
  })
}

export function sampleSubject(
  chance: SampleChance,
  kind: 'child' | 'mother',
  authority: SubmittedAuthority,
): SubmittedSubject {
  const hasLocalId = chance.percent(80)
  const youngest = kind === 'child' ? 30 : 17 * 365
  return present({
    kind,
    nhsNumber: chance.nhsNumber(),
    localId: hasLocalId ? sampleLocalId(chance) : undefined,
    localIdAuthority: hasLocalId ? localIdAuthority(authority) : undefined,
    familyName: chance.pick(FAMILY),
    givenName: chance.pick(GIVEN),
    birthDate: addDays(TODAY, -youngest - chance.number(16 * 365)),
  })
}

export function sampleLocalId(chance: SampleChance): string {
  return `LOCAL-${chance.digits(5)}`
}

export function localIdAuthority(authority: SubmittedAuthority): string {
  return `${authority.odsCode}:${authority.name}`
}

export function sampleAuthor(chance: SampleChance): Author {
  const organisation = { odsCode: `RZ${chance.number(10)}`, name: chance.pick(ORGANISATIONS) }
  if (chance.percent(25)) {
    const responsible = { ...chance.pick(ROLES), name: sampleName(chance) }
    return { kind: 'device', systemId: `1${chance.digits(11)}`, responsible: [responsible], organisation }
  }
  return present({
    kind: 'person' as const,
    userId: `1${chance.digits(11)}`,
    roleProfileId: chance.percent(80) ? `1${chance.digits(11)}` : undefined,
    ...chance.pick(ROLES),
    name: sampleName(chance),
    organisation,
  })
}

function sampleName(chance: SampleChance): PersonName {
  const given = chance.percent(30) ? [chance.pick(GIVEN), chance.pick(GIVEN)] : [chance.pick(GIVEN)]
  return present({
    prefix: chance.percent(70) ? chance.pick(['Dr', 'Ms', 'Mr', 'Sister']) : undefined,
    given,
    family: chance.pick(FAMILY),
    suffix: chance.percent(5) ? 'Jr' : undefined,
  })
}
