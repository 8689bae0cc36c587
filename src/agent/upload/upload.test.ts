import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { calendarDate, migrate, PROJECT_FOLDER } from '../../platform/index.ts'
import type { SubmittedUpload } from '../../register/index.ts'
import { agentDeps, CONFIGURATION, childCells, emptyAgent, type FakeDeps, NUMBERS, writeExtract } from '../fixture.ts'
import { planUpload } from './plan-upload.ts'
import { resumeSending } from './send.ts'
import { uploadExtract } from './upload.ts'

let database: TestDatabase
let deps: FakeDeps
before(async () => {
  database = await testDatabase()
  await migrate(database.owner, path.join(PROJECT_FOLDER, 'db', 'agent-migrations'))
})
after(() => database.end())
beforeEach(async () => {
  await emptyAgent(database.owner)
  deps = agentDeps(database.owner)
})

const mother = { localPersonId: 'M1', nhsNumber: '999 010 0284', dateOfBirth: '1998-07-07' }
const file = writeExtract(
  childCells({ cpStart: '2025-11-03', legalStatus: 'C1', lsStart: '2026-01-05', lsEnd: '2026-02-01' }),
  childCells({ legalStatus: 'C2', lsStart: '2026-02-02' }),
  childCells({ localPersonId: 'P2', nhsNumber: '', cpStart: '2025-11-03' }),
  childCells({ ...mother, unbornPlanStart: '2026-02-01', unbornPlanEnd: '2026-06-01' }),
  childCells({ localPersonId: 'P3', nhsNumber: NUMBERS[2] }),
)

const sentUpload = (): SubmittedUpload => JSON.parse(deps.mesh.sent[0]?.body ?? '')

async function runs(): Promise<unknown[]> {
  const rows = await database.owner.query<{ state: string; sequence: number | null; message_id: string | null }>({
    text: 'select state, sequence, message_id from agent.run order by sequence nulls first',
  })
  return rows.map(({ state, sequence, message_id }) => [state, sequence, message_id])
}

const sendFailed = {
  code: 'AGENT_SEND_FAILED',
  message: 'The file is stored but could not be sent; the next upload takes it up again',
}
const inFlight = {
  code: 'AGENT_FILE_IN_FLIGHT',
  message: 'The file sent before has not been acknowledged; read the inbox first. Nothing new was sent (file 1)',
}

test('an extract is checked, built, stored and sent', async () => {
  const report = await uploadExtract(deps, { file })
  assert.deepEqual(
    { ...report, findings: report.findings.map(({ row, check }) => [row, check]) },
    {
      ...{ runId: report.runId, sequence: 1, rows: 5, heldBack: 1, nothingToShare: 1 },
      ...{ mode: 'full', sent: 2, unchanged: 0, waiting: 0, left: 0, findings: [[4, 'A1']] },
    },
  )
  assert.deepEqual(
    deps.mesh.sent.map(({ body: _, ...message }) => message),
    [{ to: 'HUB', workflowId: 'W-UP', localId: report.runId, messageId: 'SENT1' }],
  )
  const subject = { familyName: 'Sample', givenName: 'Sam Lee', localIdAuthority: 'X01:Exampleshire' }
  assert.deepEqual(sentUpload(), {
    kind: 'upload',
    sequence: '1',
    createdAt: '2026-03-10T09:00:00.000Z',
    declaredCount: 2,
    authority: { odsCode: 'X01', name: 'Exampleshire', emergencyPhone: '01632960801', officePhone: '01632960802' },
    records: [
      {
        position: 1,
        plans: [
          { type: 'CPP', start: '2025-11-03' },
          { type: 'LAC', start: '2026-01-05' },
        ],
        subjects: [{ kind: 'child', nhsNumber: NUMBERS[0], localId: 'P1', birthDate: '2019-02-14', ...subject }],
      },
      {
        position: 2,
        plans: [{ type: 'UCP', start: '2026-02-01', end: '2026-06-01' }],
        subjects: [{ kind: 'mother', nhsNumber: NUMBERS[1], localId: 'M1', birthDate: '1998-07-07', ...subject }],
      },
    ],
  })
  assert.deepEqual(await runs(), [['sent', 1, 'SENT1']])
  const rows = await database.owner.query<{ position: number; local_person_id: string; extract_rows: number[] }>({
    text: 'select position, local_person_id, extract_rows from agent.sent_row order by position',
  })
  assert.deepEqual(
    rows.map(row => Object.values(row)),
    [
      [1, 'P1', [2, 3]],
      [2, 'M1', [5]],
    ],
  )
})

test('a second file waits for the acknowledgement of the first', async () => {
  await uploadExtract(deps, { file })
  await assert.rejects(uploadExtract(deps, { file }), inFlight)
  assert.equal(deps.mesh.sent.length, 1)
})

