import { parseArgs } from 'node:util'
import type { Bench, Choices } from './frame/bench.ts'
import { asJson, asTable } from './frame/print.ts'
import { growthBench } from './growth.ts'
import { hl7v3Bench } from './hl7v3.ts'
import { lookupBench } from './lookup.ts'
import { meshBench } from './mesh.ts'
import { noticeBench } from './notice.ts'
import { portalBench } from './portal.ts'
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
}

const USAGE = `bin/bench <name> [--json] [--clients 16] [--seconds 4] [--passes 3] [--scale 0.1]
${Object.entries(BENCHES)
  .map(([name, { what }]) => `  ${name.padEnd(8)} ${what}`)
  .join('\n')}`

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    clients: { type: 'string', default: '16' },
    seconds: { type: 'string', default: '4' },
    passes: { type: 'string', default: '3' },
    scale: { type: 'string', default: '0.1' },
  },
})

const [name = '', ...more] = positionals
const bench = BENCHES[name]
const interrupted = new AbortController()
const choices: Choices = {
  clients: given.clients.split(',').map(Number),
  seconds: Number(given.seconds),
  passes: Number(given.passes),
  scale: Number(given.scale),
  signal: interrupted.signal,
}
const isWhole = (value: number) => Number.isSafeInteger(value) && value > 0
const isScale = choices.scale > 0 && choices.scale <= 1
const isSound = choices.clients.every(isWhole) && isWhole(choices.passes) && choices.seconds > 0 && isScale

if (bench === undefined || more.length > 0 || !isSound) {
  console.error(USAGE)
  process.exitCode = 2
} else {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort(new Error(signal)))
  try {
    const outcome = await bench.run(choices)
    console.log(given.json ? asJson(outcome) : asTable(outcome))
  } catch (error) {
    if (!interrupted.signal.aborted) throw error
    process.exitCode = 130
  }
}
