import { Command, InvalidArgumentError, Option } from 'commander'
import { fuzz, keep } from './fuzz.ts'
import { openTargets, TARGETS } from './targets/all.ts'

const whole = (text: string) => {
  const count = Number(text)
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('must be a whole number from 1')
  return count
}

const program = new Command('fuzz')
  .description('Tries everything that reads what others write with inputs made of the corpus, and keeps what it finds.')
  .option('--inputs <n>', 'how many for each target', whole, 100_000)
  .option('--seed <n>', 'the same seed makes the same inputs', whole, 1)
  .addOption(new Option('--target <name>', 'one target only').choices(TARGETS))
  .option('--json', 'one JSON document instead of lines')
  .parse()
const {
  inputs,
  seed,
  target: wanted,
  json,
} = program.opts<{
  inputs: number
  seed: number
  target?: string
  json?: true
}>()

const { targets, end } = await openTargets()
const results = []
for (const target of targets.filter(one => wanted === undefined || one.name === wanted)) {
  const result = await fuzz(target, { inputs, seed })
  const kept = result.found.map(found => ({ file: keep(target.name, found), why: found.why }))
  results.push({ ...result, found: kept })
  if (json) continue
  console.log(`${target.name}: ${result.inputs} inputs in ${result.seconds} s, ${kept.length} found`)
  const outcomes = Object.entries(result.outcomes).sort(([, one], [, other]) => other - one)
  console.log(`  ${outcomes.map(([said, count]) => `${said} ${count}`).join(', ')}`)
  for (const { file, why } of kept) console.log(`  ${file}\n    ${why.split('\n').slice(0, 4).join('\n    ')}`)
}
if (json) console.log(JSON.stringify({ seed, results }, null, 2))
await end()
process.exitCode = results.some(result => result.found.length > 0) ? 1 : 0
