import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { giveContacts } from '../../../test/support/portal-authority.ts'
import { movedClock } from '../../../test/support/register.ts'
import { loadReference } from '../../care-settings/index.ts'
import { type ContactChange, changeContacts, readContactGroup } from './change-contacts.ts'

const database = await testDatabase()
after(() => database.end())
await loadReference(database.owner, { invented: true })
const clock = movedClock('2026-11-22T10:00:00Z')
const deps = { db: database.pool('operations'), clock }
const NIA = { authorityCode: 'X01', byUser: '656005750301', byName: 'Ms Nia EXAMPLESHIRE' }
await giveContacts(database, clock, 'X01')
await giveContacts(database, clock, 'X02')
const group = async (code = 'X01') =>
  (await readContactGroup(deps, code)).contacts.map(one => `${one.email} ${one.isToConfirm}`)

test('confirmed for a year, added, removed; who did it is kept and never changed', async () => {
  assert.deepEqual(await group(), ['it.x01@example.org true', 'safe.x01@example.org true'])
  await changeContacts(deps, NIA, { what: 'confirmed' })
  assert.deepEqual(await group(), ['it.x01@example.org false', 'safe.x01@example.org false'])
  await changeContacts(deps, NIA, { what: 'added', role: ' duty manager ', email: ' Duty@Example.org ' })
  await changeContacts(deps, NIA, { what: 'removed', email: 'it.x01@example.org' })
  assert.deepEqual(await group(), ['duty@example.org false', 'safe.x01@example.org false'])
  assert.deepEqual(await group('X02'), ['it.x02@example.org true', 'safe.x02@example.org true'])
  const { events } = await readContactGroup(deps, 'X01')
  assert.deepEqual(
    events.map(event => [event.what, event.byUser, event.contacts]),
    [
      ['removed', '656005750301', 2],
      ['added', '656005750301', 3],
      ['confirmed', '656005750301', 2],
    ],
  )
  await assert.rejects(deps.db.query({ text: 'delete from operations.contact_event' }), /permission denied/)
})

const role = 'lead'
for (const [change, detail] of [
  [{ what: 'added', role: ' ', email: 'a@example.org' }, 'the role must be given in at most 200 characters'],
  [{ what: 'added', role, email: 'a@b@example.org' }, 'email must be one address'],
  [{ what: 'added', role, email: 'a@example.org\nBcc: x@example.org' }, 'email must be one address'],
  [{ what: 'added', role, email: `${'a'.repeat(200)}@example.org` }, 'email must be one address'],
] as const satisfies readonly (readonly [ContactChange, string])[])
  test(`refused: ${JSON.stringify(change).slice(0, 60)}`, async () => {
    await assert.rejects(changeContacts(deps, NIA, change), {
      code: 'CONTACTS_INVALID',
      message: `The file of contacts is not usable (${detail})`,
    })
  })

test('the last contact stays, and there are never more than twenty', async () => {
  const x02 = { ...NIA, authorityCode: 'X02' }
  await changeContacts(deps, x02, { what: 'removed', email: 'it.x02@example.org' })
  await assert.rejects(changeContacts(deps, x02, { what: 'removed', email: 'safe.x02@example.org' }), {
    message: 'The file of contacts is not usable (one contact at least must be left)',
  })
  for (let place = 1; place < 20; place += 1)
    await changeContacts(deps, x02, { what: 'added', role, email: `a${place}@example.org` })
  await assert.rejects(changeContacts(deps, x02, { what: 'added', role, email: 'one.more@example.org' }), {
    message: 'The file of contacts is not usable (there are twenty contacts already)',
  })
})

test('of two who change at once nobody is lost without a word', async () => {
  const done = await Promise.allSettled(
    ['b', 'c', 'd'].map(name => changeContacts(deps, NIA, { what: 'added', role, email: `${name}@example.org` })),
  )
  const kept = (await group()).filter(line => /^[bcd]@/.test(line)).length
  assert.equal(kept, done.filter(one => one.status === 'fulfilled').length)
  for (const one of done) if (one.status === 'rejected') assert.equal(one.reason.code, 'CONTACTS_INVALID')
})
