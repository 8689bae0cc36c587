import { after, before } from 'node:test'
import { checkDigit, type NhsNumber, type PdsFinding, readNhsNumber } from '../demographics/index.ts'
import {
  type ContextRole,
  calendarDate,
  type Database,
  type Pool,
  silentLog,
  systemRandomness,
} from '../platform/index.ts'
import type { MailboxAuthority, RegisterDeps } from './deps.ts'
import { applyUpload } from './index.ts'
import { DEFAULT_REGISTER_SETTINGS } from './settings.ts'
import { openPerson } from './store/sealed-person.ts'
import type { SubmittedPlan, SubmittedRecord, SubmittedSubject, SubmittedUpload, UploadAnswer } from './upload.ts'

// Invented people, authorities and a PDS of the test's own making, for the register's tests.

/** The n-th invented NHS number: 999, then digits, then the check digit. */
export function inventedNumber(n: number): NhsNumber {
  for (let middle = n * 7; ; middle += 1) {
    const nine = `999${String(middle).padStart(6, '0')}`
    const number = readNhsNumber(`${nine}${checkDigit(nine)}`)
    if (number !== undefined) return number
  }
}

export const EXAMPLESHIRE: MailboxAuthority = { code: 'LA-1', odsCode: '901', name: 'Exampleshire' }
export const SAMPLETON: MailboxAuthority = {
  code: 'LA-2',
  odsCode: '902',
  name: 'Sampleton',
  emergencyPhone: '01632960099',
}
export const MAILBOXES: Readonly<Record<string, MailboxAuthority>> = { 'X26-1': EXAMPLESHIRE, 'X26-2': SAMPLETON }

/** Midday on this day, in winter time. */
export const TODAY = calendarDate('2026-01-15')

export function currentFinding(
  n: number,
  parts: Partial<Extract<PdsFinding, { kind: 'current' }>['person']> = {},
): PdsFinding {
  const nhsNumber = inventedNumber(n)
  const person = { nhsNumber, given: ['Sam', 'Alex'], family: 'Sample', birthDate: calendarDate('2015-03-01') }
  return { kind: 'current', person: { ...person, security: 'U', versionId: '1', ...parts } }
}

export function subject(n: number, parts: Partial<SubmittedSubject> = {}): SubmittedSubject {
  return {
    kind: 'child',
    nhsNumber: inventedNumber(n),
    familyName: 'Sample',
    givenName: 'Sam Alex',
    birthDate: '2015-03-01',
    localId: `LOCAL-${n}`,
    localIdAuthority: '901:Exampleshire',
    ...parts,
  }
}

export function record(n: number, ...plans: SubmittedPlan[]): SubmittedRecord {
  const kind = plans.some(plan => plan.type === 'UCP') ? 'mother' : 'child'
  return { position: 1, plans, subjects: [subject(n, { kind })] }
}

export const cpp = (start: string, end?: string): SubmittedPlan => ({ type: 'CPP', start, ...(end && { end }) })
export const lac = (start: string, end?: string): SubmittedPlan => ({ type: 'LAC', start, ...(end && { end }) })

export function upload(sequence: number | string, ...records: SubmittedRecord[]): SubmittedUpload {
  return {
    kind: 'upload',
    sequence: String(sequence),
    createdAt: '20260115120000+0000',
    declaredCount: records.length,
    authority: {
      odsCode: '901',
      name: 'Exampleshire Council',
      emergencyPhone: '01632960002',
      officePhone: '01632960001',
    },
    records: records.map((one, index) => ({ ...one, position: index + 1 })),
  }
}

export function fromSampleton(sent: SubmittedUpload): SubmittedUpload {
  return { ...sent, authority: { odsCode: '902', name: 'Sampleton Council', emergencyPhone: '01632960003' } }
}

/** A database of a test's own, as test/support opens one. */
type OwnDatabase = { pool(context: ContextRole): Pool; readonly owner: Pool; end(): Promise<void> }

export type SampleRegister = {
  readonly deps: RegisterDeps
  readonly pds: Map<NhsNumber, PdsFinding>
  readonly database: OwnDatabase
  readonly state: { now: Date; pdsAsked: number; messages: number }
  send(sent: SubmittedUpload, mailbox?: string, db?: Database): Promise<UploadAnswer>
  /** Rows by SQL; where one has a sealed person, with that opened. */
  rows(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]>
  /** Everything that an upload may change, for comparing before and after. */
  everything(): Promise<unknown>
  empty(): Promise<void>
}

/** A row of plans with the person in place of what is sealed. */
function withPerson(row: Record<string, unknown>): Record<string, unknown> {
  const { child_key, local_key: _, person_sealed: sealed, ...rest } = row
  const { authority_code } = rest
  if (!(sealed instanceof Buffer) || 'order_id' in row) return row
  const person = openPerson({ childKey: String(child_key), authorityCode: String(authority_code) }, sealed)
  return {
    ...rest,
    nhs_number: person.nhsNumber,
    given_name: person.givenName,
    family_name: person.familyName,
    birth_date: person.birthDate,
    pds_birth_date: person.pdsBirthDate,
    local_id: person.localId,
    local_id_authority: person.localIdAuthority,
  }
}

const TABLES = [
  'plan',
  'plan_version',
  'upload',
  'upload_verdicts',
  'authority_contact',
  'authority_sequence',
  'number_alias',
  'inactive_number_order',
]

/** A register on a database of its own, for one test file; people 1 to 40 are on its PDS. */
export function sampleRegister(open: () => Promise<OwnDatabase>): SampleRegister {
  let database: OwnDatabase | undefined
  const opened = (): OwnDatabase => {
    if (database === undefined) throw new Error('the database opens before the first test')
    return database
  }
  before(async () => {
    database = await open()
  })
  after(() => database?.end())
  const pds = new Map<NhsNumber, PdsFinding>()
  for (let n = 1; n <= 40; n += 1) pds.set(inventedNumber(n), currentFinding(n))
  const state = { now: new Date(`${TODAY}T12:00:00Z`), pdsAsked: 0, messages: 0 }
  const db: Database = {
    query: statement => opened().pool('register').query(statement),
    transaction: work => opened().pool('register').transaction(work),
  }
  const deps: RegisterDeps = {
    db,
    clock: { now: () => state.now },
    randomness: systemRandomness,
    log: silentLog,
    settings: DEFAULT_REGISTER_SETTINGS,
    findAuthorityOfMailbox: async mailbox => MAILBOXES[mailbox],
    findInPds: async numbers => {
      state.pdsAsked += 1
      return new Map(numbers.map(number => [number, pds.get(number) ?? { kind: 'unknown' }]))
    },
  }
  const rows = async (text: string, ...values: unknown[]) =>
    (await opened().owner.query({ text, values })).map(withPerson)
  return {
    deps,
    pds,
    state,
    get database() {
      return opened()
    },
    send(sent, mailbox = 'X26-1', through = db) {
      state.messages += 1
      const messageId = `MESSAGE-${state.messages}`
      const delivery = { messageId, senderMailbox: mailbox, receivedAt: state.now, content: sent }
      return applyUpload({ ...deps, db: through }, delivery)
    },
    rows,
    async everything() {
      const all: Record<string, unknown> = {}
      for (const table of TABLES) all[table] = await rows(`select * from register.${table} t order by t::text`)
      return all
    },
    async empty() {
      await rows(`truncate ${TABLES.map(table => `register.${table}`).join(', ')}`)
    },
  }
}
