import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { movedClock, nhsNumber, staff, uploader } from '../../../test/support/register.ts'
import { answerTogether, askAboutChild, type LookupDeps } from '../../lookup/index.ts'
import {
  makeMonths,
  openMetrics,
  processKeyring,
  silentLog,
  systemRandomness,
  verifyAudit,
} from '../../platform/index.ts'
import { type ArchiveDeps, archiveMonth } from './archive-month.ts'
import { archivedMonths } from './archived-months.ts'
import { returnMonth } from './return-month.ts'

// Look-ups of January and of June; January leaves the database and comes back.

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'archive-'))
const at = (name: string) => path.join(folder, name)
const clock = movedClock('2026-01-10T10:00:00Z')
let database: TestDatabase
let deps: ArchiveDeps
let ask: LookupDeps

const askOf = (place: number, requestId = systemRandomness.uuid()) =>
  askAboutChild(ask, {
    nhsNumber: nhsNumber(place),
    mode: 'standard',
    careSetting: 'emergency-department',
    gate: 'open',
    findings: [],
    actor: staff('Ada'),
    channel: 'fhir',
    history: true,
    requestId,
  })
const verified = () => verifyAudit({ ...deps, db: deps.auditor })
const archive = (month: string, name: string) => archiveMonth(deps, { month, folder: at(name), operator: 'ops' })

