import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { PROJECT_FOLDER, processEnvironment } from '../../src/platform/index.ts'
import { until } from '../support/until.ts'

/** A role in several processes, as `cpis serve <role> --workers N` runs it. */
export type ClusteredRole = AsyncDisposable & {
  readonly pid: number
  /** The processes that do the work. */
  processes(): Promise<number[]>
  signal(signal: NodeJS.Signals): void
  /** SIGTERM; returns the exit code. */
  stop(): Promise<number | null>
}

export type Clustering = {
  readonly role: 'api' | 'mesh' | 'portal'
  readonly workers: number
  readonly url: string
  /** With the file it logs to: that all are ready stands there. */
  readonly environment: Readonly<Record<string, string>> & { readonly CPIS_LOG_FILE: string }
}

const WITHIN = { withinMs: 60_000, everyMs: 50 }

/** Starts it and waits until all its processes are ready; whoever disposes of it kills what is left. */
export async function startClustered({ role, workers, url, environment }: Clustering): Promise<ClusteredRole> {
  const program = path.join(PROJECT_FOLDER, 'src', 'main', 'command.ts')
  const child = spawn(process.execPath, [program, 'serve', role, '--workers', String(workers)], {
    env: { CPIS_SPINE_PORT: '0', ...processEnvironment, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${role} did not start`)
  await until(`${role} ready`, () => answers(child, url), WITHIN)
  const logged = () => fs.readFileSync(environment.CPIS_LOG_FILE, 'utf8')
  await until('all are ready', () => logged().includes('all processes are ready') || undefined, WITHIN)
  return {
    pid,
    processes: () => childrenOf(pid),
    signal: signal => void child.kill(signal),
    stop: () => ended(child, 'SIGTERM'),
    [Symbol.asyncDispose]: async () => void (await ended(child, 'SIGKILL')),
  }
}

async function answers(child: ChildProcess, url: string): Promise<true | undefined> {
  if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`)
  return fetch(`${url}/health/ready`).then(
    answer => answer.ok || undefined,
    () => undefined,
  )
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return child.exitCode
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await fs.promises.readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean).map(Number)
}
