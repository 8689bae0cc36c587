import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { PROJECT_FOLDER, processEnvironment } from '../../src/platform/index.ts'
import { freePort } from '../support/role-process.ts'
import type { Bench, Choices, Outcome, Row } from './frame/bench.ts'
import { type Memory, memoryOf } from './frame/memory.ts'
import { openLoop } from './frame/open-loop.ts'
import { say } from './frame/say.ts'
import { type Roles, startRoles } from './world/roles.ts'

const RATE = 200
const START_LIMIT_MS = 120_000
const PORTS = ['API', 'SPINE', 'PORTAL', 'MESH', 'WORKER', 'PDS', 'CIS2'].map(name => `CPIS_${name}_PORT`)
const MARK = 'Running. Stop with Ctrl-C'

export const startBench: Bench = {
  what: 'bin/start until it is ready, on the first and the second run; memory of each role at rest and under load',
  run: benchStart,
}

/** Seconds from the command until the API is ready, and until the story is told. */
type Started = { readonly readySeconds: number; readonly storySeconds: number }

async function benchStart(choices: Choices): Promise<Outcome> {
  const folder = path.join(PROJECT_FOLDER, '.data', `bench-start-${process.pid}`)
  try {
    say('bin/start in an empty folder ...')
    const first = await startLaptop(folder, choices.signal)
    say('bin/start again ...')
    const second = await startLaptop(folder, choices.signal)
    return outcomeOf({ first, second }, await memoryOfRoles(choices))
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Starts the laptop on ports of its own, and stops it as a person would when its story is told. */
async function startLaptop(folder: string, signal: AbortSignal): Promise<Started> {
  const ports = await Promise.all(PORTS.map(async name => [name, String(await freePort())] as const))
  const env = { ...processEnvironment, ...Object.fromEntries(ports), CPIS_DATA: folder }
  const begun = performance.now()
  const seconds = () => (performance.now() - begun) / 1000
  const child = spawn('bin/start', { cwd: PROJECT_FOLDER, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const end = () => child.kill('SIGTERM')
  signal.addEventListener('abort', end)
  let told = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    told += text
  })
  try {
    const url = `http://127.0.0.1:${Object.fromEntries(ports)['CPIS_API_PORT']}/health/ready`
    const stillRuns = () => {
      signal.throwIfAborted()
      if (child.exitCode !== null || seconds() * 1000 > START_LIMIT_MS) throw new Error(`bin/start failed:\n${told}`)
    }
    while (!(await answers(url))) stillRuns()
    const readySeconds = seconds()
    while (!told.includes(MARK)) {
      stillRuns()
      await pause()
    }
    return { readySeconds, storySeconds: seconds() }
  } finally {
    signal.removeEventListener('abort', end)
    end()
    await ended
  }
}

const pause = () => new Promise(resolve => setTimeout(resolve, 20))

async function answers(url: string): Promise<boolean> {
  await pause()
  return fetch(url).then(
    answer => answer.ok,
    () => false,
  )
}

type RoleMemory = { readonly role: string; readonly idle: Memory; readonly loaded: Memory }

async function memoryOfRoles({ seconds, passes, signal }: Choices): Promise<RoleMemory[]> {
  say('starting every role as a process of its own ...')
  await using stack = new AsyncDisposableStack()
  const { running, lookUp, allTold } = await startRoles(stack, ['portal'])
  const idle = memories(running)
  say(`${RATE} look-ups a second for ${seconds * passes} s ...`)
  await openLoop({ perSecond: RATE, seconds: seconds * passes, signal }, lookUp)
  const loaded = memories(running)
  await allTold()
  return idle.flatMap(([role, atRest]) => {
    const underLoad = loaded.find(([name]) => name === role)?.[1]
    return atRest === undefined || underLoad === undefined ? [] : [{ role, idle: atRest, loaded: underLoad }]
  })
}

function memories(running: Roles['running']): [role: string, memory: Memory | undefined][] {
  return Object.entries(running).map(([role, { pid }]) => [role, memoryOf(pid)])
}

function outcomeOf({ first, second }: Record<'first' | 'second', Started>, memory: readonly RoleMemory[]): Outcome {
  const rows: Row[] = memory.map(({ role, idle, loaded }) => ({
    role,
    'at rest RSS MB': idle.rssMb,
    'PSS MB': idle.pssMb,
    [`at ${RATE} look-ups a second RSS MB`]: loaded.rssMb,
    'then PSS MB': loaded.pssMb,
  }))
  return {
    json: { bench: 'start', first, second, perSecond: RATE, memory },
    title: `bin/start: ready after ${second.readySeconds.toFixed(1)} s on the second run (aim: below 5), ${first.readySeconds.toFixed(1)} s on the first; its story told after ${second.storySeconds.toFixed(1)} s`,
    rows,
  }
}
