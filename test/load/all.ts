import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import os from 'node:os'
import { PROJECT_FOLDER } from '../../src/platform/index.ts'
import { say } from './frame/say.ts'

/** Each bench as `bin/bench all` runs it: about ten minutes together on two quiet processors. */
const TURNS: Readonly<Record<string, readonly string[]>> = {
  lookup: ['--clients', '16', '--seconds', '2'],
  hl7v3: ['--clients', '16', '--seconds', '2'],
  upload: [],
  mesh: ['--clients', '16', '--seconds', '2'],
  portal: ['--seconds', '1'],
  notice: ['--seconds', '3'],
  growth: ['--seconds', '2', '--scale', '0.1'],
  start: ['--seconds', '3'],
}

/** What was chosen for all of them, over what each has above. */
export type Chosen = Readonly<Record<string, string | undefined>>

/**
 * Runs every bench one after another, each in a process of its own, so that the memory of one is not the other's. One that
 * fails does not stop the others: it is `{ bench, failed }`.
 */
export async function runAll(chosen: Chosen, signal: AbortSignal): Promise<Record<string, object>> {
  const outcomes: Record<string, object> = { made: whereAndWhen() }
  for (const [name, fixed] of Object.entries(TURNS)) {
    signal.throwIfAborted()
    say(`--- ${name}`)
    const begun = performance.now()
    outcomes[name] = await outcomeOf(name, [...fixed, ...given(chosen)], signal)
    say(`--- ${name}: ${Math.round((performance.now() - begun) / 1000)} s`)
  }
  return outcomes
}

const given = (chosen: Chosen) =>
  Object.entries(chosen).flatMap(([option, value]) => (value === undefined ? [] : [`--${option}`, value]))

async function outcomeOf(name: string, options: readonly string[], signal: AbortSignal): Promise<object> {
  const child = spawn(process.execPath, ['test/load/bench.ts', name, '--json', ...options], {
    cwd: PROJECT_FOLDER,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const interrupt = () => child.kill('SIGTERM')
  signal.addEventListener('abort', interrupt, { once: true })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    printed += text
  })
  const [code] = await once(child, 'close')
  signal.removeEventListener('abort', interrupt)
  return code === 0 ? (JSON.parse(printed) as object) : { bench: name, failed: `ended with ${code}` }
}

/** The machine and the moment, for figures mean nothing without them. */
function whereAndWhen(): object {
  const [first] = os.cpus()
  return {
    at: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: PROJECT_FOLDER, encoding: 'utf8' }).trim(),
    node: process.version,
    system: `${os.type()} ${os.arch()}`,
    processors: os.cpus().length,
    processor: first?.model.trim(),
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    loadBefore: Math.round((os.loadavg()[0] ?? 0) * 100) / 100,
  }
}
