import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { dataFolder, PROJECT_FOLDER, processEnvironment } from '../../src/platform/index.ts'
import { until } from './until.ts'

/** A role of the service as it runs in production: a process of its own. */
export type RoleProcess = {
  readonly pid: number
  /** What an operator does: SIGTERM. Returns the exit code; null when it had to be killed. */
  stop(): Promise<number | null>
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>
}

export type RoleName = 'api' | 'worker' | 'mesh'
/** The pages too may be started, where somebody looks at them. */
export type StartedRole = RoleName | 'portal'

const PORT_OF: Record<StartedRole, string> = {
  api: 'CPIS_API_PORT',
  worker: 'CPIS_WORKER_PORT',
  mesh: 'CPIS_MESH_PORT',
  portal: 'CPIS_PORTAL_PORT',
}
const START_LIMIT_MS = 30_000
const PROGRAM = path.join(PROJECT_FOLDER, 'src', 'main', 'command.ts')

/** Node keeps compiled modules here: a role that is killed twenty times starts in half the time. */
const inherited = { ...processEnvironment, NODE_COMPILE_CACHE: path.join(dataFolder({}), 'compiled') }

const running = new Set<ChildProcess>()
const killAll = () => {
  for (const child of running) child.kill('SIGKILL')
}
// However this process ends, nothing it started outlives it.
process.on('exit', killAll)
process.once('SIGTERM', () => process.exit(143))

/** Starts `cpis serve <role>` on a port and waits until it says that it is ready. */
export async function startRole(
  role: StartedRole,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<RoleProcess> {
  const child = spawn(process.execPath, [PROGRAM, 'serve', role], {
    env: { CPIS_SPINE_PORT: '0', ...inherited, ...settings, [PORT_OF[role]]: String(port) },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  running.add(child)
  child.on('exit', () => running.delete(child))
  try {
    await ready(child, role, `http://127.0.0.1:${port}/health/ready`)
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  const { pid = 0 } = child
  return { pid, stop: () => ended(child, 'SIGTERM'), kill: () => ended(child, 'SIGKILL').then(() => {}) }
}

/** Runs `cpis <words>` to its end. */
export async function runCommand(words: readonly string[], settings: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [PROGRAM, ...words], { env: { ...inherited, ...settings } })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { stdout, stderr }
}

async function ready(child: ChildProcess, role: StartedRole, url: string): Promise<void> {
  await until(
    `${role} ready`,
    async () => {
      const end = child.exitCode ?? child.signalCode
      if (end !== null) throw new Error(`${role} ended with ${end}`)
      const isReady = await fetch(url).then(
        answer => answer.ok,
        () => false,
      )
      return isReady || undefined
    },
    { withinMs: START_LIMIT_MS },
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

/** A port nobody listens on, below those the system hands out itself: it is still free when the role is started again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const server = http.createServer()
    const isFree = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
