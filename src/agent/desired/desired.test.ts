import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { migrate, PROJECT_FOLDER } from '../../platform/index.ts'
import type { ReadAcknowledgement, SubmittedUpload } from '../../register/index.ts'
import {
  agentDeps,
  bodyOf,
  type Cells,
  CONFIGURATION,
  childCells,
  emptyAgent,
  type FakeDeps,
  NOW,
  NUMBERS,
  writeExtract,
} from '../fixture.ts'
import { readInbox } from '../inbox/inbox.ts'
import { printReconciliation, printStatus } from '../print/print-status.ts'
import { reconcile } from '../status/reconcile.ts'
import { readStatus } from '../status/status.ts'
import { uploadExtract } from '../upload/upload.ts'
import { releaseWork } from '../work/release.ts'

const DAY_MS = 86_400_000
let database: TestDatabase
let deps: FakeDeps
let now = NOW
before(async () => {
  database = await testDatabase()
  await migrate(database.owner, path.join(PROJECT_FOLDER, 'db', 'agent-migrations'))
})
after(() => database.end())
beforeEach(async () => {
  await emptyAgent(database.owner)
  now = NOW
  deps = agentDeps(database.owner, { now: () => now })
})

const later = (days: number) => {
  now = new Date(now.getTime() + days * DAY_MS)
}
const one = (cells: Cells = {}) => childCells({ cpStart: '2025-11-03', ...cells })
const two = (cells: Cells = {}) => one({ localPersonId: 'P2', nhsNumber: NUMBERS[1], ...cells })

/** Uploads rows; when a file went, answers it with these codes by NHS number, else CPR06. Returns the local ids sent. */
async function upload(rows: Cells[], codes: Record<string, string> = {}, fileCode = 'CPF03'): Promise<string[]> {
  const before = deps.mesh.sent.length
  await uploadExtract(deps, { file: writeExtract(...rows) })
  const sent = deps.mesh.sent[before]
  if (sent === undefined) return []
  const { sequence, records }: SubmittedUpload = JSON.parse(sent.body)
  const subjects = records.map(({ subjects }) => subjects[0])
  const verdicts = subjects.map((subject, index) => ({
    code: codes[subject?.nhsNumber ?? ''] ?? 'CPR06',
    nhsNumber: subject?.nhsNumber ?? '',
    position: index + 1,
  }))
  const acknowledgement: ReadAcknowledgement = {
    ...{ sequence, processed: records.length, fileCode, verdicts: /CPF0[234]/.test(fileCode) ? verdicts : [] },
  }
  deps.mesh.deliver({
    messageId: `ACK${sequence}-${now.getTime()}`,
    body: bodyOf({ kind: 'acknowledgement', acknowledgement }),
  })
  await readInbox(deps)
  return subjects.map(subject => subject?.localId ?? '')
}

async function work(restricted = true): Promise<string[]> {
  const { work } = await readStatus(deps, { restricted })
  return work.map(({ kind, localPersonId, code }) => [kind, localPersonId, code].filter(Boolean).join(' '))
}

test('what is acknowledged and unchanged does not go again; what changed does', async () => {
  assert.deepEqual(await upload([one(), two()]), ['P1', 'P2'])
  assert.deepEqual(await upload([one(), two()]), [])
  assert.deepEqual(await upload([one({ cpEnd: '2026-03-01' }), two()]), ['P1'])
  assert.deepEqual(await upload([one({ cpEnd: '2026-03-01' }), two({ familyName: 'Other' })]), ['P2'])
})

test('each week every live plan goes, an ended one does not', async () => {
  const rows = [one({ cpEnd: '2026-03-01' }), two()]
  await upload(rows)
  later(6)
  assert.deepEqual(await upload(rows), [])
  later(1)
  assert.deepEqual(await upload(rows), ['P2'])
  assert.deepEqual(await upload(rows), [])
})

test('another emergency number sends every live plan again', async () => {
  const rows = [one({ cpEnd: '2026-03-01' }), two()]
  await upload(rows)
  const authority = { ...CONFIGURATION.authority, emergencyPhone: '01632 960899' }
  deps = { ...deps, configuration: { ...CONFIGURATION, authority } }
  assert.deepEqual(await upload(rows), ['P2'])
  assert.deepEqual(await upload(rows), [])
})

test('a refusal about the person goes again when the person changes, and after a week', async () => {
  for (const code of ['CPR01', 'CPR03', 'CPR04', 'CPR05']) {
    await emptyAgent(database.owner)
    const codes = { [NUMBERS[0]]: code }
    await upload([one(), two()], codes)
    assert.deepEqual(await work(), [`refused P1 ${code}`])
    assert.deepEqual(await upload([one(), two()], codes), [])
    assert.deepEqual(await upload([one({ cpStart: '2025-11-04' }), two()], codes), [])
    assert.deepEqual(await upload([one({ givenNames: 'Sammy' }), two()], codes), ['P1'])
    later(7)
    assert.deepEqual(await upload([one({ givenNames: 'Sammy' }), two()]), ['P1', 'P2'])
    assert.deepEqual(await work(), [])
  }
})

