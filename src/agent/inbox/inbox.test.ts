import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import type { AccessNotice, InactiveNumberNotice } from '../../notifications/index.ts'
import { migrate, PROJECT_FOLDER } from '../../platform/index.ts'
import type { ReadAcknowledgement } from '../../register/index.ts'
import { agentDeps, bodyOf, childCells, emptyAgent, type FakeDeps, NOW, NUMBERS, writeExtract } from '../fixture.ts'
import { uploadExtract } from '../upload/upload.ts'
import { markShown, readInbox } from './inbox.ts'

let database: TestDatabase
let deps: FakeDeps
let runId: string
before(async () => {
  database = await testDatabase()
  await migrate(database.owner, path.join(PROJECT_FOLDER, 'db', 'agent-migrations'))
})
after(() => database.end())
beforeEach(async () => {
  await emptyAgent(database.owner)
  deps = agentDeps(database.owner)
  runId = (await uploadExtract(deps, { file })).runId
})

const file = writeExtract(
  childCells({ cpStart: '2025-11-03' }),
  childCells({ localPersonId: 'P2', nhsNumber: NUMBERS[1], cpStart: '2025-11-03' }),
)
const ANSWER: ReadAcknowledgement = {
  sequence: '1',
  processed: 2,
  fileCode: 'CPF03',
  failed: 1,
  successful: 1,
  verdicts: [
    { code: 'CPR06', nhsNumber: NUMBERS[0], localId: 'P1' },
    { code: 'CPR01', nhsNumber: NUMBERS[1], localId: 'P2', position: 2 },
  ],
}
const HOSPITAL = { odsCode: 'RZZ', name: 'Example Hospital' }
const NOTICE: AccessNotice = {
  kind: 'access',
  noticeId: 'N1',
  createdAt: new Date('2026-03-10T08:00:00Z'),
  authority: { odsCode: 'X01', name: 'Exampleshire' },
  accesses: [
    {
      accessId: 'A1',
      at: new Date('2026-03-09T22:15:00Z'),
      author: {
        kind: 'person',
        userId: '100000000011',
        roleCode: 'R0050',
        roleName: 'Consultant',
        name: { prefix: 'Dr', given: ['Jo'], family: 'Clinician' },
        organisation: HOSPITAL,
      },
      nhsNumber: NUMBERS[1],
      uploadSequence: '1',
    },
  ],
}
const INACTIVE: InactiveNumberNotice = {
  kind: 'inactive-number',
  noticeId: 'N2',
  createdAt: NOTICE.createdAt,
  authority: NOTICE.authority,
  numbers: [
    { nhsNumber: NUMBERS[0], localId: { value: 'P1' }, replacedBy: NUMBERS[2], uploadSequence: '1' },
    { nhsNumber: NUMBERS[4], uploadSequence: '1' },
  ],
}

const acknowledge = (messageId: string, answer: Partial<ReadAcknowledgement> = {}) =>
  deps.mesh.deliver({ messageId, body: bodyOf({ kind: 'acknowledgement', acknowledgement: { ...ANSWER, ...answer } }) })
const notify = (messageId: string, notice: Partial<AccessNotice> = {}) =>
  deps.mesh.deliver({ messageId, body: bodyOf({ kind: 'access', notice: { ...NOTICE, ...notice } }) })
const received = (messageId: string) => ({ messageId, receivedAt: NOW.toISOString() })

async function stateOfRun(): Promise<unknown> {
  const [run] = await database.owner.query<{ state: string; file_code: string | null }>({
    text: 'select state, file_code from agent.run',
  })
  return run && [run.state, run.file_code]
}

async function verdicts(): Promise<unknown[]> {
  const rows = await database.owner.query<{ verdict_code: string | null }>({
    text: 'select verdict_code from agent.sent_row order by position',
  })
  return rows.map(row => row.verdict_code)
}

const STORED = { position: 1, extractRows: [2], localPersonId: 'P1', subject: 'child', code: 'CPR06' }
const REFUSED = { position: 2, extractRows: [3], localPersonId: 'P2', subject: 'child', code: 'CPR01' }

test('an acknowledgement gives every record its verdict and lets the next file go', async () => {
  acknowledge('M1')
  assert.deepEqual(await readInbox(deps), [
    {
      ...received('M1'),
      runId,
      kind: 'acknowledgement',
      sequence: '1',
      file: 'answered',
      fileCode: 'CPF03',
      records: [STORED, REFUSED],
      unmatched: 0,
    },
  ])
  assert.deepEqual(await stateOfRun(), ['acknowledged', 'CPF03'])
  assert.deepEqual(await verdicts(), ['CPR06', 'CPR01'])
  assert.equal(deps.mesh.waiting.size, 0)
  const next = await uploadExtract(deps, { file })
  assert.deepEqual([next.sequence, next.unchanged, next.waiting], [undefined, 1, 1])
})

