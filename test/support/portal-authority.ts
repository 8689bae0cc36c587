import { type NhsNumber, type PdsFinding, readNhsNumber, type TimeOfDay } from '../../src/demographics/index.ts'
import type { Author } from '../../src/identity/index.ts'
import type { Notice } from '../../src/notifications/index.ts'
import { keepNotifications } from '../../src/notifications/store.ts'
import { keepContacts, makeQualityReports, type OperationsDeps } from '../../src/operations/index.ts'
import { type Clock, calendarDate, openMetrics, silentLog, systemRandomness } from '../../src/platform/index.ts'
import {
  applyUpload,
  DEFAULT_REGISTER_SETTINGS,
  type PlanType,
  type SubmittedRecord,
  type UploadAnswer,
} from '../../src/register/index.ts'
import type { TestDatabase } from './database.ts'

// What an authority did before its staff look at the pages: files it sent, notices it was told, reports made of them.

/** A record of a file: PDS knows everybody as they are sent, unless `unknown`. */
export type SentRecord = {
  readonly nhsNumber: string
  readonly localId?: string
  readonly family?: string
  readonly birthDate?: string
  readonly type?: PlanType
  readonly start?: string
  readonly end?: string
  readonly isUnknown?: boolean
}

export type SentFile = {
  readonly code: string
  readonly sequence: number
  readonly records: readonly SentRecord[]
  /** What the file calls its sender; another than the mailbox's is refused whole. */
  readonly claims?: string
}

/** Applies a file as it would come over MESH. */
export function sendFile(database: TestDatabase, clock: Clock, file: SentFile): Promise<UploadAnswer> {
  const { code, sequence, records, claims = code } = file
  const name = `${code} COUNCIL`
  const known = new Map<string, SentRecord>(records.filter(one => !one.isUnknown).map(one => [one.nhsNumber, one]))
  return applyUpload(
    {
      db: database.pool('register'),
      clock,
      randomness: systemRandomness,
      log: silentLog,
      settings: DEFAULT_REGISTER_SETTINGS,
      findAuthorityOfMailbox: async () => ({ code, odsCode: code, name }),
      findInPds: async numbers => new Map(numbers.map(number => [number, found(number, known.get(number))])),
    },
    {
      messageId: `${code}-${sequence}`,
      senderMailbox: `${code}CPIS1`,
      receivedAt: clock.now(),
      content: {
        kind: 'upload',
        sequence: String(sequence).padStart(6, '0'),
        createdAt: clock.now().toISOString(),
        declaredCount: records.length,
        authority: { odsCode: claims, name, emergencyPhone: '07700900801', officePhone: '01632960801' },
        records: records.map(submitted),
      },
    },
  )
}

function found(nhsNumber: NhsNumber, one: SentRecord | undefined): PdsFinding {
  if (one === undefined) return { kind: 'unknown' }
  const birthDate = calendarDate(one.birthDate ?? '2016-04-02')
  const person = { nhsNumber, birthDate, family: one.family ?? 'SAMPLE', given: ['Robin'] }
  return { kind: 'current', person: { ...person, security: 'U', versionId: '1' } }
}

function submitted(one: SentRecord, index: number): SubmittedRecord {
  const { type = 'CPP', start = '2026-01-05', end } = one
  return {
    position: index + 1,
    plans: [{ type, start, ...(end !== undefined && { end }) }],
    subjects: [
      {
        kind: type === 'UCP' ? 'mother' : 'child',
        nhsNumber: one.nhsNumber,
        localId: one.localId ?? `LOCAL-${index + 1}`,
        familyName: one.family ?? 'SAMPLE',
        givenName: 'Robin',
        birthDate: one.birthDate ?? '2016-04-02',
      },
    ],
  }
}

/** So many valid invented numbers, from a place of their own on. */
export function numbersFrom(place: number, count: number): string[] {
  const found: string[] = []
  for (let nine = 999_500_000 + place; found.length < count; nine += 1)
    for (let digit = 0; digit < 10; digit += 1) {
      const number = readNhsNumber(`${nine}${digit}`)
      if (number !== undefined) found.push(number)
    }
  return found.slice(0, count)
}

