import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { until } from '../../../test/support/until.ts'
import type { AccessNotice } from '../../notifications/index.ts'
import { migrate, PROJECT_FOLDER } from '../../platform/index.ts'
import type { ReadAcknowledgement } from '../../register/index.ts'
import {
  agentDeps,
  bodyOf,
  CONFIGURATION,
  childCells,
  emptyAgent,
  type FakeDeps,
  NUMBERS,
  writeExtract,
} from '../fixture.ts'
import { actionItem, listItems, seeItem } from '../inbox/handled.ts'
import { printHandled, printList } from '../print/print-list.ts'
import { readStatus } from '../status/status.ts'
import { agentRound } from './round.ts'
import { startAgent } from './run-agent.ts'

let database: TestDatabase
let deps: FakeDeps
let now: Date
before(async () => {
  database = await testDatabase()
  await migrate(database.owner, path.join(PROJECT_FOLDER, 'db', 'agent-migrations'))
})
after(() => database.end())
beforeEach(async () => {
  await emptyAgent(database.owner)
  now = new Date('2026-07-10T04:29:00Z')
  deps = agentDeps(database.owner, { now: () => now })
})

const row = childCells({ cpStart: '2025-11-03' })
const at = (time: string) => {
  now = new Date(time)
}
function withDaily(file: string) {
  deps = { ...deps, configuration: { ...CONFIGURATION, daily: { file, uploadAt: '05:30' } } }
}
function acknowledge(sequence: number, fileCode = 'CPF02') {
  const acknowledgement: ReadAcknowledgement = { sequence: String(sequence), processed: 1, fileCode, verdicts: [] }
  deps.mesh.deliver({ messageId: `ACK${sequence}`, body: bodyOf({ kind: 'acknowledgement', acknowledgement }) })
}
const alerts = async () => (await listItems(database.owner, { all: true })).map(({ trigger }) => trigger)

test('the extract goes once a day, at the time it is in England', async () => {
  withDaily(writeExtract(row))
  await agentRound(deps)
  assert.equal(deps.mesh.sent.length, 0)
  at('2026-07-10T04:30:00Z')
  await agentRound(deps)
  await agentRound(deps)
  assert.equal(deps.mesh.sent.length, 1)
  acknowledge(1)
  at('2026-07-11T04:29:59Z')
  await agentRound(deps)
  withDaily(writeExtract({ ...row, cpEnd: '2026-03-01' }))
  at('2026-07-11T04:30:00Z')
  await agentRound(deps)
  assert.equal(deps.mesh.sent.length, 2)
  assert.deepEqual(await alerts(), [undefined])
})

test('after CPF05 the whole goes again in a quarter of an hour, after CPF01 never by itself', async () => {
  withDaily(writeExtract(row))
  at('2026-07-10T05:00:00Z')
  await agentRound(deps)
  acknowledge(1, 'CPF05')
  await agentRound(deps)
  at('2026-07-10T05:14:00Z')
  await agentRound(deps)
  assert.equal(deps.mesh.sent.length, 1)
  at('2026-07-10T05:15:00Z')
  await agentRound(deps)
  assert.equal(deps.mesh.sent.length, 2)
  acknowledge(2, 'CPF01')
  for (const time of ['2026-07-10T06:00:00Z', '2026-07-11T05:00:00Z', '2026-07-11T06:00:00Z']) {
    at(time)
    await agentRound(deps)
  }
  assert.equal(deps.mesh.sent.length, 2)
  const { work } = await readStatus(deps, { restricted: false })
  assert.deepEqual(
    work.map(({ kind, code }) => [kind, code]),
    [['file-stopped', 'CPF01']],
  )
  assert.deepEqual(await alerts(), ['upload-failed', 'upload-failed', 'upload-failed'])
})

test('a file that could not go goes with a later round; each fault is one item a day', async () => {
  withDaily(writeExtract(row))
  at('2026-07-10T05:00:00Z')
  deps.mesh.failing.add('send')
  await agentRound(deps)
  await agentRound(deps)
  assert.deepEqual(await alerts(), ['upload-failed'])
  deps.mesh.failing.clear()
  await agentRound(deps)
  assert.equal(deps.mesh.sent.length, 1)
})

