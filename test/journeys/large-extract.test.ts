import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { agentDeps, bodyOf, type Cells, childCells, type FakeDeps, writeExtract } from '../../src/agent/fixture.ts'
import { readInbox, readStatus, uploadExtract } from '../../src/agent/index.ts'
import { checkDigit } from '../../src/demographics/index.ts'
import { readUpload, writeUpload } from '../../src/hl7v3/index.ts'
import { migrate, PROJECT_FOLDER } from '../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

// An authority with twenty thousand children: everything once, then what changed, as national XML.

const ROWS = 20_000
let database: TestDatabase
let deps: FakeDeps
before(async () => {
  database = await testDatabase()
  await migrate(database.owner, path.join(PROJECT_FOLDER, 'db', 'agent-migrations'))
  const made = agentDeps(database.owner)
  deps = { ...made, messages: { ...made.messages, writeUpload } }
})
after(() => database.end())

const numbers = Array.from({ length: ROWS * 2 }, (_, index) => `999${String(index).padStart(6, '0')}`)
  .flatMap(nine => (checkDigit(nine) === undefined ? [] : [`${nine}${checkDigit(nine)}`]))
  .slice(0, ROWS)
const rows: Cells[] = numbers.map((nhsNumber, index) =>
  childCells({ localPersonId: `P${index}`, nhsNumber, cpStart: '2025-11-03' }),
)

/** How many records the newest file holds, as the national side would read it; all are answered with CPR06. */
async function answered(sequence: number): Promise<number> {
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
  await readInbox(deps)
  return upload.records.length
}

async function* chunk(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text)
}

test('given twenty thousand children, when the extract is sent, then all are in one file and acknowledged', async () => {
  const report = await uploadExtract(deps, { file: writeExtract(...rows) })
  assert.deepEqual([report.rows, report.heldBack, report.sent], [ROWS, 0, ROWS])
  assert.equal(await answered(1), ROWS)
  const { live, acknowledged, percent, work } = await readStatus(deps, { restricted: true })
  assert.deepEqual([live, acknowledged, percent, work], [ROWS, ROWS, 100, []])
})

test('when ten change and one vanishes, then ten go and one becomes work', async () => {
  const changed = rows.slice(1).map((row, index) => (index < 10 ? { ...row, givenNames: 'Kim' } : row))
  const report = await uploadExtract(deps, { file: writeExtract(...changed) })
  assert.deepEqual([report.mode, report.sent, report.unchanged], ['delta', 10, ROWS - 11])
  assert.equal(await answered(2), 10)
  const { work } = await readStatus(deps, { restricted: true })
  assert.deepEqual(
    work.map(({ kind, localPersonId }) => [kind, localPersonId]),
    [['vanished', 'P0']],
  )
})
