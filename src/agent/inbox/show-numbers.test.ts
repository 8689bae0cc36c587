import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { migrate, PROJECT_FOLDER } from '../../platform/index.ts'
import { agentDeps, NUMBERS } from '../fixture.ts'
import { printInbox } from '../print/print-inbox.ts'
import type { InboxItem } from './inbox-item.ts'
import { showItems } from './show-numbers.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase()
  await migrate(database.owner, path.join(PROJECT_FOLDER, 'db', 'agent-migrations'))
})
after(() => database.end())

const at = '2026-03-10T08:00:00.000Z'
const who = { at, who: 'Jo', role: 'Nurse', organisation: 'Example Hospital' }
const notice = { receivedAt: at, noticeId: 'N', createdAt: at }
const [old, other, replacing] = NUMBERS
const ITEMS: InboxItem[] = [
  { ...notice, kind: 'access', messageId: 'M1', accesses: [{ ...who, accessId: 'A', nhsNumber: old }] },
  { ...notice, kind: 'inactive-number', messageId: 'M2', numbers: [{ nhsNumber: other, replacedBy: replacing }] },
  {
    ...notice,
    ...who,
    kind: 'was-not-brought',
    messageId: 'M3',
    accessId: 'A',
    nhsNumber: old,
    reason: 'R',
    appointmentAt: at,
  },
  { kind: 'report', messageId: 'M4', receivedAt: at, description: 'D' },
]
const kept = () => database.owner.query({ text: 'select shown_by, message_ids from agent.numbers_shown' })

test('numbers are struck out unless somebody asks, and nothing is kept of that', async () => {
  const shown = await showItems(agentDeps(database.owner), ITEMS, { showNumbers: false, by: 'Jo' })
  assert.doesNotMatch(JSON.stringify(shown), /\d{10}/)
  assert.match(JSON.stringify(shown), /\*{7}004/)
  assert.deepEqual(shown[3], ITEMS[3])
  assert.deepEqual(await kept(), [])
})

test('who asks for numbers is kept; a replacing number is never given in full', async () => {
  const shown = await showItems(agentDeps(database.owner), ITEMS, { showNumbers: true, by: 'Jo' })
  const text = JSON.stringify(shown) + printInbox(shown, number => number)
  assert.match(text, new RegExp(old))
  assert.match(text, new RegExp(other))
  assert.doesNotMatch(text, new RegExp(replacing))
  assert.deepEqual(await kept(), [{ shown_by: 'Jo', message_ids: ['M1', 'M2', 'M3'] }])
  await showItems(agentDeps(database.owner), ITEMS.slice(3), { showNumbers: true, by: 'Jo' })
  assert.equal((await kept()).length, 1)
})
