import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { LOOK_UP_FORMS } from '../../test/support/look-up-forms.ts'
import { movedClock, nhsNumber, staff, uploader } from '../../test/support/register.ts'
import {
  checkIndexKey,
  openKeyring,
  openMetrics,
  processKeyring,
  silentLog,
  systemRandomness,
} from '../platform/index.ts'
import { askAboutChild, type Question } from './index.ts'

// A database that was filled under another index key than the process has: everybody in it is unknown, and nobody may be
// told so.

let database: TestDatabase
const clock = movedClock('2026-11-22T10:00:00Z')
const child = nhsNumber(1)
const plans = [{ type: 'CPP', start: '2026-01-05' }] as const
const otherHash = "update platform.key_check set hash = sha256('another key')"
const ownHash = 'update platform.key_check set hash = $1'

before(async () => {
  database = await testDatabase()
  await uploader(database, clock, 'X01').upload([{ person: { nhsNumber: child }, plans }])
  await database.owner.query({ text: otherHash })
})
after(() => database.end())

const WRONG = {
  code: 'INDEX_KEY_WRONG',
  message:
    'The index key is not the one this database was filled under: no child would be found. Set CPIS_INDEX_KEY to that one',
}

for (const [form, answering] of Object.entries(LOOK_UP_FORMS))
  test(`a look-up ${form} is NotChecked there, of whomever, and never NotKnown`, async () => {
    const db = database.pool('lookup')
    const common = { clock, randomness: systemRandomness, log: silentLog, metrics: openMetrics('test') }
    for (const mode of ['standard', 'silent'] as const)
      for (const number of [child, nhsNumber(2)]) {
        const question: Question = {
          nhsNumber: number,
          mode,
          careSetting: 'emergency-department',
          gate: 'open',
          findings: [],
          actor: staff('Ada'),
          channel: 'fhir',
          history: false,
          requestId: systemRandomness.uuid(),
        }
        const answer = await askAboutChild({ ...common, db, answering: answering(db), answerWithinMs: 2_000 }, question)
        assert.deepEqual(answer, { kind: 'NotChecked', reason: 'register-unavailable', checkedAt: clock.now() })
      }
  })

test('nothing is uploaded into it, and a start is refused in a plain sentence', async () => {
  await assert.rejects(
    uploader(database, clock, 'X02').upload([{ person: { nhsNumber: child }, plans: [...plans] }]),
    WRONG,
  )
  await assert.rejects(checkIndexKey(database.pool('lookup'), processKeyring()), WRONG)
})

test('a database without the word of any key is another one too; its own key is taken', async () => {
  await database.owner.query({ text: 'delete from platform.key_check' })
  await assert.rejects(checkIndexKey(database.pool('lookup'), processKeyring()), WRONG)
  await database.owner.query({ text: "insert into platform.key_check values ('index key', '')" })
  await database.owner.query({ text: ownHash, values: [processKeyring().indexHash('open-cpis index key')] })
  await checkIndexKey(database.pool('lookup'), processKeyring())
  const other = openKeyring({ masterKeys: new Map([[1, Buffer.alloc(32)]]), current: 1, indexKey: Buffer.alloc(32, 5) })
  await assert.rejects(checkIndexKey(database.pool('lookup'), other), WRONG)
})
