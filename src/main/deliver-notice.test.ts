import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { movedClock } from '../../test/support/register.ts'
import { loadReference } from '../care-settings/index.ts'
import type { MeshClient } from '../mesh/index.ts'
import type { Notice } from '../notifications/index.ts'
import { deliveryOverMesh } from './deliver-notice.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
})
after(() => database.end())

const notice: Notice = {
  kind: 'inactive-number',
  noticeId: '11111111-1111-4111-8111-111111111111',
  createdAt: new Date('2026-03-02T10:00:00Z'),
  authority: { odsCode: 'X01', name: 'EXAMPLESHIRE COUNTY COUNCIL' },
  numbers: [{ nhsNumber: '9990100004', uploadSequence: '000001' }],
}

type Sending = { readonly to: string; readonly workflowId: string; readonly localId: string }

function delivery(found?: { messageId: string }) {
  const sent: Sending[] = []
  const asked: string[] = []
  const mesh = {
    async trackByLocalId(localId: string) {
      asked.push(localId)
      return found
    },
    async send({ to, workflowId, localId }: Sending) {
      sent.push({ to, workflowId, localId })
      return { messageId: 'M1' }
    },
  } as unknown as MeshClient
  const clock = movedClock('2026-03-02T10:00:00Z')
  const workflows = { access: 'W5', 'inactive-number': 'W6', 'was-not-brought': 'W7' }
  const careSettings = database.pool('notifications')
  return { sent, asked, ...deliveryOverMesh({ mesh, careSettings, clock, workflows }) }
}

test('a notice goes to the authority’s mailbox under its own id, without asking first', async () => {
  const { deliver, sent, asked } = delivery()
  assert.deepEqual(await deliver(notice, 'X01', false), { messageId: 'M1' })
  assert.deepEqual(sent, [{ to: 'X01CPIS1', workflowId: 'W6', localId: notice.noticeId }])
  assert.deepEqual(asked, [])
})

test('a repeat asks MESH whether it has the notice, and sends only when it has not', async () => {
  const has = delivery({ messageId: 'M0' })
  assert.deepEqual(await has.deliver(notice, 'X01', true), { messageId: 'M0' })
  const hasNot = delivery()
  assert.deepEqual(await hasNot.deliver(notice, 'X01', true), { messageId: 'M1' })
  assert.deepEqual([has.sent.length, hasNot.sent.length, hasNot.asked], [0, 1, [notice.noticeId]])
})

test('an authority without a mailbox, or that is no longer there, is a refusal; nothing is sent', async () => {
  const { deliver, sent } = delivery()
  for (const code of ['X-201', 'NOBODY']) {
    await assert.rejects(deliver(notice, code, false), {
      code: 'NOTICE_NO_MAILBOX',
      message: `The authority to be told has no mailbox (${code})`,
    })
  }
  assert.deepEqual(sent, [])
})
