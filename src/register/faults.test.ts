import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import type { Database } from '../platform/index.ts'
import { applyUpload } from './apply-upload.ts'
import { cpp, inventedNumber, lac, record, sampleRegister, upload } from './sample-register.ts'
import { keyOfChild } from './store/sealed-person.ts'

const register = sampleRegister(testDatabase)
const { deps, rows, send, state } = register
beforeEach(() => register.empty())

/** The same database, but for the statement so many in from the start of a transaction: that one fails. */
function failingAt(db: Database, statement: number): Database {
  let run = 0
  const watched = (tx: Database): Database => ({
    query: async wanted => {
      run += 1
      if (run === statement) throw new Error('the database went away')
      return tx.query(wanted)
    },
    transaction: work => tx.transaction(work),
  })
  return { query: wanted => db.query(wanted), transaction: work => db.transaction(tx => work(watched(tx))) }
}

test('a fault at any statement leaves nothing, and the same message is then applied whole', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  const content = upload(2, record(1, cpp('2025-02-02')), record(2, lac('2025-01-01')))
  const delivery = { messageId: 'FAULTY', senderMailbox: 'X26-1', receivedAt: state.now, content }
  const before = await register.everything()
  let statement = 1
  for (; statement < 50; statement += 1) {
    try {
      await applyUpload({ ...deps, db: failingAt(deps.db, statement) }, delivery)
      break
    } catch (error) {
      assert.equal((error as Error).message, 'the database went away')
      assert.deepEqual(await register.everything(), before, `after a fault at statement ${statement}`)
    }
  }
  assert.ok(statement > 8 && statement < 50, `${statement} statements`)
  assert.deepEqual(
    (await rows('select type from register.plan order by 1')).map(row => row['type']),
    ['CPP', 'LAC'],
  )
})

test('a fault after the commit was asked for: the message comes again and gets the answer it has', async () => {
  const content = upload(1, record(1, cpp('2025-01-01')))
  const delivery = { messageId: 'LATE', senderMailbox: 'X26-1', receivedAt: state.now, content }
  const lost: Database = {
    ...deps.db,
    transaction: async work => {
      await deps.db.transaction(work)
      throw new Error('the connection was lost')
    },
  }
  await assert.rejects(applyUpload({ ...deps, db: lost }, delivery), /the connection was lost/)
  const before = await register.everything()
  assert.equal((await applyUpload(deps, delivery)).fileCode, 'CPF02')
  assert.deepEqual(await register.everything(), before)
})

test('PDS that throws is a fault of the call, and stores nothing', async () => {
  const broken = { ...deps, findInPds: () => Promise.reject(new Error('PDS broke')) }
  const content = upload(1, record(1, cpp('2025-01-01')))
  const delivery = { messageId: 'PDS', senderMailbox: 'X26-1', receivedAt: state.now, content }
  await assert.rejects(applyUpload(broken, delivery), /PDS broke/)
  assert.deepEqual(await rows('select * from register.upload'), [])
})

test('the same message in two hands at once is applied once, and both get the one answer', async () => {
  const content = upload(1, record(1, cpp('2025-01-01')))
  const delivery = { messageId: 'TWO-HANDS', senderMailbox: 'X26-1', receivedAt: state.now, content }
  const [one, other] = await Promise.all([applyUpload(deps, delivery), applyUpload(deps, delivery)])
  assert.deepEqual(one, other)
  assert.equal((await rows('select * from register.upload')).length, 1)
  assert.equal((await rows('select * from register.plan_history')).length, 1)
})

test('the same refused message in two hands at once is kept once', async () => {
  const delivery = {
    messageId: 'REFUSED',
    senderMailbox: 'X26-2',
    receivedAt: state.now,
    content: upload(1, record(1, cpp('2025-01-01'))),
  }
  const [one, other] = await Promise.all([applyUpload(deps, delivery), applyUpload(deps, delivery)])
  assert.deepEqual(one, other)
})

test('two uploads of one authority at once: one after the other, and never the older over the newer', async () => {
  for (let round = 0; round < 8; round += 1) {
    await register.empty()
    const [first, second] = [cpp('2025-01-01'), cpp('2025-02-02')]
    const answers = await Promise.all([send(upload(1, record(1, first))), send(upload(2, record(1, second)))])
    assert.equal(answers[1]?.fileCode, 'CPF02')
    assert.ok(answers[0]?.fileCode === 'CPF02' || answers[0]?.detail?.code === 'X-SEQ-OUT-OF-ORDER')
    assert.equal((await rows('select start_date from register.plan'))[0]?.['start_date'], '2025-02-02')
  }
})

test('two files with the same number at once: one is applied, the other is refused', async () => {
  const answers = await Promise.all([
    send(upload(1, record(1, cpp('2025-01-01')))),
    send(upload(1, record(2, cpp('2025-01-01')))),
  ])
  assert.deepEqual(answers.map(answer => answer.fileCode).sort(), ['CPF01', 'CPF02'])
  assert.equal((await rows('select * from register.plan')).length, 1)
})

test('lookup may read the two views and nothing else', async () => {
  await send(upload(1, ...Array.from({ length: 40 }, (_, n) => record(n + 1, cpp('2025-01-01')))))
  const lookup = register.database.pool('lookup')
  const own = [keyOfChild(inventedNumber(7))]
  assert.equal(
    (await lookup.query({ text: 'select * from register.shown_plan where child_key = $1', values: own })).length,
    1,
  )
  assert.equal(
    (await lookup.query({ text: 'select * from register.number_now where old_key = $1', values: own })).length,
    0,
  )
  for (const table of [
    'plan',
    'plan_version',
    'plan_history',
    'upload',
    'upload_verdicts',
    'verdict',
    'authority_contact',
    'number_alias',
    'inactive_number_order',
  ])
    await assert.rejects(lookup.query({ text: `select * from register.${table}` }), /permission denied/, table)
})

// Versions and verdicts may be deleted: when their period is over (decision 67).
test('what was once stored cannot be changed under the register’s own role', async () => {
  const own = register.database.pool('register')
  for (const text of [
    `update register.plan_version set change = 'stored'`,
    `update register.upload_verdicts set verdicts = '[]'`,
    'delete from register.upload',
    `update register.upload set file_code = 'CPF02'`,
    'delete from register.authority_contact',
  ])
    await assert.rejects(own.query({ text }), /permission denied/, text)
})

test('a look-up by number reaches its plans by the primary key', async () => {
  await rows(
    `insert into register.plan (child_key, authority_code, type, plan_id, subject, start_date, shown_until, person_sealed,
        number_state, upload_id, upload_sequence, position, version, stored_at)
      select gen_random_uuid(), 'LA-1', 'CPP', gen_random_uuid(), 'child', '2025-01-01', '2030-01-01', '', 'current',
        gen_random_uuid(), '1', 1, 1, now() from generate_series(1, 5000) n`,
  )
  await rows('analyze register.plan')
  const plan = await rows(`explain select * from register.shown_plan where child_key = '${keyOfChild('9990000018')}'`)
  assert.match(JSON.stringify(plan), /plan_pkey/)
})
