import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { PROJECT_FOLDER, processEnvironment } from '../../../src/platform/index.ts'

/** The API as it runs in production: a process of its own. */
export type ApiProcess = AsyncDisposable & {
  readonly pid: number
  readonly url: string
  /** Where HL7 v3 queries are posted to. */
  readonly spineUrl: string
  /** What it has used so far. */
  spent(): Promise<Spent>
}

/** Processor time in milliseconds, and statements sent to PostgreSQL. */
export type Spent = { readonly cpuMs: number; readonly statements: number }

const START_LIMIT_MS = 20_000

/** Starts `cpis serve api` with these settings on a free port, and waits until it is ready; stopped as an operator would. */
export async function startApiProcess(settings: Readonly<Record<string, string>>): Promise<ApiProcess> {
  const [port, spinePort] = [await freePort(), await freePort()]
  const child = spawn(process.execPath, [path.join(PROJECT_FOLDER, 'src', 'main', 'command.ts'), 'serve', 'api'], {
    env: {
      ...processEnvironment,
      CPIS_PROFILE: 'laptop',
      CPIS_LOG_LEVEL: 'error',
      CPIS_SPINE_PORT: String(spinePort),
      ...settings,
      CPIS_API_PORT: String(port),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  try {
    await ready(child, url)
  } catch (error) {
    await stop(child)
    throw error
  }
  const spineUrl = `http://127.0.0.1:${spinePort}/syncservice`
  const { pid = 0 } = child
  return { pid, url, spineUrl, spent: () => spentBy(url), [Symbol.asyncDispose]: () => stop(child) }
}

async function freePort(): Promise<number> {
  const server = http.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function ready(child: ChildProcess, url: string): Promise<void> {
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; ) {
    if (child.exitCode !== null) throw new Error(`the API ended with ${child.exitCode}`)
    const isReady = await fetch(`${url}/health/ready`).then(
      answer => answer.ok,
      () => false,
    )
    if (isReady) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error('the API was not ready in time')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** What a role that answers `/metrics` at this address has used so far. */
export async function spentBy(url: string): Promise<Spent> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const seconds = /^process_cpu_seconds_total\{[^}]*\} (\S+)$/m.exec(text)?.[1]
  if (seconds === undefined) throw new Error('the API does not say what processor time it used')
  const statements = text.matchAll(/^cpis_statements_total\{[^}]*\} (\d+)$/gm)
  return {
    cpuMs: Number(seconds) * 1000,
    statements: [...statements].reduce((sum, [, count]) => sum + Number(count), 0),
  }
}
