import type { Author, DeviceAuthor, PersonAuthor } from '../../identity/index.ts'
import type { PlanType } from '../../register/index.ts'

// The invented people of the sandbox, by NHS number (fhir-api.md 13). All of it is canned; nothing is ever written.

export type FixturePlan = {
  readonly type: PlanType
  readonly start: string
  /** Ended so many days before today. */
  readonly endedDaysAgo?: number
  readonly authority: keyof typeof AUTHORITIES
}

export type Fixture = {
  readonly plans: readonly FixturePlan[]
  /** The authors of the accesses, newest first, a day apart. */
  readonly accesses: readonly Author[]
  /** Held under this number now. */
  readonly nowUnder?: string
}

/** What happens instead of an answer. */
export type Mishap = 'denied' | 'too-many' | 'not-checked' | 'fault'

export const AUTHORITIES = {
  X01: { name: 'Exampleshire County Council', emergencyPhone: '07700900801', officePhone: '01632960801' },
  X02: { name: 'Samplebury Borough Council', emergencyPhone: '07700900802', officePhone: '01632960802' },
  X03: { name: 'Testingham City Council', emergencyPhone: '07700900803' },
} as const

const nurse: PersonAuthor = {
  kind: 'person',
  userId: '656005750107',
  roleProfileId: '555254242105',
  roleCode: 'S8000:G8000:R8001',
  roleName: 'Nurse Access Role',
  name: { prefix: 'Ms', given: ['Ada'], family: 'Example' },
  organisation: { odsCode: 'X99', name: 'EXAMPLE TEACHING HOSPITAL NHS TRUST' },
}
const doctor: PersonAuthor = {
  ...nurse,
  userId: '656005750120',
  roleProfileId: '555254242120',
  roleCode: 'S8000:G8000:R8000',
  roleName: 'Clinical Practitioner Access Role',
  name: { prefix: 'Dr', given: ['Ivo'], family: 'Sample' },
  organisation: { odsCode: 'X98', name: 'SAMPLEBURY GENERAL HOSPITAL NHS TRUST' },
}
const ambulance: DeviceAuthor = {
  kind: 'device',
  systemId: '200000000001',
  responsible: [{ roleCode: 'R8003', roleName: 'Health Professional Access Role', name: doctor.name }],
  organisation: { odsCode: 'X90', name: 'EXAMPLE REGIONAL AMBULANCE SERVICE NHS TRUST' },
}

/** Who asks in the sandbox. */
export const SANDBOX_USER = nurse

const protection: FixturePlan = { type: 'CPP', start: '2025-02-16', authority: 'X01' }
const lookedAfter: FixturePlan = { type: 'LAC', start: '2025-01-07', authority: 'X02' }
const child = (plans: readonly FixturePlan[], ...accesses: readonly Author[]): Fixture => ({ plans, accesses })

const lookedAfterChild = child([lookedAfter], nurse)

export const FIXTURES: Readonly<Record<string, Fixture | Mishap>> = {
  '9990100004': child([protection], nurse),
  '9990100071': child([]),
  '9990100144': child([lookedAfter], nurse, doctor, nurse),
  '9990100217': child([{ type: 'UCP', start: '2025-03-03', authority: 'X01' }], doctor),
  '9990100284': child([protection, lookedAfter], doctor, nurse),
  '9990100357': child([{ ...protection, authority: 'X03' }]),
  '9990100497': child([{ ...protection, endedDaysAgo: 30 }], nurse, doctor),
  '9990100632': child([protection], ...Array.from({ length: 26 }, (_, n) => (n % 2 === 0 ? nurse : doctor))),
  '9990100705': { ...lookedAfterChild, nowUnder: '9990100772' },
  '9990100772': lookedAfterChild,
  '9990100845': child([protection]),
  '9990100918': child([protection], nurse),
  '9990100985': child([protection], nurse),
  '9990101132': 'denied',
  '9990101140': 'too-many',
  '9990101159': 'not-checked',
  '9990101167': 'fault',
  '9990101175': child([protection], ambulance),
  '9912003890': child([protection], nurse),
  '9912003899': child([protection], nurse),
}

/** Of the guide's own examples; their check digits are wrong (fhir-api.md 3.6). */
export const EXAMPLE_NUMBERS: ReadonlySet<string> = new Set(['9912003890', '9912003899'])