test('a leading zero in the number is the same file', async () => {
  acknowledge('M1', { sequence: '000001' })
  await readInbox(deps)
  assert.deepEqual(await stateOfRun(), ['acknowledged', 'CPF03'])
})

test('an acknowledgement whose file number could not be read is for the file in flight', async () => {
  acknowledge('M1', { sequence: '-1', processed: -1, fileCode: 'CPF01', verdicts: [] })
  const [item] = await readInbox(deps)
  assert.deepEqual([item?.runId, item?.kind === 'acknowledgement' && item.file], [runId, 'answered'])
  assert.deepEqual(await stateOfRun(), ['acknowledged', 'CPF01'])
  assert.deepEqual(await verdicts(), [null, null])
})

test('an acknowledgement of a file never sent, or with none in flight, is kept and said to be so', async () => {
  acknowledge('M1', { sequence: '77' })
  acknowledge('M2', { sequence: 'seven' })
  acknowledge('M3')
  acknowledge('M4', { sequence: '-1' })
  const items = await readInbox(deps)
  assert.deepEqual(
    items.map(item => item.kind === 'acknowledgement' && [item.messageId, item.file, item.runId]),
    [
      ['M1', 'unknown', undefined],
      ['M2', 'unknown', undefined],
      ['M3', 'answered', runId],
      ['M4', 'unknown', undefined],
    ],
  )
})

test('a second acknowledgement of the same file changes nothing', async () => {
  acknowledge('M1')
  acknowledge('M2', { fileCode: 'CPF02', verdicts: [] })
  const items = await readInbox(deps)
  assert.deepEqual(
    items.map(item => item.kind === 'acknowledgement' && item.file),
    ['answered', 'again'],
  )
  assert.deepEqual(await stateOfRun(), ['acknowledged', 'CPF03'])
  assert.deepEqual(await verdicts(), ['CPR06', 'CPR01'])
})

test('a notice of access says when, who, in what role, where, and which child of ours', async () => {
  notify('M1')
  assert.deepEqual(await readInbox(deps), [
    {
      ...received('M1'),
      kind: 'access',
      noticeId: 'N1',
      createdAt: '2026-03-10T08:00:00.000Z',
      accesses: [
        {
          accessId: 'A1',
          at: '2026-03-09T22:15:00.000Z',
          who: 'Dr Jo CLINICIAN',
          role: 'Consultant',
          organisation: 'Example Hospital (RZZ)',
          nhsNumber: NUMBERS[1],
          localPersonId: 'P2',
        },
      ],
    },
  ])
})

test('a look-up by a system names who answers for it', async () => {
  const [access] = NOTICE.accesses
  const name = { given: ['Kim'], family: 'Lead' }
  const responsible = [{ roleCode: 'R1', roleName: 'Safeguarding lead 01632 960803', name }]
  const author = { kind: 'device', systemId: '200000000115', responsible, organisation: HOSPITAL } as const
  notify('M1', { accesses: access ? [{ ...access, author }] : [] })
  const [item] = await readInbox(deps)
  assert.deepEqual(item?.kind === 'access' && [item.accesses[0]?.who, item.accesses[0]?.role], [
    'a system; ask Kim LEAD',
    'Safeguarding lead 01632 960803',
  ])
})

test('a notice of inactive numbers keeps the new number, and our id from the notice or from what was sent', async () => {
  deps.mesh.deliver({ messageId: 'M1', body: bodyOf({ kind: 'inactive-number', notice: INACTIVE }) })
  const [item] = await readInbox(deps)
  assert.deepEqual(item?.kind === 'inactive-number' && item.numbers, [
    { nhsNumber: NUMBERS[0], localPersonId: 'P1', replacedBy: NUMBERS[2] },
    { nhsNumber: NUMBERS[4] },
  ])
})

test('a notice that comes twice is collected twice and seen once', async () => {
  notify('M1')
  notify('M2')
  assert.deepEqual(
    (await readInbox(deps)).map(item => item.messageId),
    ['M1'],
  )
  assert.equal(deps.mesh.waiting.size, 0)
})

test("another authority's notice is kept closed", async () => {
  notify('M1', { authority: { odsCode: 'X02', name: 'Samplebury' } })
  const reason = 'it is addressed to another authority; do not open it, tell the service desk'
  assert.deepEqual(await readInbox(deps), [{ ...received('M1'), kind: 'unreadable', workflowId: 'W', reason }])
})

test('a message that cannot be read is kept byte for byte, told of and acknowledged; the others are read', async () => {
  deps.mesh.deliver({ messageId: 'M1', workflowId: 'W-X', body: Buffer.from('<torn') })
  acknowledge('M2')
  assert.deepEqual(
    (await readInbox(deps)).map(item => [item.messageId, item.kind === 'unreadable' && item.reason]),
    [
      ['M1', 'the reader failed'],
      ['M2', false],
    ],
  )
  const [kept] = await database.owner.query<{ body: Buffer }>({
    text: `select body from agent.message where message_id = 'M1'`,
  })
  assert.equal(kept?.body.toString('utf8'), '<torn')
  assert.equal(deps.mesh.waiting.size, 0)
})

