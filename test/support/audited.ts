import { generateKeyPairSync } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Answering, askAboutChild, type LookupDeps, type Question, recordRefusal } from '../../src/lookup/index.ts'
import {
  type CheckpointDeps,
  type Database,
  folderStore,
  openMetrics,
  processKeyring,
  sealJson,
  silentLog,
  systemRandomness,
  type Verification,
  type VerifyDeps,
  verifierKeyOf,
  verifyAudit,
} from '../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { type MovedClock, movedClock, nhsNumber, staff, uploader } from './register.ts'
import { keyOf } from './sealed.ts'

/** A database with a history, and where its checkpoints go. */
export type Audited = AsyncDisposable & {
  readonly database: TestDatabase
  readonly clock: MovedClock
  readonly lookup: LookupDeps
  readonly checkpoints: CheckpointDeps
  /** The first is a child two authorities know, the second known by the first's number before; the last is unknown. */
  readonly children: readonly Question['nhsNumber'][]
  ask(more?: Partial<Question>, answering?: (db: Database) => Answering): Promise<string>
  refuse(): Promise<void>
  /** Verifies as the auditor, or with the eyes of somebody in mid-tampering. */
  verify(db?: Database, more?: Partial<VerifyDeps>): Promise<Verification>
}

/** Opens a database in which three children are known to a register. */
export async function audited(): Promise<Audited> {
  const database = await testDatabase()
  const clock = movedClock('2026-11-22T10:00:00Z')
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'cpis-audit-'))
  const store = folderStore(folder)
  const signer = { name: 'cpis.example.org/audit', key: generateKeyPairSync('ed25519').privateKey }
  const db = database.pool('lookup')
  const metrics = openMetrics('test')
  const common = { clock, randomness: systemRandomness, log: silentLog, metrics }
  const lookup: LookupDeps = { ...common, db, answerWithinMs: 20_000 }
  const children = [1, 2, 3, 4].map(nhsNumber)
  await hold(database, clock, children)
  return {
    database,
    clock,
    lookup,
    checkpoints: { db: database.pool('auditor'), store, signer, clock },
    children,
    async ask(more = {}, answering) {
      const deps = { ...lookup, ...(answering && { answering: answering(db) }) }
      const answer = await askAboutChild(deps, {
        nhsNumber: children[0] as Question['nhsNumber'],
        mode: 'standard',
        careSetting: 'emergency-department',
        gate: 'open',
        findings: [],
        actor: staff('Ada'),
        channel: 'fhir',
        history: false,
        requestId: systemRandomness.uuid(),
        ...more,
      })
      return answer.kind
    },
    refuse: () =>
      recordRefusal(lookup, { code: 'LOOK_UP_ACTIVITY_MISSING', channel: 'fhir', requestId: systemRandomness.uuid() }),
    verify: (as = database.pool('auditor'), more = {}) =>
      verifyAudit({
        db: as,
        keyring: processKeyring(),
        randomness: systemRandomness,
        checkpoints: { store, verifier: verifierKeyOf(signer) },
        ...more,
      }),
    async [Symbol.asyncDispose]() {
      await database.end()
      await fs.rm(folder, { recursive: true })
    },
  }
}

async function hold(database: TestDatabase, clock: MovedClock, children: readonly string[]): Promise<void> {
  const [first = '', old = '', third = ''] = children
  const plan = { type: 'CPP', start: '2026-01-05' } as const
  const row = (number: string) => ({ person: { nhsNumber: number }, plans: [plan] })
  await uploader(database, clock, 'X01').upload([row(first), row(third)])
  await uploader(database, clock, 'X02').upload([row(first)])
  const oldKey = keyOf(old)
  await database.owner.query({
    text: 'insert into register.number_alias (old_key, current_key, numbers_sealed, learned_at) values ($1, $2, $3, $4)',
    values: [
      oldKey,
      keyOf(first),
      sealJson(processKeyring(), [old, first], `register.number_alias ${oldKey}`),
      clock.now(),
    ],
  })
}

/** Lets `work` see a database as it is in the middle of a transaction of the owner's, which is then undone. */
export async function undone<Result>(owner: Database, work: (db: Database) => Promise<Result>): Promise<Result> {
  let result: { readonly value: Result } | undefined
  await owner
    .transaction(async tx => {
      const query: Database['query'] = statement =>
        statement.text.startsWith('set transaction') ? Promise.resolve([]) : tx.query<never>(statement)
      const db: Database = { query, transaction: inner => inner(db) }
      result = { value: await work(db) }
      throw UNDONE
    })
    .catch(error => {
      if (error !== UNDONE) throw error
    })
  if (result === undefined) throw new Error('nothing was done')
  return result.value
}

const UNDONE = new Error('undone')
