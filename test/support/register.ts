import { type NhsNumber, type PdsFinding, readNhsNumber } from '../../src/demographics/index.ts'
import type { Actor } from '../../src/identity/index.ts'
import { type Clock, calendarDate, silentLog, systemRandomness } from '../../src/platform/index.ts'
import {
  applyUpload,
  DEFAULT_REGISTER_SETTINGS,
  type PlanType,
  type RegisterDeps,
  type SubmittedRecord,
  type UploadAnswer,
} from '../../src/register/index.ts'
import type { TestDatabase } from './database.ts'

/** A clock a test moves by hand. */
export type MovedClock = Clock & { at(instant: string): void; forward(hours: number): void }

export function movedClock(start: string): MovedClock {
  let time = new Date(start).getTime()
  return {
    now: () => new Date(time),
    at(instant) {
      time = new Date(instant).getTime()
    },
    forward(hours) {
      time += hours * 3_600_000
    },
  }
}

/** An invented child or mother; PDS agrees with everything said. */
export type Person = { nhsNumber: string; family?: string; given?: string; birthDate?: string }
export type Plan = { type: PlanType; start: string; end?: string; deleted?: string }

const filled = ({ nhsNumber, family = 'SAMPLE', given = 'Robin', birthDate = '2019-02-14' }: Person) => ({
  nhsNumber,
  family,
  given,
  birthDate,
})

/** An authority that uploads straight into the register of a test. */
export type Uploader = { upload(records: readonly { person: Person; plans: readonly Plan[] }[]): Promise<UploadAnswer> }

export function uploader(database: TestDatabase, clock: Clock, code: string, name = `${code} COUNCIL`): Uploader {
  let sequence = 0
  return {
    upload(records) {
      sequence += 1
      const people = new Map(records.map(({ person }) => [person.nhsNumber, filled(person)]))
      const deps: RegisterDeps = {
        db: database.pool('register'),
        clock,
        randomness: systemRandomness,
        log: silentLog,
        settings: DEFAULT_REGISTER_SETTINGS,
        findAuthorityOfMailbox: async () => ({ code, odsCode: code, name }),
        findInPds: async numbers => new Map(numbers.map(number => [number, found(people, number)])),
      }
      return applyUpload(deps, {
        messageId: `${code}-${sequence}`,
        senderMailbox: `${code}CPIS1`,
        receivedAt: clock.now(),
        content: {
          kind: 'upload',
          sequence: String(sequence).padStart(6, '0'),
          createdAt: clock.now().toISOString(),
          declaredCount: records.length,
          authority: { odsCode: code, name, emergencyPhone: '07700900801', officePhone: '01632960801' },
          records: records.map(({ person, plans }, index) => submitted(filled(person), plans, index + 1)),
        },
      })
    },
  }
}

function found(people: ReadonlyMap<string, ReturnType<typeof filled>>, nhsNumber: NhsNumber): PdsFinding {
  const person = people.get(nhsNumber)
  if (!person) return { kind: 'unknown' }
  const { family, given, birthDate } = person
  return {
    kind: 'current',
    person: {
      nhsNumber,
      family,
      given: given.split(' '),
      birthDate: calendarDate(birthDate),
      security: 'U',
      versionId: '1',
    },
  }
}

function submitted(person: ReturnType<typeof filled>, plans: readonly Plan[], position: number): SubmittedRecord {
  const mother = plans.some(plan => plan.type === 'UCP')
  return {
    position,
    plans,
    subjects: [
      {
        kind: mother ? 'mother' : 'child',
        nhsNumber: person.nhsNumber,
        localId: `LOCAL-${position}`,
        familyName: person.family,
        givenName: person.given,
        birthDate: person.birthDate,
      },
    ],
  }
}

/** A member of staff of an invented hospital; each name is another person. */
export function staff(name: string, more: Partial<Actor> = {}): Actor {
  const number = String([...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1_000_000).padStart(
    6,
    '0',
  )
  return {
    author: {
      kind: 'person',
      userId: `656005${number}`,
      roleProfileId: `555254${number}`,
      roleCode: 'S8000:G8000:R8001',
      roleName: 'Nurse Access Role',
      name: { prefix: 'Ms', given: [name], family: 'Example' },
      organisation: { odsCode: 'X99', name: 'EXAMPLE TEACHING HOSPITAL NHS TRUST' },
    },
    activities: new Set(['B0107']),
    assuranceLevel: 3,
    clientId: 'test-client',
    ...more,
  }
}

/** An NHS number of the 999 range by its place: always the same, always valid. */
export function nhsNumber(place: number): NhsNumber {
  for (let free = place * 11; ; free += 1) {
    for (let digit = 0; digit < 10; digit += 1) {
      const number = readNhsNumber(`999${String(free).padStart(6, '0')}${digit}`)
      if (number) return number
    }
  }
}