test('a report frees the file it is about, found by either id', async () => {
  const report = { kind: 'REPORT', statusDescription: 'Undelivered' } as const
  deps.mesh.deliver({ ...report, messageId: 'M1', localId: runId })
  assert.deepEqual(await readInbox(deps), [
    { ...received('M1'), runId, kind: 'report', sequence: 1, description: 'Undelivered' },
  ])
  assert.deepEqual(await stateOfRun(), ['undelivered', null])
  deps.mesh.deliver({ ...report, messageId: 'M2', linkedMessageId: 'SENT1' })
  deps.mesh.deliver({ messageId: 'M3', kind: 'REPORT', localId: 'not ours' })
  const [, second, third] = await readInbox(deps)
  assert.equal(second?.runId, runId)
  assert.deepEqual(third, { ...received('M3'), kind: 'report', description: 'MESH gives no reason' })
  assert.equal((await uploadExtract(deps, { file })).sequence, 2)
})

test('a report that comes after the acknowledgement changes nothing; an acknowledgement after a report counts', async () => {
  acknowledge('M1')
  deps.mesh.deliver({ messageId: 'M2', kind: 'REPORT', localId: runId })
  await readInbox(deps)
  assert.deepEqual(await stateOfRun(), ['acknowledged', 'CPF03'])
  await database.owner.query({ text: `update agent.run set state = 'undelivered', file_code = null` })
  acknowledge('M3')
  await readInbox(deps)
  assert.deepEqual(await stateOfRun(), ['acknowledged', 'CPF03'])
})

test('items come again until they were shown', async () => {
  notify('M1')
  const items = await readInbox(deps)
  assert.deepEqual(await readInbox(deps), items)
  await markShown(deps, items)
  assert.deepEqual(await readInbox(deps), [])
})

test('the list is asked for until nothing new is on it', async () => {
  for (let n = 1; n <= 5; n += 1) notify(`M${n}`, { noticeId: `N${n}` })
  assert.equal((await readInbox(deps)).length, 5)
})

test('a mailbox that fails before the list leaves everything where it is', async () => {
  notify('M1')
  for (const step of ['handshake', 'list'] as const) {
    deps.mesh.failing.add(step)
    await assert.rejects(readInbox(deps), { message: `the mailbox failed: ${step}` })
    deps.mesh.failing.clear()
  }
  assert.equal((await readInbox(deps)).length, 1)
})

test('a message that is not given up is told of and left; the next call has it once', async () => {
  notify('M1')
  acknowledge('M2')
  deps.mesh.failing.add('download M1')
  const items = await readInbox(deps)
  assert.deepEqual(
    items.map(item => [item.messageId, item.kind]),
    [
      ['M2', 'acknowledgement'],
      ['M1', 'not-collected'],
    ],
  )
  await markShown(deps, items)
  deps.mesh.failing.clear()
  assert.deepEqual(
    (await readInbox(deps)).map(item => [item.messageId, item.kind]),
    [['M1', 'access']],
  )
})

test('a message stored and not acknowledged is seen at once, and acknowledged by the next call without a second item', async () => {
  acknowledge('M1')
  deps.mesh.failing.add('acknowledge')
  assert.equal((await readInbox(deps)).length, 1)
  assert.equal(deps.mesh.waiting.size, 1)
  deps.mesh.failing.clear()
  deps.mesh.failing.add('download')
  assert.equal((await readInbox(deps)).length, 1)
  assert.equal(deps.mesh.waiting.size, 0)
  assert.deepEqual(await verdicts(), ['CPR06', 'CPR01'])
})

test('a message whose item cannot be stored is neither half kept nor acknowledged', async () => {
  acknowledge('M1')
  await database.owner.query({ text: 'alter table agent.inbox_item rename to hidden' })
  await assert.rejects(readInbox(deps), { code: '42P01' })
  await database.owner.query({ text: 'alter table agent.hidden rename to inbox_item' })
  assert.equal(deps.mesh.waiting.size, 1)
  assert.deepEqual(await stateOfRun(), ['sent', null])
  assert.equal((await readInbox(deps)).length, 1)
  assert.deepEqual(await stateOfRun(), ['acknowledged', 'CPF03'])
})

test('two readers at the same moment make one item of a message', async () => {
  acknowledge('M1')
  notify('M2')
  await Promise.all([readInbox(deps), readInbox(deps)])
  assert.equal((await readInbox(deps)).length, 2)
})

test('a message another reader took is passed over', async () => {
  deps.mesh.waiting.set('M1', 'gone')
  assert.deepEqual(await readInbox(deps), [])
})