test('a refusal about the plan goes again when the row changes', async () => {
  const codes = { [NUMBERS[0]]: 'CPR07' }
  await upload([one()], codes, 'CPF04')
  later(8)
  assert.deepEqual(await upload([one()]), [])
  assert.deepEqual(await upload([one({ cpStart: '2025-11-04' })]), ['P1'])
})

test('a sensitive record is held, on the restricted list, until somebody releases it', async () => {
  await upload([one()], { [NUMBERS[0]]: 'CPR02' }, 'CPF04')
  later(8)
  assert.deepEqual(await upload([one({ givenNames: 'Sammy' })]), [])
  assert.deepEqual(await work(), ['refused P1 CPR02', 'held-back P1 A13'])
  assert.deepEqual(await work(false), [])
  assert.equal((await releaseWork(deps, { itemId: 1, by: 'Jo Lead' })).stillWanted, 0)
  assert.deepEqual(await upload([one({ givenNames: 'Sammy' })]), ['P1'])
  assert.deepEqual(await work(), [])
})

test('CPF05 sends the whole again with a new number; CPF01 stops everything until it is released', async () => {
  await upload([one(), two()], {}, 'CPF05')
  assert.deepEqual(await work(), ['file-again CPF05'])
  assert.deepEqual(await upload([one(), two()], {}, 'CPF01'), ['P1', 'P2'])
  assert.deepEqual(await work(), ['file-stopped CPF01'])
  await assert.rejects(upload([one(), two()]), {
    code: 'AGENT_STOPPED',
    message:
      'An earlier file was refused as a whole; nothing goes until somebody released that work. See agent status (work item 2: CPF01)',
  })
  await releaseWork(deps, { itemId: 2, by: 'Jo Lead' })
  assert.deepEqual(await upload([one(), two()]), ['P1', 'P2'])
  assert.deepEqual(
    deps.mesh.sent.map(({ body }) => JSON.parse(body).sequence),
    ['1', '2', '3'],
  )
})

test('MESH 15 stops as CPF01 does; a file that did not arrive goes again', async () => {
  for (const [statusCode, kind] of [
    ['15', 'file-stopped'],
    ['14', 'undelivered'],
  ] as const) {
    await emptyAgent(database.owner)
    const { runId } = await uploadExtract(deps, { file: writeExtract(one()) })
    deps.mesh.deliver({ messageId: `R${statusCode}`, kind: 'REPORT', localId: runId, statusCode })
    await readInbox(deps)
    const { work } = await readStatus(deps, { restricted: false })
    assert.deepEqual(
      work.map(item => item.kind),
      [kind],
    )
  }
  assert.deepEqual(await upload([one()]), ['P1'])
})

test('a plan that vanished is work, never an end, and is closed when it is back', async () => {
  await upload([one(), two()])
  assert.deepEqual(await upload([two()]), [])
  assert.deepEqual(await work(), ['vanished P1 CPP'])
  assert.deepEqual(await upload([one(), two()]), [])
  assert.deepEqual(await work(), [])
})

test('a person under another number leaves a plan behind that somebody must look at', async () => {
  await upload([one()])
  assert.deepEqual(await upload([one({ nhsNumber: NUMBERS[2] })]), ['P1'])
  assert.deepEqual(await work(), ['renumbered P1 CPP'])
})

test('a row held back now is neither vanished nor ended', async () => {
  await upload([one(), two()])
  assert.deepEqual(await upload([one({ nhsNumber: '' }), two()]), [])
  assert.deepEqual(await work(), ['held-back P1 A1'])
})

test('a number told to be out of use is held', async () => {
  await upload([one()])
  const { odsCode, name } = CONFIGURATION.authority
  const numbers = [{ nhsNumber: NUMBERS[0], localId: { value: 'P1' }, uploadSequence: '1' }]
  const notice = {
    kind: 'inactive-number',
    noticeId: 'N',
    createdAt: NOW,
    authority: { odsCode, name },
    numbers,
  } as const
  deps.mesh.deliver({ messageId: 'M9', body: bodyOf({ kind: 'inactive-number', notice }) })
  await readInbox(deps)
  assert.deepEqual(await upload([one({ givenNames: 'Sammy' })]), [])
  assert.deepEqual(await work(), ['inactive-number P1', 'held-back P1 A12'])
  assert.deepEqual(await upload([one({ nhsNumber: NUMBERS[2] })]), ['P1'])
})

const mother = childCells({ localPersonId: 'M1', nhsNumber: NUMBERS[1], dateOfBirth: '1998-07-07' })
const unborn = childCells({
  ...{ localPersonId: 'U1', nhsNumber: '', givenNames: 'Unborn', dateOfBirth: '', motherPersonId: 'M1' },
  ...{ expectedDateOfBirth: '2026-06-01', unbornPlanStart: '2026-02-01', unbornPlanEnd: '2026-06-01' },
})
const born = { ...unborn, dateOfBirth: '2026-03-12', unbornPlanEnd: '2026-03-12', givenNames: 'Baby' }