test('two uploads at the same moment send one file', async () => {
  const results = await Promise.allSettled([uploadExtract(deps, { file }), uploadExtract(deps, { file })])
  const refused = results.flatMap(result => (result.status === 'rejected' ? [result.reason.code] : []))
  assert.deepEqual(refused, ['AGENT_FILE_IN_FLIGHT'])
  assert.equal(deps.mesh.sent.length, 1)
  assert.deepEqual(await runs(), [['sent', 1, 'SENT1']])
})

test('an extract with nothing left to send is kept as a run and sends no file', async () => {
  const empty = await uploadExtract(deps, { file: writeExtract(childCells({ nhsNumber: '', cpStart: '2025-11-03' })) })
  assert.deepEqual([empty.sequence, empty.sent, empty.heldBack], [undefined, 0, 1])
  assert.deepEqual(await runs(), [['nothing-to-send', null, null]])
  assert.equal((await uploadExtract(deps, { file })).sequence, 1)
})

test('without an emergency duty number nothing is sent at all', async () => {
  const authority = { ...CONFIGURATION.authority, emergencyPhone: '' }
  const report = await uploadExtract({ ...deps, configuration: { ...CONFIGURATION, authority } }, { file })
  assert.deepEqual([report.sent, report.heldBack, report.findings[0]?.check], [0, 4, 'A14'])
  assert.equal(deps.mesh.sent.length, 0)
})

test('a file that could not be sent is sent by the next call, with the same bytes and number', async () => {
  for (const step of ['handshake', 'track', 'send'] as const) {
    deps.mesh.failing.clear()
    deps.mesh.failing.add(step)
    await assert.rejects(step === 'handshake' ? uploadExtract(deps, { file }) : resumeSending(deps), sendFailed)
    assert.deepEqual(await runs(), [['stored', 1, null]])
  }
  const [stored] = await database.owner.query<{ body: Buffer }>({ text: 'select body from agent.run' })
  deps.mesh.failing.clear()
  const report = await resumeSending({ ...deps, messages: { ...deps.messages, writeUpload: () => 'another' } })
  assert.deepEqual([report?.sequence, report?.sent, report?.heldBack, report?.findings.length], [1, 2, 1, 1])
  assert.equal(deps.mesh.sent[0]?.body, stored?.body.toString('utf8'))
  assert.deepEqual(await runs(), [['sent', 1, 'SENT1']])
  assert.equal(await resumeSending(deps), undefined)
})

test('a file that was sent and not noted is found in the tracking and not sent twice', async () => {
  deps.mesh.failing.add('answer to send')
  await assert.rejects(uploadExtract(deps, { file }), sendFailed)
  deps.mesh.failing.clear()
  await assert.rejects(uploadExtract(deps, { file }), inFlight)
  assert.equal(deps.mesh.sent.length, 1)
  assert.deepEqual(await runs(), [['sent', 1, 'SENT1']])
})

test('two senders at the same moment send a stored file once', async () => {
  deps.mesh.failing.add('send')
  await assert.rejects(uploadExtract(deps, { file }), sendFailed)
  deps.mesh.failing.clear()
  await Promise.all([resumeSending(deps), resumeSending(deps), resumeSending(deps)])
  assert.equal(deps.mesh.sent.length, 1)
})

test('a codec that refuses a record leaves no run and gives out no number', async () => {
  const writeUpload = () => {
    throw new Error('cannot be written')
  }
  await assert.rejects(uploadExtract({ ...deps, messages: { ...deps.messages, writeUpload } }, { file }), {
    message: 'cannot be written',
  })
  assert.deepEqual(await runs(), [])
  assert.equal((await uploadExtract(deps, { file })).sequence, 1)
})

test('an extract that cannot be read leaves no trace', async () => {
  await assert.rejects(uploadExtract(deps, { file: '/nowhere/x.csv' }), { code: 'AGENT_EXTRACT_UNREADABLE' })
  assert.deepEqual(await runs(), [])
})

test('the category of a plan goes with the first file of the day that was named, and not before', async () => {
  const extract = writeExtract(childCells({ cpStart: '2025-11-03', planCategory: 'NEG' }))
  const from = (planCategoryFrom: string) => ({
    ...deps,
    configuration: { ...CONFIGURATION, planCategoryFrom: calendarDate(planCategoryFrom) },
  })
  const categoryOf = async (planCategoryFrom: string) => {
    const { send } = await planUpload(from(planCategoryFrom), { file: extract })
    return send[0]?.plans[0]?.category
  }
  assert.equal((await planUpload(deps, { file: extract })).send[0]?.plans[0]?.category, undefined)
  assert.equal(await categoryOf('2026-03-11'), undefined)
  assert.equal(await categoryOf('2026-03-10'), 'NEG')
  await uploadExtract(from('2026-03-10'), { file: extract })
  assert.equal(sentUpload().records[0]?.plans[0]?.category, 'NEG')
})