test('an extract that is not there and rows held back become alerts', async () => {
  withDaily('/nowhere/x.csv')
  at('2026-07-10T05:00:00Z')
  await agentRound(deps)
  withDaily(writeExtract({ ...row, nhsNumber: '' }))
  await agentRound(deps)
  assert.deepEqual(await alerts(), ['validation-failed', 'upload-failed'])
})

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
        ...{ kind: 'person', userId: '100000000011', roleCode: 'R0050', roleName: '=Consultant' },
        name: { prefix: 'Dr', given: ['Jo'], family: 'Clinician' },
        organisation: { odsCode: 'RZZ', name: 'Example Hospital' },
      },
      nhsNumber: NUMBERS[1],
      localId: { value: 'P2' },
      uploadSequence: '1',
    },
  ],
}
const notify = (messageId: string, notice: Partial<AccessNotice> = {}) =>
  deps.mesh.deliver({ messageId, body: bodyOf({ kind: 'access', notice: { ...NOTICE, ...notice } }) })

test('a notice becomes a file, a letter, a page and a signed call, once, and keeps what people did', async () => {
  const folder = path.dirname(writeExtract())
  const calls: { body: string; headers: Readonly<Record<string, string>> }[] = []
  let isAway = true
  deps = {
    ...deps,
    configuration: { ...CONFIGURATION, inbox: { folder, webhook: 'https://example.org/hook' } },
    async tell(_url, body, headers) {
      if (isAway) throw new Error('away')
      calls.push({ body, headers })
    },
  }
  notify('M1')
  notify('M2')
  notify('M3', { noticeId: 'N3', accesses: [] })
  await agentRound(deps)
  assert.deepEqual(await alerts(), ['empty-notice', 'access'])
  isAway = false
  at('2026-07-10T04:29:30Z')
  await agentRound(deps)
  assert.equal(calls.length, 0)
  at('2026-07-10T04:30:00Z')
  await agentRound(deps)
  await agentRound(deps)
  assert.equal(calls.length, 2)
  const { body = '', headers = {} } = calls[0] ?? {}
  const mac = createHmac('sha256', 'test-secret').update(`${headers['x-cpis-time']}.${body}`).digest('hex')
  assert.equal(headers['x-cpis-signature'], mac)
  assert.deepEqual(JSON.parse(body).children[0].localPersonId, 'P2')
  assert.doesNotMatch(body, new RegExp(NUMBERS[1]))
  const csv = fs.readFileSync(path.join(folder, 'item-000001.csv'), 'utf8')
  assert.match(
    csv,
    /^1,access,2026-07-10T04:29:00\.000Z,P2,2026-03-09T22:15:00\.000Z,Dr Jo CLINICIAN,'=Consultant,Example/m,
  )
  assert.match(fs.readFileSync(path.join(folder, 'item-000001.txt'), 'utf8'), /^Subject: CP-IS item 1: the NHS looked/)
  assert.match(fs.readFileSync(path.join(folder, 'inbox.html'), 'utf8'), /Items that wait: 2\./)
  assert.deepEqual(
    fs.readdirSync(folder).filter(name => name.endsWith('.part')),
    [],
  )

  const [, item] = await listItems(database.owner, { all: false })
  assert.equal(item?.state, 'new')
  const number = item?.number ?? 0
  assert.equal((await seeItem(deps, { number, by: 'Jo' })).state, 'seen')
  await actionItem(deps, { number, by: 'Sam' })
  const done = await actionItem(deps, { number, by: 'Kim' })
  assert.deepEqual([done.state, done.seenBy, done.actionedBy], ['actioned', 'Jo', 'Sam'])
  assert.match(printHandled(done), /\n\nState: actioned by Sam$/)
  assert.match(printList(await listItems(database.owner, { all: false })), /^item {2}state[\s\S]*empty-notice/)
  await assert.rejects(seeItem(deps, { number: 99, by: 'Jo' }), { code: 'AGENT_NO_SUCH_ITEM' })
})

test('one agent of an authority runs at a time', async () => {
  const first = await startAgent(deps, () => {})
  await until('a round', async () => (await readStatus(deps, { restricted: false })).hoursSince.poll)
  await assert.rejects(
    startAgent(deps, () => {}),
    {
      code: 'AGENT_ALREADY_RUNS',
      message: 'The agent of this authority runs already',
    },
  )
  await first.stop()
  const second = await startAgent(deps, () => {})
  await second.stop()
})
