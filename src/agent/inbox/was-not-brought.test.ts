import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import type { WasNotBroughtNotice } from '../../notifications/index.ts'
import { migrate, PROJECT_FOLDER } from '../../platform/index.ts'
import { agentDeps, bodyOf, emptyAgent, type FakeDeps, NUMBERS } from '../fixture.ts'
import { printInbox } from '../print/print-inbox.ts'
import { readInbox } from './inbox.ts'

// Our own notice that a child was not brought, as the authority's staff see it.

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

const NOTICE: WasNotBroughtNotice = {
  kind: 'was-not-brought',
  noticeId: 'N9',
  createdAt: new Date('2026-03-10T08:00:00Z'),
  authority: { odsCode: 'X01', name: 'Exampleshire' },
  alert: {
    accessId: 'A9',
    at: new Date('2026-03-09T16:15:00Z'),
    author: {
      kind: 'person',
      userId: '100000000012',
      roleCode: 'R8000',
      roleName: 'Clinical Practitioner',
      name: { prefix: 'Dr', given: ['Basil'], family: 'Sample' },
      organisation: { odsCode: 'Y99001', name: 'Example Surgery' },
    },
    nhsNumber: NUMBERS[0],
    localId: { value: 'P1' },
    uploadSequence: '1',
    reason: 'X-NO-CONTACT',
    appointmentAt: new Date('2026-03-02T09:30:00Z'),
    note: 'Nobody answers.',
  },
}

test('it is an item of the inbox that says who tells what, and that it is no referral', async () => {
  const body = bodyOf({ kind: 'was-not-brought', notice: NOTICE })
  deps.mesh.deliver({ messageId: 'M9', body, workflowId: 'OPENCPIS_WAS_NOT_BROUGHT' })
  const items = await readInbox(deps)
  const [item] = items
  assert.ok(item?.kind === 'was-not-brought')
  assert.deepEqual(
    [item.who, item.organisation, item.localPersonId, item.reason, item.note],
    [
      'Dr Basil SAMPLE',
      'Example Surgery (Y99001)',
      'P1',
      'The child was not brought to the appointment, and the family cannot be reached',
      'Nobody answers.',
    ],
  )
  const printed = printInbox(items)
  assert.match(printed, /by Open CP-IS, not a national message: not brought to an appointment\./)
  assert.match(printed, /In their words: Nobody answers\./)
  assert.match(printed, /It is no referral and no proof of neglect\. Phone who told you\./)
  assert.ok(!printed.includes(NUMBERS[0]), 'the whole NHS number is not printed')
})

test('one for another authority is not opened', async () => {
  const notice = { ...NOTICE, authority: { odsCode: 'X02', name: 'Samplebury' } }
  deps.mesh.deliver({ messageId: 'M9', body: bodyOf({ kind: 'was-not-brought', notice }) })
  const [item] = await readInbox(deps)
  assert.ok(item?.kind === 'unreadable')
})
