import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { askAboutChild, type Question, takeNoticeOrders } from '../src/lookup/index.ts'
import { openNotice } from '../src/notifications/sealed-notice.ts'
import {
  accessFingerprint,
  beginLink,
  type EmbeddedPostgres,
  migrate,
  migrationFiles,
  numberFingerprint,
  openMetrics,
  openPoolAsNamed,
  type Pool,
  processKeyring,
  silentLog,
  systemRandomness,
  verifyAudit,
} from '../src/platform/index.ts'
import { findAnswer } from '../src/register/index.ts'
import { prepareTemplate, testCluster } from './support/database.ts'
import { movedClock, nhsNumber, staff } from './support/register.ts'
import { keyOf } from './support/sealed.ts'

// A database as it was before anything was sealed, with a row in each table, and then the migrations that seal it.

const NAME = `test_sealed_${process.pid}`
const AT = '2026-11-22T09:00:00.000Z'
const clock = movedClock('2026-11-22T10:00:00Z')
const [child, old] = [nhsNumber(1), nhsNumber(2)]
const uploadId = systemRandomness.uuid()
const accessId = systemRandomness.uuid()
const noticeId = systemRandomness.uuid()
const { author } = staff('Ada')
let cluster: EmbeddedPostgres
let owner: Pool

before(async () => {
  cluster = await testCluster()
  await prepareTemplate(cluster)
  await asAdmin(`create database ${NAME} owner cpis_owner`)
  owner = openPoolAsNamed(cluster.url('cpis_migrator', NAME), { log: silentLog, connections: 2 })
  await migrate(owner, undefined, new Set(migrationFiles().filter(name => name < '0050')))
  for (const [text, values] of ROWS) await owner.query({ text, values })
  await writeOldEntry()
  await migrate(owner)
})
after(async () => {
  await owner.end()
  await asAdmin(`drop database ${NAME} with (force)`)
})

async function asAdmin(text: string): Promise<void> {
  const admin = openPoolAsNamed(cluster.url('postgres', 'postgres'), { log: silentLog, connections: 1 })
  await admin.query({ text })
  await admin.end()
}

const subject = { kind: 'child', nhsNumber: child, localId: 'LOCAL-1', familyName: 'SAMPLE', givenName: 'Robin' }
const record = { position: 1, plans: [{ type: 'CPP', start: '2026-01-05' }], subjects: [subject] }
const notice = {
  kind: 'access',
  noticeId,
  createdAt: AT,
  authority: { odsCode: 'X01', name: 'X01 COUNCIL' },
  accesses: [{ accessId, at: AT, author, nhsNumber: child, uploadSequence: '000001', localId: { value: 'LOCAL-1' } }],
}

const ROWS: readonly (readonly [string, unknown[]])[] = [
  [
    `insert into register.upload values ($1, 'X01', '000001', 1, 'M1', 'X01CPIS1', $2, $2, 1, 1, 'CPF02', null, null, $3)`,
    [uploadId, AT, JSON.stringify({ odsCode: 'X01', name: 'X01 COUNCIL' })],
  ],
  [
    'insert into register.upload_verdicts values ($1, $2)',
    [uploadId, JSON.stringify([{ c: 'CPR06', n: child, r: record }])],
  ],
  [
    `insert into register.authority_contact values ('X01', 'X01', 'X01 COUNCIL', '07700900801', null, $1, $2)`,
    [uploadId, AT],
  ],
  [
    `insert into register.plan (nhs_number, authority_code, type, plan_id, subject, start_date, shown_until, given_name,
        family_name, birth_date, pds_birth_date, local_id, number_state, upload_id, upload_sequence, position, version,
        stored_at)
      values ($1, 'X01', 'CPP', $2, 'child', '2026-01-05', '2037-02-13', 'Robin', 'SAMPLE', '2019-02-14', '2019-02-14',
        'LOCAL-1', 'current', $3, '000001', 1, 1, $4)`,
    [child, systemRandomness.uuid(), uploadId, AT],
  ],
  ['insert into register.number_alias values ($1, $2, $3)', [old, child, AT]],
  [
    `insert into lookup.access (nhs_number, at, access_id, counted, notify, author, author_key, channel, client_id,
        request_id)
      values ($1, $2, $3, true, true, $4, 'Ada', 'fhir', 'open-cpis', 'r-1')`,
    [child, AT, accessId, JSON.stringify(author)],
  ],
  ['insert into lookup.counted_access values ($1, $2, $3, $4)', [child, AT, accessId, JSON.stringify(author)]],
  [
    `insert into lookup.notice_order (nhs_number, access_id, authority_code, authority_ods_code, authority_name, local_id,
        upload_sequence, at, author)
      values ($1, $2, 'X01', 'X01', 'X01 COUNCIL', 'LOCAL-1', '000001', $3, $4)`,
    [child, accessId, AT, JSON.stringify(author)],
  ],
  [
    `insert into notifications.notification (notice_id, order_key, kind, authority_code, content, created_at, state,
        next_attempt_at)
      values ($1, 'k', 'access', 'X01', $2, '2026-11-22T09:01:00Z', 'sent', $3)`,
    [noticeId, JSON.stringify(notice), AT],
  ],
]

