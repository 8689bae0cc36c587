import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { runAll } from './all.ts'
import { compareRuns } from './compare.ts'
import type { Bench, Choices } from './frame/bench.ts'
import { asComparison, asJson, asTable } from './frame/print.ts'
import { growthBench } from './growth.ts'
import { hl7v3Bench } from './hl7v3.ts'
import { lookupBench } from './lookup.ts'
import { meshBench } from './mesh.ts'
import { noticeBench } from './notice.ts'
import { portalBench } from './portal.ts'
import { startBench } from './start.ts'
import { uploadBench } from './upload.ts'

// Speed, always beside a measure of its own taken in the same run: bin/bench <name> [--json]

const BENCHES: Readonly<Record<string, Bench>> = {
  lookup: lookupBench,
  hl7v3: hl7v3Bench,
  upload: uploadBench,
  mesh: meshBench,
  portal: portalBench,
  notice: noticeBench,
  growth: growthBench,
  start: startBench,
}

const USAGE = `bin/bench <name> [--json] [--clients 16] [--seconds 4] [--passes 3] [--scale 0.1]
${Object.entries(BENCHES)
  .map(([name, { what }]) => `  ${name.padEnd(8)} ${what}`)
  .join('\n')}
bin/bench all --json [--out <file>]        all of them, in one object
bin/bench compare <before> <after>         two such files; ends with 1 where a ratio got worse`

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
    clients: { type: 'string' },
    seconds: { type: 'string' },
    passes: { type: 'string' },
    scale: { type: 'string' },
  },
})

const [name = '', ...more] = positionals
const interrupted = new AbortController()
const { json, out, ...chosen } = given
const choices: Choices = {
  clients: (chosen.clients ?? '16').split(',').map(Number),
  seconds: Number(chosen.seconds ?? '4'),
  passes: Number(chosen.passes ?? '3'),
  scale: Number(chosen.scale ?? '0.1'),
  signal: interrupted.signal,
}
const isWhole = (value: number) => Number.isSafeInteger(value) && value > 0
const isScale = choices.scale > 0 && choices.scale <= 1
const isSound = choices.clients.every(isWhole) && isWhole(choices.passes) && choices.seconds > 0 && isScale

function sayHow(): void {
  console.error(USAGE)
  process.exitCode = 2
}

/** A file gets a line for each figure: it is kept, and compared by people too. */
function print(outcome: object): void {
  if (out === undefined) console.log(asJson(outcome))
  else fs.writeFileSync(out, `${JSON.stringify(JSON.parse(asJson(outcome)), null, 2)}\n`)
}

async function runOne(bench: Bench): Promise<void> {
  const outcome = await bench.run(choices)
  if (json || out !== undefined) print(outcome.json)
  else console.log(asTable(outcome))
}

async function runEach(): Promise<void> {
  const outcomes = await runAll(chosen, interrupted.signal)
  print(outcomes)
  if (Object.values(outcomes).some(one => 'failed' in one)) process.exitCode = 1
}

/** A run of ten minutes does not end at a folder that is not there. */
const canBeWritten = (file: string) => fs.existsSync(path.dirname(path.resolve(file)))

function compareFiles(before: string, after: string): void {
  const [then, now] = [before, after].map(file => JSON.parse(fs.readFileSync(file, 'utf8')) as object)
  const compared = compareRuns(then ?? {}, now ?? {})
  console.log(asComparison(compared))
  if (compared.length === 0 || compared.some(one => one.isWorse)) process.exitCode = 1
}

const bench = BENCHES[name]
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort(new Error(signal)))
try {
  const [before, after] = more
  if (name === 'compare' && before !== undefined && after !== undefined && more.length === 2)
    compareFiles(before, after)
  else if (more.length > 0 || !isSound || (out !== undefined && !canBeWritten(out))) sayHow()
  else if (name === 'all') await runEach()
  else if (bench !== undefined) await runOne(bench)
  else sayHow()
} catch (error) {
  if (!interrupted.signal.aborted) throw error
  process.exitCode = 130
}