test("the mother's plan stays until the child's own is acknowledged, with a warning after 14 days", async () => {
  assert.deepEqual(await upload([mother, unborn]), ['M1'])
  later(2)
  assert.deepEqual(await upload([mother, born]), [])
  assert.deepEqual(await work(), ['birth M1'])
  later(14)
  assert.deepEqual(await upload([mother, born]), [])
  const { work: items } = await readStatus(deps, { restricted: false })
  assert.match(items[0]?.sentence ?? '', /^The child was born fourteen or more days ago/)
  assert.equal(items[0]?.due, '2026-03-26')
  const own = { ...born, nhsNumber: NUMBERS[2], cpStart: '2026-03-12' }
  assert.deepEqual(await upload([mother, own], { [NUMBERS[2]]: 'CPR01' }, 'CPF04'), ['U1'])
  assert.deepEqual(await work(), ['birth M1', 'refused U1 CPR01'])
  later(7)
  assert.deepEqual(await upload([mother, own]), ['U1'])
  assert.deepEqual(await upload([mother, own]), ['M1'])
  assert.deepEqual(await work(), [])
})

test('a child who is to have no plan of its own is let go by a person', async () => {
  await upload([mother, unborn])
  later(2)
  await upload([mother, born])
  await releaseWork(deps, { itemId: 1, by: 'Jo Lead' })
  assert.deepEqual(await upload([mother, born]), ['M1'])
})

test('a file that ends too much goes after two people released exactly that', async () => {
  deps = { ...deps, configuration: { ...CONFIGURATION, volumeGuard: { percent: 40, atLeast: 0 } } }
  await upload([one(), two()])
  const ended = [one({ cpEnd: '2026-03-01' }), two()]
  const refused = {
    code: 'AGENT_TOO_MANY_ENDS',
    message:
      'The extract ends or deletes more plans than one file may; two people must release it. Nothing was sent (work item 1: 1 of 2)',
  }
  await assert.rejects(upload(ended), refused)
  assert.equal((await releaseWork(deps, { itemId: 1, by: 'Jo Lead' })).stillWanted, 1)
  await assert.rejects(releaseWork(deps, { itemId: 1, by: ' jo lead' }), { code: 'AGENT_SAME_PERSON' })
  await assert.rejects(upload(ended), refused)
  assert.equal((await releaseWork(deps, { itemId: 1, by: 'Sam Head' })).stillWanted, 0)
  await assert.rejects(upload([one({ cpEnd: '2026-03-02' }), two()]), { code: 'AGENT_TOO_MANY_ENDS' })
  assert.deepEqual(await upload(ended), ['P1'])
})

test('work that only mending ends is not released, nor what does not stand', async () => {
  await upload([one({ nhsNumber: '' })])
  await assert.rejects(releaseWork(deps, { itemId: 1, by: 'Jo' }), {
    code: 'AGENT_NOT_TO_RELEASE',
    message: 'This piece of work ends when it is mended, not by a release (1: held-back)',
  })
  await assert.rejects(releaseWork(deps, { itemId: 99, by: 'Jo' }), { code: 'AGENT_NO_SUCH_WORK' })
})

test('reconcile tells what would go and asks about a file without an answer', async () => {
  await upload([one(), two()])
  await uploadExtract(deps, { file: writeExtract(one({ cpEnd: '2026-03-01' }), two()) })
  later(1)
  const found = await reconcile(deps, { file: writeExtract(two()) })
  assert.equal(
    printReconciliation(found),
    `1 row read, 0 held back.
A full upload would send 1 record; 0 unchanged, 0 waiting.
By reason: full 1.
1 vanished from the extract, 0 under another number, 0 births awaited.
File 2 has had no answer for a day; MESH says: accepted.
Nothing was sent.
`,
  )
  assert.deepEqual(await work(), ['no-answer'])
})

test('the status counts what is acknowledged and how old everything is', async () => {
  assert.match(printStatus(await readStatus(deps, { restricted: false })), /^No live plan is known here yet\.\n/)
  await upload([one(), two({ dateOfBirth: '2008-03-25' })], { [NUMBERS[0]]: 'CPR01' })
  later(2)
  const status = await readStatus(deps, { restricted: false })
  assert.deepEqual([status.live, status.acknowledged, status.percent, status.nearly18], [2, 1, 50, 1])
  assert.match(
    printStatus(status),
    /^1 of 2 live plans acknowledged: 50 % \(target 95 %\)\.\nRefused: CPR01 1; the oldest since 2026-03-10\.\nLast upload: 48 hours ago\.\n/,
  )
  assert.match(printStatus(status), /not read for a day/)
})