before(async () => {
  database = await testDatabase()
  await makeMonths(database.owner, clock.now(), 8)
  deps = {
    owner: database.owner,
    auditor: database.pool('auditor'),
    keyring: processKeyring(),
    clock,
    randomness: systemRandomness,
  }
  const db = database.pool('lookup')
  ask = {
    db,
    answering: answerTogether(db, db),
    clock,
    randomness: systemRandomness,
    log: silentLog,
    metrics: openMetrics('test'),
    answerWithinMs: 2_000,
  }
  const plans = [{ type: 'CPP', start: '2026-01-05' }] as const
  const children = Array.from({ length: 3 }, (_, place) => ({ person: { nhsNumber: nhsNumber(place + 1) }, plans }))
  await uploader(database, clock, 'X01').upload(children)
  for (const place of [1, 2, 3]) await askOf(place)
  clock.at('2026-06-10T10:00:00Z')
  await askOf(1)
})
after(async () => {
  await database.end()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('a month that is none, that is young, that is not there: refused, and nothing is written', async () => {
  await assert.rejects(archive('2026-13', 'a'), {
    code: 'ARCHIVE_MONTH_INVALID',
    message: 'A month is written as 2026-01 (2026-13)',
  })
  await assert.rejects(archive('2026-04', 'a'), {
    code: 'ARCHIVE_TOO_YOUNG',
    message: 'A month is archived when it is over for three months (2026-04)',
  })
  await assert.rejects(archive('2025-12', 'a'), {
    code: 'ARCHIVE_MONTH_NOT_THERE',
    message: 'The database holds no such month of the history (2025-12)',
  })
  fs.writeFileSync(at('taken'), '')
  await assert.rejects(archive('2026-01', 'taken'), { code: 'ARCHIVE_FOLDER_TAKEN' })
  assert.deepEqual(await archivedMonths(deps.auditor), [])
})

test('a history that was altered is not archived', async () => {
  const altered = 'update audit.entry set outcome = $2 where outcome = $1'
  await deps.owner.query({ text: `${altered} and at < '2026-02-01'`, values: ['Known', 'NotKnown'] })
  await assert.rejects(archive('2026-01', 'b'), { code: 'ARCHIVE_NOT_AS_WRITTEN' })
  await deps.owner.query({ text: altered, values: ['NotKnown', 'Known'] })
  assert.ok(!fs.existsSync(at('b')))
})

test('while somebody reads the whole history for long, no month leaves, and nothing of it is lost', async () => {
  await deps.auditor.transaction(async tx => {
    await tx.query({ text: 'select count(*) from audit.entry' })
    await assert.rejects(archive('2026-01', 'busy'), { code: 'ARCHIVE_BUSY' })
  })
  assert.ok(!fs.existsSync(at('busy')))
  assert.deepEqual(await archivedMonths(deps.auditor), [])
  assert.equal((await verified()).problemCount, 0)
})

test('a month leaves: the chain verifies, each child shows its accesses, and a look-up goes on', async () => {
  const { problemCount, links, archived } = await verified()
  assert.deepEqual({ problemCount, archived }, { problemCount: 0, archived: 0 })
  const { tables } = await archive('2026-01', 'january')
  assert.deepEqual(
    tables.map(({ name, rows }) => [name, rows >= 3]),
    [
      ['audit.entry', true],
      ['lookup.access', true],
    ],
  )
  const [entries = 0] = tables.map(({ rows }) => rows)
  assert.deepEqual(await deps.owner.query({ text: `select from lookup.access where at < '2026-02-01'` }), [])
  const after = await verified()
  assert.deepEqual(
    { problems: after.problems, archived: after.archived, links: after.links },
    { problems: [], archived: entries, links: links + 1 },
  )
  const [listed] = await archivedMonths(deps.auditor)
  assert.deepEqual([listed?.month, listed?.entries, listed?.accesses], ['2026-01', entries, 3])
  const history = await askOf(1)
  assert.equal(history.kind, 'Known')
})

test('the month that says another left may leave too', async () => {
  clock.at('2026-10-10T10:00:00Z')
  await archive('2026-06', 'june')
  assert.deepEqual((await verified()).problems, [])
  await returnMonth(deps, { folder: at('june'), operator: 'ops' })
  assert.deepEqual((await verified()).problems, [])
})

test('nothing in the archive can be read without the keys', () => {
  const bytes = fs.readdirSync(at('january')).map(name => fs.readFileSync(at(`january/${name}`), 'latin1'))
  assert.ok(bytes.every(text => !text.includes('Ada') && !text.includes(nhsNumber(1))))
})

test('entries that were removed cannot be passed off as archived', async () => {
  const forged = `insert into audit.archived_month values ('2026-06', $1, $2, 1, 0, 0, now())`
  const june = `at >= '2026-06-01' and at < '2026-07-01'`
  const [{ count } = { count: 0 }] = await deps.owner.query<{ count: number }>({
    text: `select count(*) from audit.entry where ${june}`,
  })
  await deps.owner.query({ text: forged, values: [systemRandomness.uuid(), count] })
  const { problems } = await verified()
  assert.ok(problems.some(({ kind, month }) => kind === 'archive-unrecorded' && month === '2026-06'))
  await deps.owner.query({ text: `delete from audit.archived_month where month = '2026-06'` })
  await deps.owner.query({ text: `update audit.archived_month set entries = entries + 1` })
  assert.deepEqual((await verified()).problems, [])
})

test('an archive that was changed is refused, and the month stays away', async () => {
  fs.cpSync(at('january'), at('changed'), { recursive: true })
  const file = at('changed/lookup.access')
  const bytes = fs.readFileSync(file)
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  fs.writeFileSync(file, bytes)
  await assert.rejects(returnMonth(deps, { folder: at('changed'), operator: 'ops' }), { code: 'ARCHIVE_UNREADABLE' })
  await assert.rejects(returnMonth(deps, { folder: at('nothing'), operator: 'ops' }), { code: 'ARCHIVE_UNREADABLE' })
  assert.equal((await archivedMonths(deps.auditor)).length, 1)
})

test('the month comes back: every entry and access is held against the chain again', async () => {
  await returnMonth(deps, { folder: at('january'), operator: 'ops' })
  const { problems, archived } = await verified()
  assert.deepEqual({ problems, archived }, { problems: [], archived: 0 })
  await assert.rejects(returnMonth(deps, { folder: at('january'), operator: 'ops' }), { code: 'ARCHIVE_NOT_AWAY' })
  await archive('2026-01', 'again')
  assert.deepEqual((await verified()).problems, [])
})
