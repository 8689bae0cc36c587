import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { loadReference } from '../../src/care-settings/index.ts'
import { writeUpload } from '../../src/hl7v3/index.ts'
import { askAboutChild, type LookupDeps, type Question } from '../../src/lookup/index.ts'
import { deliveryOverMesh } from '../../src/main/deliver-notice.ts'
import { answerUploads } from '../../src/main/messages/answer-upload.ts'
import type { MeshClient, MeshMessage } from '../../src/mesh/index.ts'
import { sendNotices, takeOverOrders } from '../../src/notifications/index.ts'
import { calendarDate, openMetrics, silentLog, systemRandomness } from '../../src/platform/index.ts'
import { DEFAULT_REGISTER_SETTINGS, markInactiveNumber, type RegisterDeps } from '../../src/register/index.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { atEveryCall, openFaults } from '../support/faulty-database.ts'
import { daysAgo } from '../support/people.ts'
import { nhsNumber, staff, type Uploader, uploader } from '../support/register.ts'
import { keyOf } from '../support/sealed.ts'

// As beside this file, for what the worker does: uploads, notices, numbers out of use. MESH is one in memory that keeps
// what it took.

const faults = openFaults()
const metrics = openMetrics('test')
let ahead = 0
const clock = { now: () => new Date(Date.now() + ahead) }
const common = { clock, randomness: systemRandomness, log: silentLog, metrics }
let database: TestDatabase
let lookup: LookupDeps
let authorities: Uploader[]
let children = 0

before(async () => {
  database = await testDatabase()
  await loadReference(database.owner, { invented: true })
  lookup = { ...common, db: database.pool('lookup'), answerWithinMs: 20_000 }
  authorities = ['X01', 'X02'].map(code => uploader(database, clock, code))
})
after(() => database.end())

const owned = (text: string, ...values: unknown[]) => database.owner.query({ text, values })

/** What MESH took: local id, to which mailbox. */
const taken: { readonly localId: string; readonly to: string }[] = []
const mesh = {
  send: async ({ localId, to }: { localId: string; to: string }) => {
    taken.push({ localId, to })
    return { messageId: `MESH-${localId}` }
  },
  trackByLocalId: async (localId: string) =>
    taken.some(one => one.localId === localId) ? { messageId: `MESH-${localId}`, status: 'accepted' } : undefined,
} as unknown as MeshClient

const answered = () => taken.filter(one => one.localId.startsWith('ACK-'))

const registerDeps = (): RegisterDeps => ({
  ...common,
  db: faults.wrap(database.pool('register')),
  settings: DEFAULT_REGISTER_SETTINGS,
  findAuthorityOfMailbox: async () => ({ code: 'X03', odsCode: 'X03', name: 'Testingham City Council' }),
  findInPds: async numbers =>
    new Map(
      numbers.map(number => {
        const named = { given: ['Robin'], family: 'Sample', birthDate: calendarDate('2019-02-14') }
        return [number, { kind: 'current', person: { nhsNumber: number, ...named, security: 'U', versionId: '1' } }]
      }),
    ),
})

const uploadOf = (sequence: number, numbers: readonly string[]) =>
  writeUpload({
    kind: 'upload',
    sequence: String(sequence),
    createdAt: clock.now().toISOString(),
    declaredCount: numbers.length,
    authority: { odsCode: 'X03', name: 'Testingham City Council', emergencyPhone: '07700900803' },
    records: numbers.map((number, index) => ({
      position: index + 1,
      plans: [{ type: 'LAC', start: daysAgo(30) }],
      subjects: [
        {
          kind: 'child',
          nhsNumber: number,
          localId: `L${index}`,
          familyName: 'Sample',
          givenName: 'Robin',
          birthDate: '2019-02-14',
        },
      ],
    })),
  })