/** The entry of that access, about the number before: its link in the first form. */
async function writeOldEntry(): Promise<void> {
  const asker = { userId: 'u', organisation: 'X99', clientId: 'open-cpis' }
  const entry = { entryId: accessId, at: new Date(AT), action: 'look-up', channel: 'fhir', requestId: 'r-1', asker }
  const access = accessFingerprint({ author, authorKey: 'Ada', kind: 'look-up', detail: null })
  const link = beginLink(processKeyring(), { ...entry, mode: 'standard', nhsNumber: old }, access)
  const line = link.line.replace('[2,', '[1,')
  const end = `${line},"Known",false,"counted","${numberFingerprint(link.salt, child)}"]\n`
  await owner.query({
    text: `insert into audit.entry (entry_id, at, action, outcome, channel, request_id, nhs_number, mode, user_id,
        organisation, client_id, wrapped_key)
      values ($1, $2, 'look-up', 'Known', 'fhir', 'r-1', $3, 'standard', 'u', 'X99', 'open-cpis', $4)`,
    values: [accessId, AT, old, link.wrappedKey],
  })
  await owner.query({
    text: 'select audit.append(array[$1::bytea])',
    values: [Buffer.concat([Buffer.from(end), link.sealed])],
  })
}

test('a child is found as before, by the number now and by the one before, with the history', async () => {
  const common = { clock, randomness: systemRandomness, log: silentLog, metrics: openMetrics('test') }
  for (const number of [child, old]) {
    const question: Question = {
      nhsNumber: number,
      mode: 'silent',
      careSetting: 'emergency-department',
      gate: 'open',
      findings: [],
      actor: staff('Bo'),
      channel: 'fhir',
      history: true,
      requestId: systemRandomness.uuid(),
    }
    const answer = await askAboutChild({ ...common, db: owner, answerWithinMs: 5_000 }, question)
    assert.ok(answer.kind === 'Known')
    assert.equal(answer.nhsNumber, child)
    const [plan] = answer.plans
    assert.deepEqual(
      [plan?.subjectName, plan?.birthDate, plan?.localId],
      [{ given: 'Robin', family: 'SAMPLE' }, '2019-02-14', 'LOCAL-1'],
    )
    assert.deepEqual(
      answer.history.map(access => access.accessId),
      [accessId],
    )
  }
})

test('the answer to an upload, an order and a notice say what they said', async () => {
  const answer = await findAnswer({ db: owner }, 'M1')
  assert.deepEqual(answer?.verdicts, [{ record, code: 'CPR06' }])
  const [order] = await takeNoticeOrders({ db: owner, clock }, 5)
  assert.deepEqual([order?.nhsNumber, order?.localId, order?.localIdAuthority], [child, 'LOCAL-1', undefined])
  const [row] = await owner.query<{ content_sealed: Buffer; child_key: string; ordered_at: Date }>({
    text: 'select content_sealed, child_key, ordered_at from notifications.notification',
  })
  assert.ok(row)
  assert.deepEqual([row.child_key, row.ordered_at.toISOString()], [keyOf(child), AT])
  assert.deepEqual(JSON.parse(JSON.stringify(openNotice(noticeId, row.content_sealed))), notice)
})

test('the chain of the audit holds what it held, the access under another number included', async () => {
  const verified = await verifyAudit({ db: owner, keyring: processKeyring(), randomness: systemRandomness })
  assert.deepEqual(verified.problems, [])
  await owner.transaction(async tx => {
    await tx.query({ text: 'update lookup.access set child_key = gen_random_uuid()' })
    const inside = { query: tx.query, transaction: tx.transaction }
    const query: typeof tx.query = statement =>
      statement.text.startsWith('set transaction') ? Promise.resolve([]) : inside.query(statement)
    const bent = await verifyAudit({
      db: { query, transaction: work => work({ query, transaction: inside.transaction }) },
      keyring: processKeyring(),
      randomness: systemRandomness,
    })
    assert.deepEqual(
      bent.problems.map(problem => problem.kind),
      ['access-changed'],
    )
    await tx.query({ text: 'update lookup.access set child_key = $1', values: [keyOf(child)] })
  })
})

test('and nothing of the child is left in clear', async () => {
  const tables = await owner.query<{ name: string }>({
    text: `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema in ('register', 'lookup', 'audit', 'notifications')`,
  })
  for (const { name } of tables) {
    const rows = await owner.query<{ row: string }>({ text: `select t::text as row from ${name} t` })
    for (const { row } of rows)
      for (const canary of [child, old, 'Robin', 'SAMPLE', '2019-02-14', 'LOCAL-1'])
        assert.ok(!row.includes(canary), `${canary} in ${name}`)
  }
})
