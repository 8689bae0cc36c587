import fs from 'node:fs'
import path from 'node:path'
import { dataFolder, processEnvironment } from '../../../src/platform/index.ts'

/** A tick of the kernel's clock, as /proc counts processor time. */
const TICK_MS = 10

/**
 * Processor time all processes of the benches' PostgreSQL have used so far, in milliseconds; not a number where there is no
 * /proc. Whoever else keeps the machine busy makes it no larger.
 */
export function postgresCpuMs(): number {
  try {
    const file = path.join(dataFolder(processEnvironment), 'bench', 'cluster', 'postmaster.pid')
    const server = fs.readFileSync(file, 'utf8').split('\n', 1)[0] ?? ''
    const ticks = fs
      .readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(pid => ticksOf(pid, server))
    return ticks.reduce((sum, one) => sum + one, 0) * TICK_MS
  } catch {
    return Number.NaN
  }
}

function ticksOf(pid: string, server: string): number {
  let stat: string
  try {
    stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return 0
  }
  // Behind the name: state, parent, and from the twelfth on user and system time, of itself and of children that ended.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const isOurs = pid === server || fields[1] === server
  const own = Number(fields[11]) + Number(fields[12])
  return isOurs ? own + (pid === server ? Number(fields[13]) + Number(fields[14]) : 0) : 0
}

/** Processor time of this process, in milliseconds. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
