import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { COLUMNS } from '../../src/agent/extract/mapping.ts'
import { childCells, writeFile } from '../../src/agent/fixture.ts'
import { checkDigit } from '../../src/demographics/index.ts'
import { migrate, PROJECT_FOLDER } from '../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

// Two hundred thousand children in one extract, sent as national XML, a file at a time.

const ROWS = 200_000
const MOST_MEGABYTES = 200
let database: TestDatabase
before(async () => {
  database = await testDatabase()
  await migrate(database.owner, path.join(PROJECT_FOLDER, 'db', 'agent-migrations'))
})
after(() => database.end())

function writeLarge(): string {
  const file = writeFile('large.csv', `${COLUMNS.join(',')}\n`)
  const handle = fs.openSync(file, 'a')
  let written = 0
  for (let index = 0; written < ROWS; index += 1) {
    const nine = `999${String(index).padStart(6, '0')}`
    const digit = checkDigit(nine)
    if (digit === undefined) continue
    const names = { familyName: `Sample${'abcdefghij'[index % 10]}`, givenNames: 'Kit Lee' }
    const person = { localPersonId: `P${index}`, nhsNumber: `${nine}${digit}`, ...names, cpStart: '2025-11-03' }
    const cells = childCells(person)
    fs.writeSync(handle, `${COLUMNS.map(column => cells[column] ?? '').join(',')}\n`)
    written += 1
  }
  fs.closeSync(handle)
  return file
}

/** What a process of the authority's own does; it says what it sent and the most memory it ever took. */
async function uploaded(file: string): Promise<{ rows: number; sent: number; left: number; megabytes: number }> {
  const program = fileURLToPath(new URL('../support/large-upload.ts', import.meta.url))
  const limits = ['--max-old-space-size=64', '--max-semi-space-size=4']
  const url = database.url.replace('{role}', 'cpis_migrator')
  const { stdout } = await promisify(execFile)(process.execPath, [...limits, program, url, file])
  return JSON.parse(stdout)
}

test('two hundred thousand rows are uploaded in less than 200 MB', async () => {
  const { rows, sent, left, megabytes } = await uploaded(writeLarge())
  assert.deepEqual([rows, sent, left], [ROWS, 5_000, 195_000])
  assert.ok(megabytes < MOST_MEGABYTES, `${megabytes} MB`)
})
