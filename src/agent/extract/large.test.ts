import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inForm } from '../../../test/support/form.ts'
import { checkDigit } from '../../demographics/index.ts'
import { writeFile } from '../fixture.ts'
import { COLUMNS } from './mapping.ts'

const ROWS = inForm({ short: 30_000, long: 200_000 })
const MOST_MEGABYTES = 200

/** A year's worth of a large authority, and ten times that: every row a child with a plan. */
function writeLarge(): string {
  const file = writeFile('large.csv', `${COLUMNS.join(',')}\n`)
  const handle = fs.openSync(file, 'a')
  for (let index = 0; index < ROWS; index += 1000) {
    const lines = Array.from({ length: 1000 }, (_, more) => line(index + more))
    fs.writeSync(handle, lines.join(''))
  }
  fs.closeSync(handle)
  return file
}

function line(index: number): string {
  const nine = `99${String(index * 7).padStart(7, '0')}`
  const cells: Record<string, string> = {
    ...{
      localPersonId: `P${index}`,
      nhsNumber: `${nine}${checkDigit(nine) ?? 0}`,
      familyName: `Sample${index % 5000}`,
    },
    ...{ givenNames: `Kit ${index % 900}`, dateOfBirth: `201${index % 10}-0${(index % 9) + 1}-1${index % 9}` },
    cpStart: `2026-01-${String((index % 28) + 1).padStart(2, '0')}`,
  }
  return `${COLUMNS.map(column => cells[column] ?? '').join(',')}\n`
}

const PROGRAM = `
  const { checkOnly } = await import(process.argv[1])
  const { CONFIGURATION, NOW } = await import(process.argv[2])
  const report = await checkOnly({ configuration: CONFIGURATION, clock: { now: () => NOW } }, { file: process.argv[3] })
  console.log(JSON.stringify({ rows: report.rows, kilobytes: process.resourceUsage().maxRSS }))
`

test(`${ROWS} rows are checked in less than 200 MB`, async () => {
  const file = writeLarge()
  const module = (name: string) => fileURLToPath(new URL(name, import.meta.url))
  const modules = [module('../report/check-report.ts'), module('../fixture.ts')]
  const { stdout } = await promisify(execFile)(process.execPath, [
    // Left to itself V8 takes what a machine has to spare; this is what the work needs.
    '--max-old-space-size=64',
    '--max-semi-space-size=4',
    '--input-type=module',
    '-e',
    PROGRAM,
    ...modules,
    file,
  ])
  const { rows, kilobytes } = JSON.parse(stdout)
  assert.equal(rows, ROWS)
  assert.ok(kilobytes / 1000 < MOST_MEGABYTES, `${Math.round(kilobytes / 1000)} MB`)
})