test('an upload and its acknowledgement: whole or absent, and answered once', async () => {
  let sequence = 0
  const handler = answerUploads({ mesh, register: registerDeps(), clock, acknowledgementWorkflow: 'ACKNOWLEDGEMENT' })
  const calls = await atEveryCall<string>(faults, async () => {
    sequence += 1
    const messageId = `UPLOAD-${sequence}`
    const numbers = [nhsNumber(++children), nhsNumber(++children)]
    const body = Buffer.from(uploadOf(sequence, numbers))
    const message = { messageId, from: 'X03CPIS1', workflowId: 'UPLOAD', kind: 'DATA', body } as unknown as MeshMessage
    const stored = async () => {
      const [row] = await owned(
        `select (select count(*) from register.upload where mesh_message_id = $1) as uploads,
          (select count(*) from register.plan where child_key = any($2)) as plans,
          (select count(*) from register.plan where child_key = any($2) and version = 1) as fresh,
          (select count(*) from register.upload u join register.upload_verdicts v using (upload_id)
            where u.mesh_message_id = $1 and u.file_code = 'CPF02') as answers`,
        messageId,
        numbers.map(keyOf),
      )
      return row
    }
    const acknowledgements = () => answered().filter(one => one.localId.startsWith(`ACK-${messageId}`)).length
    const whole = { uploads: 1, plans: 2, fresh: 2, answers: 1 }
    return {
      run: () => Promise.resolve(handler(message, async () => {})),
      async afterFault() {
        const found = await stored()
        const isWhole = found?.['uploads'] === 1
        assert.deepEqual(found, isWhole ? whole : { uploads: 0, plans: 0, fresh: 0, answers: 0 })
        if (acknowledgements() > 0) assert.ok(isWhole, 'nothing is acknowledged that is not stored')
      },
      async afterRepeat() {
        assert.deepEqual(await stored(), whole)
        assert.equal(acknowledgements(), 1)
        const [sent] = await owned('select answered_at from register.upload where mesh_message_id = $1', messageId)
        assert.ok(sent?.['answered_at'])
      },
    }
  })
  assert.ok(calls >= 12, `${calls} calls`)
})

async function heldByTwo(): Promise<Question['nhsNumber']> {
  const child = nhsNumber(++children)
  const rows = [{ person: { nhsNumber: child }, plans: [{ type: 'CPP', start: daysAgo(30) }] as const }]
  for (const authority of authorities) await authority.upload(rows)
  return child
}

const ask = (child: Question['nhsNumber'], mode: Question['mode']) =>
  askAboutChild(lookup, {
    nhsNumber: child,
    mode,
    careSetting: 'emergency-department',
    gate: 'open',
    findings: [],
    actor: staff('Ada'),
    channel: 'fhir',
    history: false,
    requestId: systemRandomness.uuid(),
  })

/** The worker's two rounds, once; leases and pauses of the time before are over. */
async function tell(): Promise<void> {
  const db = faults.wrap(database.pool('notifications'))
  const notifications = { ...common, db }
  const workflows = { access: 'ACCESS', 'inactive-number': 'NUMBER', 'was-not-brought': 'NOT-BROUGHT' }
  ahead += 20 * 60_000
  await takeOverOrders(notifications, {
    lookup: faults.wrap(database.pool('lookup')),
    register: faults.wrap(database.pool('register')),
  })
  const hand = { holder: systemRandomness.uuid(), forMs: 60_000 }
  await sendNotices(notifications, deliveryOverMesh({ mesh, careSettings: db, clock, workflows }), hand)
}

/** Every order and notice has left, and MESH took one for each of the two authorities since there were so many. */
async function thenBothToldOnce(before: number): Promise<void> {
  const [left] = await owned(`select (select count(*) from lookup.notice_order)
    + (select count(*) from register.inactive_number_order)
    + (select count(*) from notifications.notification where state <> 'sent') as count`)
  assert.deepEqual(left, { count: 0 })
  assert.deepEqual(
    taken
      .slice(before)
      .map(one => one.to)
      .sort(),
    ['X01CPIS1', 'X02CPIS1'],
  )
}

test('the notices of a look-up: none lost, each sent once', async () => {
  const calls = await atEveryCall<void>(faults, async () => {
    assert.equal((await ask(await heldByTwo(), 'standard')).kind, 'Known')
    const before = taken.length
    return {
      run: tell,
      async afterFault() {
        const [kept] = await owned(`select (select count(*) from lookup.notice_order) > 0
          or (select count(*) from notifications.notification where state = 'waiting') > 0 as waiting`)
        assert.ok(kept?.['waiting'] || taken.length - before === 2, 'what is not sent waits')
      },
      afterRepeat: () => thenBothToldOnce(before),
    }
  })
  assert.ok(calls >= 6, `${calls} calls`)
})

for (const isReplaced of [true, false])
  test(`a number out of use, ${isReplaced ? 'another in its place' : 'none in its place'}`, async () => {
    const register = registerDeps()
    await atEveryCall<number>(faults, async () => {
      const number = await heldByTwo()
      const replacedBy = isReplaced ? { replacedBy: nhsNumber(++children) } : {}
      const before = taken.length
      const thenShown = async () => {
        const answer = await ask(number, 'silent')
        assert.ok(answer.kind === 'Known')
        assert.equal(answer.plans.length, 2)
      }
      return {
        run: () => markInactiveNumber(register, { number, learnedAt: clock.now(), ...replacedBy }),
        afterFault: thenShown,
        async afterRepeat() {
          await thenShown()
          await tell()
          await thenBothToldOnce(before)
        },
      }
    })
  })
