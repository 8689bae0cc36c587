import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command, InvalidArgumentError, Option } from 'commander'
import { PROJECT_FOLDER, processEnvironment } from '../../src/platform/index.ts'
import { openChance } from '../simulation/service/chance.ts'
import { othersTest, prepareTemplate, testCluster } from '../support/database.ts'
import { type Mutant, mutantsOf } from './mutants.ts'
import { codeBelow, testsOf } from './tests-of.ts'

// Small wrong changes of the code that matters most, one at a time, each held against the tests that load it (trust.md
// 10.2). One that no test notices survives: a test is missing, or the change makes no difference.

/** By name: what is changed, and where its tests are. */
const TARGETS = {
  register: { code: ['src/register/rules'], tests: ['src/register'] },
  lookup: { code: ['src/lookup'], tests: ['src/lookup'] },
  audit: { code: ['src/platform/audit'], tests: ['src/platform/audit', 'test/faults/chain.test.ts', 'src/main/audit'] },
} as const
type TargetName = keyof typeof TARGETS

/** A test that goes on for so long has noticed something: it waits for what does not come. */
const MOST_SECONDS = 90

const whole = (text: string) => {
  const count = Number(text)
  if (!Number.isSafeInteger(count) || count < 0) throw new InvalidArgumentError('must be a whole number')
  return count
}
const { target, file, sample, seed, gate, json } = new Command('mutate')
  .description('Changes the code that matters most in small wrong ways and tells which changes no test notices.')
  .addOption(new Option('--target <name>', 'one target only').choices(Object.keys(TARGETS)))
  .option('--file <path>', 'one file of a target only')
  .option('--sample <n>', 'so many changes of each target, by chance; 0 is all of them', whole, 0)
  .option('--seed <n>', 'the same seed chooses the same sample', whole, 1)
  .option('--gate <percent>', 'below that share noticed the run fails', whole, 80)
  .option('--json', 'one JSON document instead of lines')
  .parse()
  .opts<{ target?: TargetName; file?: string; sample: number; seed: number; gate: number; json?: true }>()

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mutant-'))
const textFile = path.join(folder, 'text.ts')

/** Whether a test passes, with one file reading otherwise. */
async function passes(test: string, mutant: Pick<Mutant, 'file' | 'text'>): Promise<boolean> {
  fs.writeFileSync(textFile, mutant.text)
  const loader = pathToFileURL(path.join(import.meta.dirname, 'with-mutant.ts')).href
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', `--import=${loader}`, test], {
    cwd: PROJECT_FOLDER,
    stdio: 'ignore',
    env: {
      ...processEnvironment,
      TEST_MUTANT_URL: pathToFileURL(path.join(PROJECT_FOLDER, mutant.file)).href,
      TEST_MUTANT_TEXT: textFile,
    },
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), MOST_SECONDS * 1000)
  const code = await new Promise(resolve => child.on('close', resolve))
  clearTimeout(timer)
  return code === 0
}

async function isNoticed(mutant: Mutant, places: readonly string[]): Promise<boolean> {
  for await (const test of soundTests(mutant.file, places)) if (!(await passes(test, mutant))) return true
  return false
}

const read = (name: string) => fs.readFileSync(path.join(PROJECT_FOLDER, name), 'utf8')
const sound = new Map<string, boolean>()

/** The tests of a file that pass as everything stands; each is tried once, when it is first wanted. */
async function* soundTests(name: string, places: readonly string[]): AsyncIterable<string> {
  for (const test of testsOf(name, places)) {
    const isSound = sound.get(test) ?? (await passes(test, { file: name, text: read(name) }))
    sound.set(test, isSound)
    if (isSound) yield test
    else process.stderr.write(`${test} fails as everything stands, and is left out\n`)
  }
}

/** All, or so many by chance. */
function chosen(all: readonly Mutant[]): Mutant[] {
  const chance = openChance(seed)
  const left = [...all]
  const count = sample === 0 ? left.length : Math.min(sample, left.length)
  return Array.from({ length: count }, () => left.splice(chance.upTo(left.length), 1)).flat()
}

const shown = ({ file: name, line, was, is }: Mutant) => `${name}:${line}  ${was}  ->  ${is}`

async function tried(name: TargetName) {
  const { code, tests } = TARGETS[name]
  const files = codeBelow(code).filter(one => file === undefined || one === file)
  const mutants = chosen(files.flatMap(one => mutantsOf(one, read(one))))
  const survivors: Mutant[] = []
  for (const [place, mutant] of mutants.entries()) {
    const noticed = await isNoticed(mutant, tests)
    if (!noticed) survivors.push(mutant)
    process.stderr.write(`${place + 1}/${mutants.length} ${noticed ? 'noticed ' : 'SURVIVES'} ${shown(mutant)}\n`)
  }
  const noticed = mutants.length - survivors.length
  const percent = mutants.length === 0 ? 100 : Math.floor((100 * noticed) / mutants.length)
  return {
    target: name,
    mutants: mutants.length,
    noticed,
    percent,
    survivors: survivors.map(({ text: _, ...one }) => one),
  }
}

const cluster = await testCluster()
await prepareTemplate(cluster)
const results = []
for (const name of Object.keys(TARGETS) as TargetName[])
  if (target === undefined || target === name) results.push(await tried(name))
fs.rmSync(folder, { recursive: true })
if (!(await othersTest(cluster))) await cluster.stop()
if (json) console.log(JSON.stringify({ gate, results }, null, 2))
else
  for (const result of results) {
    console.log(
      `${result.target}: ${result.noticed} of ${result.mutants} changes noticed, ${result.percent} % (${gate} wanted)`,
    )
    for (const one of result.survivors) console.log(`  ${shown({ ...one, text: '' })}`)
  }
process.exitCode = results.every(({ percent }) => percent >= gate) ? 0 : 1
