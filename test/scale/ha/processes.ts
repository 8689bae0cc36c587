import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { asServerUser } from '../../../src/platform/server-user.ts'
import { until } from '../../support/until.ts'

/** A program of the run. It never runs as root. */
export type Program = {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

/** Whatever was started, and the servers those started: `endAll` leaves none of them. */
export type Processes = {
  start(program: Program): ChildProcess
  /** A process that one of ours started and let go, found anew each time: PostgreSQL under Patroni. */
  alsoEnd(pid: () => number | undefined): void
  endAll(): Promise<void>
}

/** Opens the processes of the run; their logs are in the folder. However this process ends, none outlives it. */
export function openProcesses(folder: string): Processes {
  const children = new Set<ChildProcess>()
  const others: (() => number | undefined)[] = []
  const pids = () => [...[...children].map(child => child.pid), ...others.map(pid => pid())].filter(isNumber)
  process.on('exit', () => {
    for (const pid of pids()) killTree(pid)
  })
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)
    process.once(signal, () => process.exit(code))
  return {
    start({ name, command, args, environment = {} }) {
      const log = fs.openSync(path.join(folder, `${name}.log`), 'a')
      const child = spawn(command, args, {
        ...asServerUser(),
        cwd: folder,
        env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder, LC_ALL: 'C.UTF-8', ...environment },
        stdio: ['ignore', log, log],
      })
      fs.closeSync(log)
      children.add(child)
      child.on('exit', () => children.delete(child))
      return child
    },
    alsoEnd: pid => void others.push(pid),
    async endAll() {
      for (const pid of pids()) killTree(pid)
      await until('all processes have ended', () => pids().every(pid => !isAlive(pid)) || undefined)
    },
  }
}

const isNumber = (pid: number | undefined): pid is number => pid !== undefined

/** `kill -9` of a process and of all below it: what the loss of a machine is to them. */
export function killTree(pid: number): void {
  const below = childrenOf(pid)
  kill(pid)
  for (const child of below) killTree(child)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function childrenOf(pid: number): number[] {
  try {
    return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

export function isAlive(pid: number): boolean {
  try {
    // One that has ended and is not yet taken off the list still takes a signal.
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
