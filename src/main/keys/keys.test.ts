import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type Audited, audited } from '../../../test/support/audited.ts'
import { nhsNumber, staff, uploader } from '../../../test/support/register.ts'
import { takeNoticeOrders } from '../../lookup/index.ts'
import { type MasterKeys, PROJECT_FOLDER, processKeyring } from '../../platform/index.ts'
import { findAnswer } from '../../register/index.ts'
import { resealAll, statusOf } from './keys-work.ts'
import { SEALED_COLUMNS } from './sealed-columns.ts'

let field: Audited
before(async () => {
  field = await audited()
})
after(() => field[Symbol.asyncDispose]())

const keyring = processKeyring()
const first = Buffer.from('6f70656e2d637069732d6c6170746f702d6d61737465722d6b65792d6f6e6531', 'hex')
const second = Buffer.alloc(32, 2)
const under = (current: number, ...keys: [number, Buffer][]): MasterKeys => ({ masterKeys: new Map(keys), current })
const values = async (version: number) =>
  (await statusOf(field.database.owner, keyring)).keys.find(key => key.version === version)?.values

/** Under a key of its own, or not by a master key. */
const OF_DATA_KEYS = new Set([
  'audit.entry.number_sealed',
  'mesh.message.body_sealed',
  'mesh.message.headers_sealed',
  'mesh.piece.body_sealed',
])

test('every sealed column of the database is sealed anew, or under a data key that is', () => {
  const shape: Record<string, string[]> = JSON.parse(
    fs.readFileSync(path.join(PROJECT_FOLDER, 'db', 'shape.json'), 'utf8'),
  )
  const views = new Set(['register.plan_history', 'register.shown_plan', 'register.number_now'])
  const there = Object.entries(shape).flatMap(([table, parts]) =>
    parts.flatMap(part => {
      const column = /^(\w*_sealed|wrapped_key) bytea/.exec(part)?.[1]
      return column === undefined || views.has(table) ? [] : [`${table}.${column}`]
    }),
  )
  const known = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`)
  assert.deepEqual(there.filter(one => !OF_DATA_KEYS.has(one)).sort(), known.sort())
})

test('master keys change with traffic on: look-ups are right throughout, and the old key goes when it seals nothing', async () => {
  const { database, clock, children } = field
  assert.equal(await field.ask(), 'Known')
  keyring.rotate(under(1, [1, first], [2, second]))
  assert.equal(await field.ask({ actor: staff('Bo') }), 'Known')
  assert.equal(await values(2), 0, 'known to all before it is used')
  keyring.rotate(under(2, [1, first], [2, second]))
  const before = (await values(1)) ?? 0
  assert.ok(before > 5)
  let going = true
  const answers = new Set<string>()
  const traffic = (async () => {
    for (let place = 0; going; place += 1) {
      answers.add(await field.ask({ actor: staff(`Nurse ${place}`), nhsNumber: children[place % 3] as never }))
      assert.equal(await field.ask({ nhsNumber: nhsNumber(900 + place) }), 'NotKnown')
    }
  })()
  const uploads = uploader(database, clock, 'X03')
  await uploads.upload([{ person: { nhsNumber: nhsNumber(9) }, plans: [{ type: 'LAC', start: '2026-01-05' }] }])
  const told: string[] = []
  const done = await resealAll(database.owner, keyring, column => told.push(column))
  going = false
  await traffic
  assert.deepEqual([done.unreadable, told.length], [0, SEALED_COLUMNS.length])
  assert.ok(done.resealed > 0)
  // A row that was locked is left to the next time.
  await resealAll(database.owner, keyring)
  assert.deepEqual([...answers], ['Known'])
  assert.equal(await values(1), 0)
  assert.deepEqual(await resealAll(database.owner, keyring), { resealed: 0, unreadable: 0 })

  keyring.rotate(under(2, [2, second]))
  assert.equal(await field.ask({ actor: staff('Cy'), history: true }), 'Known')
  assert.equal((await findAnswer({ db: database.pool('register') }, 'X01-1'))?.verdicts.length, 2)
  assert.ok((await takeNoticeOrders({ db: database.pool('lookup'), clock }, 5)).length > 0)
  assert.deepEqual((await field.verify()).problems, [], 'the chain of the audit holds what it held')
})

test('what no key opens is counted and left, and its child is NotChecked', async () => {
  const { database } = field
  keyring.rotate(under(3, [3, Buffer.alloc(32, 3)]))
  assert.equal(await field.ask(), 'NotChecked')
  const done = await resealAll(database.owner, keyring)
  assert.deepEqual([done.resealed, done.unreadable > 0], [0, true])
  assert.ok(((await values(2)) ?? 0) > 0)
  keyring.rotate(under(3, [2, second], [3, Buffer.alloc(32, 3)]))
  assert.equal(await field.ask(), 'Known')
})