/** Makes the reports on the uploads, as the worker does. */
export async function reportOnUploads(database: TestDatabase, clock: Clock): Promise<void> {
  await makeQualityReports({ ...operationsDeps(database, clock), register: database.pool('register') })
}

function operationsDeps(database: TestDatabase, clock: Clock): OperationsDeps {
  const settings = {
    watchAt: '07:30' as TimeOfDay,
    operationsMail: 'operations@example.org',
    operationsPhone: '01632960000',
    meshHost: 'mesh.example.org',
  }
  const metrics = openMetrics('test')
  return { db: database.pool('operations'), clock, randomness: systemRandomness, log: silentLog, metrics, settings }
}

/** Gives an authority contacts, as operations do from a file. */
export async function giveContacts(database: TestDatabase, clock: Clock, code: string): Promise<void> {
  const confirmedOn = calendarDate('2025-06-02')
  await keepContacts({ db: database.pool('operations'), clock }, [
    { authorityCode: code, role: 'IT service desk', email: `it.${code.toLowerCase()}@example.org`, confirmedOn },
    { authorityCode: code, role: 'safeguarding', email: `safe.${code.toLowerCase()}@example.org`, confirmedOn },
  ])
}

export const NURSE_AUTHOR: Author = {
  kind: 'person',
  userId: '656005750107',
  roleProfileId: '555254242105',
  roleCode: 'S8000:G8000:R8001',
  roleName: 'Nurse Access Role',
  name: { prefix: 'Ms', given: ['Ada'], family: 'Example' },
  organisation: { odsCode: 'X99', name: 'EXAMPLE TEACHING HOSPITAL NHS TRUST' },
}

/** What a notice for an authority is made of. */
export type ToldNotice = {
  readonly code: string
  readonly kind: Notice['kind']
  readonly nhsNumber: string
  readonly localId: string
  readonly author?: Author
  readonly note?: string
  readonly replacedBy?: string
  readonly isEmpty?: boolean
  /** Its way ended without anybody collecting it. */
  readonly isExpired?: boolean
}

/** Keeps a notice for an authority; returns its id. */
export async function tell(database: TestDatabase, clock: Clock, told: ToldNotice): Promise<string> {
  const noticeId = systemRandomness.uuid()
  const notice = noticeOf(told, { noticeId, createdAt: clock.now() })
  const { code: authorityCode, isExpired = false } = told
  await keepNotifications(database.pool('notifications'), [{ orderKey: noticeId, authorityCode, notice }], clock.now())
  if (isExpired)
    await database.owner.query({
      text: `update notifications.notification set state = 'undeliverable', settled_at = $2 where notice_id = $1`,
      values: [noticeId, clock.now()],
    })
  return noticeId
}

function noticeOf(told: ToldNotice, made: { readonly noticeId: string; readonly createdAt: Date }): Notice {
  const { code, nhsNumber, author = NURSE_AUTHOR, isEmpty = false } = told
  const common = { ...made, authority: { odsCode: code, name: `${code} COUNCIL` } }
  const about = { nhsNumber, localId: { value: told.localId }, uploadSequence: '000001' }
  if (told.kind === 'inactive-number')
    return {
      kind: told.kind,
      ...common,
      numbers: [{ ...about, ...(told.replacedBy !== undefined && { replacedBy: told.replacedBy }) }],
    }
  const access = { ...about, accessId: systemRandomness.uuid(), at: made.createdAt, author }
  if (told.kind === 'access') return { kind: told.kind, ...common, accesses: isEmpty ? [] : [access] }
  const note = told.note === undefined ? {} : { note: told.note }
  return {
    kind: told.kind,
    ...common,
    alert: { ...access, reason: 'X-NOT-BROUGHT', appointmentAt: made.createdAt, ...note },
  }
}
