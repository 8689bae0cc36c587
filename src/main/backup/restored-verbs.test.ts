import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { nhsNumber, staff } from '../../../test/support/register.ts'
import { askAboutChild } from '../../lookup/index.ts'
import { makeMonths, processKeyring, readRestored, systemClock, systemRandomness } from '../../platform/index.ts'
import { lookupDepsOf } from '../api.ts'
import { openJournal } from '../journal/index.ts'
import { markIfSetBack } from '../journal/mark-if-set-back.ts'
import { groundOf } from '../processes.ts'
import { settingsFrom } from '../settings.ts'
import { isNothingMissing } from './missing-report.ts'
import { closeHere, missingHere, reopenHere } from './restored-verbs.ts'

// The verbs of a database that was restored, as an operator runs them: MESH and PDS are not reached, and not needed.

let database: TestDatabase
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'restored-'))
const nowhere = 'http://127.0.0.1:9'

before(async () => {
  database = await testDatabase()
  await makeMonths(database.owner, new Date(), 1)
})
after(async () => {
  await database.end()
  fs.rmSync(folder, { recursive: true, force: true })
})

const settings = (more: Record<string, string> = {}) =>
  settingsFrom({
    CPIS_PROFILE: 'test',
    CPIS_LOG_LEVEL: 'silent',
    CPIS_DATABASE_URL: database.url,
    CPIS_PDS_URL: nowhere,
    CPIS_MESH_URL: nowhere,
    CPIS_JOURNAL_FOLDER: folder,
    ...more,
  })
const audited = () =>
  database.owner.query({ text: `select outcome, detail from audit.entry where action = 'reopen-restored' order by at` })

test('closed, the database says so; reopened, it is written into the audit who did, and after what', async () => {
  await assert.rejects(reopenHere(settings()), { code: 'BACKUP_NOT_CLOSED' })
  assert.equal(await closeHere(settings(), new Date('2026-11-22T10:00:00Z')), true)
  assert.equal(await closeHere(settings(), undefined), false)
  const shown = await missingHere(settings(), {})
  assert.deepEqual(
    [shown.closed, shown.restoredTo, shown.accessesLostSince, isNothingMissing(shown)],
    [true, '2026-11-22T10:00:00.000Z', '2026-11-22T10:00:00.000Z', true],
  )
  await reopenHere(settings())
  assert.equal(await readRestored(database.owner), undefined)
  await closeHere(settings(), undefined)
  const { applied } = await missingHere(settings(), { apply: true })
  assert.deepEqual(applied, { uploads: 0, numberChanges: 0, acknowledged: 0, differing: [] })
  assert.equal(await readRestored(database.owner), undefined)
  const told = (await audited()).map(({ outcome }) => outcome)
  assert.deepEqual(told, ['reopened', 'reopened-with-missing-applied'])
})

test('an API answers NotChecked from a closed database, and answers again from one that was reopened', async () => {
  const asked = async () => {
    const ground = groundOf('api', settings())
    const decided = { mode: 'silent', careSetting: 'emergency-department', gate: 'open', findings: [] } as const
    const question = {
      nhsNumber: nhsNumber(1),
      ...decided,
      actor: staff('Ada'),
      channel: 'fhir',
      history: false,
    } as const
    const answer = await askAboutChild(lookupDepsOf(ground), { ...question, requestId: systemRandomness.uuid() })
    await ground.end()
    return answer.kind
  }
  await closeHere(settings(), undefined)
  assert.equal(await asked(), 'NotChecked')
  await reopenHere(settings())
  assert.equal(await asked(), 'NotKnown')
})

test('without a journal nothing can be said; while a worker empties the mailbox nothing is applied', async () => {
  await assert.rejects(missingHere(settings({ CPIS_JOURNAL_FOLDER: '' }), {}), { code: 'JOURNAL_NOT_KEPT' })
  const until = new Date(Date.now() + 60_000)
  await database.owner.query({
    text: `insert into platform.lease (name, holder, until) values ('mailbox OPENCPISHUB', $1, $2)`,
    values: [systemRandomness.uuid(), until],
  })
  await assert.rejects(missingHere(settings(), { apply: true }), { code: 'BACKUP_MAILBOX_IN_USE' })
  await database.owner.query({ text: 'delete from platform.lease' })
})

test('a worker that starts on a register set back marks it: an upload was answered that it does not know', async () => {
  const ground = groundOf('worker', settings())
  const db = ground.pool('register')
  const journal = openJournal({ folder, keyring: processKeyring(), clock: systemClock, randomness: systemRandomness })
  await journal.keep({ messageId: 'UPLOAD-1', workflowId: 'OPENCPIS_UPLOAD' }, Buffer.from('x'))
  await journal.end()
  assert.equal(await markIfSetBack(ground, db), false, 'one that was not answered may still be in the mailbox')
  const told = { uploadId: systemRandomness.uuid(), fileCode: 'CPF02', verdicts: 'x', answerMessageId: 'A' }
  await journal.note({ kind: 'answered', at: new Date(), messageId: 'UPLOAD-1', ...told })
  await journal.end()
  assert.equal(await markIfSetBack(ground, db), true)
  assert.ok((await readRestored(db)) !== undefined)
  assert.equal(isNothingMissing(await missingHere(settings(), {})), false)
  await ground.end()
})
