import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { agentDeps, bodyOf, type Cells, childCells, type FakeDeps, NOW, writeExtract } from '../../src/agent/fixture.ts'
import { readInbox, readStatus, uploadExtract } from '../../src/agent/index.ts'
import { checkDigit } from '../../src/demographics/index.ts'
import { readUpload, writeUpload } from '../../src/hl7v3/index.ts'
import { migrate, PROJECT_FOLDER } from '../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

// An authority with more children than one file holds: everything once, then what changed, as national XML.

const ROWS = 6_000
let database: TestDatabase
let deps: FakeDeps
/** The same, a week later. */
let later: FakeDeps
before(async () => {
  database = await testDatabase()
  await migrate(database.owner, path.join(PROJECT_FOLDER, 'db', 'agent-migrations'))
  const made = agentDeps(database.owner)
  deps = { ...made, messages: { ...made.messages, writeUpload } }
  later = { ...deps, clock: { now: () => new Date(NOW.getTime() + 7 * 86_400_000) } }
})
after(() => database.end())

const numbers = Array.from({ length: ROWS * 2 }, (_, index) => `999${String(index).padStart(6, '0')}`)
  .flatMap(nine => (checkDigit(nine) === undefined ? [] : [`${nine}${checkDigit(nine)}`]))
  .slice(0, ROWS)
const rows: Cells[] = numbers.map((nhsNumber, index) =>
  childCells({ localPersonId: `P${index}`, nhsNumber, cpStart: '2025-11-03' }),
)

/** How many records the newest file holds, as the national side would read it; all are answered with CPR06. */
async function answered(sequence: number, at = deps): Promise<number> {
  const { body = '' } = deps.mesh.sent.at(-1) ?? {}
  const upload = await readUpload(chunk(body))
  assert.ok(upload.kind === 'upload')
  const acknowledgement = {
    sequence: String(sequence),
    processed: upload.records.length,
    fileCode: 'CPF02',
    verdicts: [],
  }
  deps.mesh.deliver({ messageId: `A${sequence}`, body: bodyOf({ kind: 'acknowledgement', acknowledgement }) })
  await readInbox(at)
  return upload.records.length
}

async function* chunk(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text)
}

test('given more children than a file holds, when the extract is sent twice, then all are acknowledged', async () => {
  const file = writeExtract(...rows)
  const first = await uploadExtract(deps, { file })
  assert.deepEqual([first.rows, first.heldBack, first.sent, first.left], [ROWS, 0, 5_000, 1_000])
  assert.equal(await answered(1), 5_000)
  const second = await uploadExtract(deps, { file })
  assert.deepEqual([second.mode, second.sent, second.left, second.unchanged], ['full', 1_000, 0, 5_000])
  assert.equal(await answered(2), 1_000)
  const { live, acknowledged, percent, work } = await readStatus(deps, { restricted: true })
  assert.deepEqual([live, acknowledged, percent, work], [ROWS, ROWS, 100, []])
})

test('a week later all of them go once more, file by file, and no further', async () => {
  const file = writeExtract(...rows)
  for (const [sequence, sent] of [
    [3, 5_000],
    [4, 1_000],
  ] as const) {
    assert.equal((await uploadExtract(later, { file })).sent, sent)
    await answered(sequence, later)
  }
  assert.deepEqual((await uploadExtract(later, { file })).sent, 0)
})

test('when ten change and one vanishes, then ten go and one becomes work', async () => {
  const changed = rows.slice(1).map((row, index) => (index < 10 ? { ...row, givenNames: 'Kim' } : row))
  const report = await uploadExtract(later, { file: writeExtract(...changed) })
  assert.deepEqual([report.mode, report.sent, report.unchanged], ['delta', 10, ROWS - 11])
  assert.equal(await answered(5, later), 10)
  const { work } = await readStatus(deps, { restricted: true })
  assert.deepEqual(
    work.map(({ kind, localPersonId }) => [kind, localPersonId]),
    [['vanished', 'P0']],
  )
})
