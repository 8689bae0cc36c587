import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { calendarDate } from '../../platform/index.ts'
import { refreshStates } from '../watch/run-watch.ts'
import { watchTable } from '../watch/watch-table.ts'
import { testWatch } from '../watch-for-tests.ts'
import { isToConfirm, keepContacts, readContacts } from './keep-contacts.ts'
import { contactsOf } from './store.ts'

const database = await testDatabase()
after(() => database.end())
const { deps, report } = await testWatch(database)
const HEAD = 'authority_code,role,email,confirmed_on\n'

test('a file of contacts is read, and replaces the groups of its authorities only', async () => {
  await keepContacts(
    deps,
    readContacts(`${HEAD}X01,it,OLD@example.org,2026-01-05\nX02,it,x02@example.org,2026-01-05\n`),
  )
  const kept = await keepContacts(
    deps,
    readContacts(`${HEAD}X01,it,it@example.org,2025-03-02\nX01,lead,lead@example.org,2025-03-03\n`),
  )
  assert.equal(kept, 1)
  assert.deepEqual(
    (await contactsOf(deps.db, ['X01', 'X02'])).map(one => one.email),
    ['it@example.org', 'lead@example.org', 'x02@example.org'],
  )
  await refreshStates(deps, report)
  const rows = (await watchTable(deps)).rows.map(row => [row.contacts, row.contactsToConfirm])
  assert.deepEqual(rows, [
    [2, 1],
    [1, 0],
    [0, 0],
  ])
})

test('a contact is to be confirmed when a year has passed', () => {
  const confirmedOn = calendarDate('2025-03-02')
  assert.equal(isToConfirm({ confirmedOn }, calendarDate('2026-03-01')), false)
  assert.equal(isToConfirm({ confirmedOn }, calendarDate('2026-03-02')), true)
})

for (const [csv, detail] of [
  ['code,email\n', 'line 1: the header must be authority_code,role,email,confirmed_on'],
  [`${HEAD},it,a@example.org,2026-01-05\n`, 'line 2: authority_code and role must be given'],
  [`${HEAD}X01,it,a@example.org <b>,2026-01-05\n`, 'line 2: email must be one address'],
  [`${HEAD}X01,it,a@example.org,2026-02-30\n`, 'line 2: confirmed_on must be a day as 2026-04-01'],
  [`${HEAD}X01,it,a@example.org,2026-01-05\nX01,lead,A@example.org,2026-01-05\n`, 'line 3: stands there twice'],
  [`${HEAD}X01,it\n`, 'no CSV with as many cells in each line'],
] as const)
  test(`refused: ${detail}`, () => {
    assert.throws(() => readContacts(csv), {
      code: 'CONTACTS_INVALID',
      message: `The file of contacts is not usable (${detail})`,
    })
  })

test('a code no authority has is refused, and nothing is replaced', async () => {
  const before = await contactsOf(deps.db, ['X01'])
  const contacts = readContacts(`${HEAD}X01,it,new@example.org,2026-01-05\nX99,it,a@example.org,2026-01-05\n`)
  await assert.rejects(keepContacts(deps, contacts), {
    code: 'CONTACTS_INVALID',
    message: 'The file of contacts is not usable (no authority has the code X99)',
  })
  assert.deepEqual(await contactsOf(deps.db, ['X01']), before)
})
