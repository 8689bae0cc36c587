import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type EventData, run } from 'node:test'
import { spec } from 'node:test/reporters'
import { PROJECT_FOLDER, processEnvironment } from '../../src/platform/index.ts'
import { othersTest, prepareTemplate, testCluster } from './database.ts'
import { LONG_FORM, SEED } from './form.ts'
import { SCREENSHOTS } from './screenshots.ts'

// Everything a change must pass, or with --nightly what takes too long for each change.
// Closes with the line "N passed, N failed, N skipped".

const nightly = process.argv.includes('--nightly')
const ending = nightly ? '.nightly.ts' : '.test.ts'
const concurrency = nightly ? 1 : Math.max(2, os.availableParallelism())
const hour = 3_600_000
const pictures = process.argv.indexOf('--screenshots')
const seed = process.argv.indexOf('--seed')
/** The words that are the values of these. */
const valuesAt = [pictures, seed].filter(place => place > 0).map(place => place + 1)
const wanted = process.argv.slice(2).filter((word, place) => !word.startsWith('-') && !valuesAt.includes(place + 2))
const whole = wanted.length === 0
const places = whole ? ['src', 'stand-ins', 'test'] : wanted
const count = { passed: 0, failed: 0, skipped: 0 }

function wholeNumber(text = ''): string {
  if (!/^\d{1,9}$/.test(text)) throw new Error('--seed must be a whole number')
  return text
}

function filesBelow(place: string): string[] {
  const at = path.resolve(PROJECT_FOLDER, place)
  if (fs.statSync(at).isFile()) return [at]
  return fs
    .readdirSync(at, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(ending))
    .map(name => path.join(at, name))
    .sort()
}

function runsWell(name: string, command: string, args: string[]): Promise<void> {
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd: PROJECT_FOLDER, stdio: 'inherit' })
    child.on('close', code => {
      console.log(`${code === 0 ? '✔' : '✖'} ${name}`)
      count[code === 0 ? 'passed' : 'failed'] += 1
      resolve()
    })
  })
}

async function runTests(files: string[]): Promise<void> {
  const stream = run({ files, concurrency, forceExit: false, timeout: nightly ? hour : 300_000 })
  const spent = new Map<string, number>()
  const spend = ({ file = '', nesting, details }: EventData.TestPass | EventData.TestFail) => {
    if (nesting === 0) spent.set(file, (spent.get(file) ?? 0) + details.duration_ms)
  }
  stream.on('test:pass', event => {
    spend(event)
    if (event.details.type === 'suite') return
    count[event.skip !== undefined || event.todo !== undefined ? 'skipped' : 'passed'] += 1
  })
  stream.on('test:fail', event => {
    spend(event)
    if (event.details.type !== 'suite') count.failed += 1
  })
  await new Promise(resolve => stream.compose(spec).on('end', resolve).pipe(process.stdout, { end: false }))
  if (whole) sayWhatTookLong(spent)
}

/** Where the time of a whole run went: the first to look at when it grows. */
function sayWhatTookLong(spent: ReadonlyMap<string, number>): void {
  const slowest = [...spent].sort(([, a], [, b]) => b - a).slice(0, 20)
  console.log('Took longest:')
  for (const [file, ms] of slowest)
    console.log(`${(ms / 1_000).toFixed(1).padStart(7)} s  ${path.relative(PROJECT_FOLDER, file)}`)
}

if (nightly) processEnvironment[LONG_FORM] = 'yes'
if (seed > 0) processEnvironment[SEED] = wholeNumber(process.argv[seed + 1])
if (pictures > 0) processEnvironment[SCREENSHOTS] = path.resolve(process.argv[pictures + 1] ?? 'screenshots')
const cluster = await testCluster()
await prepareTemplate(cluster)
if (whole && !nightly) {
  await runsWell('types', 'node_modules/.bin/tsc', ['--noEmit'])
  await runsWell('lint and format', 'node_modules/.bin/biome', ['check', '--error-on-warnings', '.'])
}
await runTests(places.flatMap(filesBelow))
if (!(await othersTest(cluster))) await cluster.stop()
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
process.exitCode = count.failed === 0 && count.passed > 0 ? 0 : 1
