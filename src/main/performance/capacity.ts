import fs from 'node:fs'
import path from 'node:path'
import { PROJECT_FOLDER } from '../../platform/index.ts'
import type { Benches } from './measured.ts'

/** What is planned for: our own assumptions, in `docs/reference/capacity.json`. */
export type Plan = {
  readonly name: string
  readonly authorities: number
  readonly records: number
  /** Every one recorded and told to an authority: more than there will be. */
  readonly peakLookUpsPerSecond: number
  readonly accessesPerYear: number
}

export type Assumptions = {
  /** How busy a processor may be at the peak, over one. */
  readonly busy: number
  /** The database and each of its standbys. */
  readonly copies: number
  readonly coresOfOneServer: number
  readonly mostConnectionsOfOneServer: number
  readonly connectionsOfAProcess: number
  readonly prices: { readonly currency: string; readonly coreHour: number; readonly gigabyteMonth: number }
  readonly plans: readonly Plan[]
}

export function readAssumptions(): Assumptions {
  const file = path.join(PROJECT_FOLDER, 'docs', 'reference', 'capacity.json')
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Assumptions
}

/** The benches a plan is reckoned from. */
export type Needed = Pick<Benches, 'lookup' | 'notice' | 'mesh' | 'growth' | 'upload'>

/** What each role needs at the peak, and what the whole keeps and costs. */
export type Capacity = {
  readonly cores: Readonly<Record<'api' | 'worker' | 'mesh' | 'postgres', number>>
  /** One processor each; never fewer than two, so that one may fail. */
  readonly processes: Readonly<Record<'api' | 'worker' | 'mesh', number>>
  readonly connections: number
  readonly diskGbOfRecords: number
  readonly diskGbOfAYear: number
  readonly walMbPerSecond: number
  readonly walGbPerDay: number
  readonly networkMbPerSecond: number
  readonly noticesPerSecond: number
  readonly rowsOfAnUpload: number
  readonly uploadMinutesOfADay: number
  readonly costOfAMonth: number
  readonly costOfAMillion: number
}

const HOURS_OF_A_MONTH = 730
const DAYS_OF_A_YEAR = 365
const GB = 1e9
const MB = 1e6
const LEAST_PROCESSES = 2

/**
 * Reckons a plan from measured figures: processor time for one look-up times how many there are, at the share of a processor
 * that may be busy. PostgreSQL's share is that of a look-up with its notice, which is the dearest.
 */
export function capacityOf(plan: Plan, measured: Needed, assumed: Assumptions): Capacity {
  const { lookup, notice, mesh, growth, upload } = measured
  const { busy, copies, prices, connectionsOfAProcess } = assumed
  const { records, peakLookUpsPerSecond: peak, accessesPerYear, authorities } = plan
  const coresFor = (ms: number) => (peak * ms) / 1000 / busy
  const cores = {
    api: coresFor(lookup.cpuMs),
    worker: coresFor(notice.workerCpuMs),
    mesh: coresFor(mesh.cpuMsPerCycle),
    postgres: coresFor(notice.postgresCpuMs),
  }
  const processesFor = (needed: number) => Math.max(LEAST_PROCESSES, Math.ceil(needed))
  const processes = {
    api: processesFor(cores.api),
    worker: processesFor(cores.worker),
    mesh: processesFor(cores.mesh),
  }
  const bytesOfAccess = growth.bytesPerAccess + notice.diskBytes
  const diskGbOfRecords = (records * growth.bytesPerRecord) / GB
  const diskGbOfAYear = (accessesPerYear * bytesOfAccess) / GB
  const paidCores = processes.api + processes.worker + processes.mesh + Math.ceil(cores.postgres) * copies
  const costOfAMonth =
    paidCores * HOURS_OF_A_MONTH * prices.coreHour + (diskGbOfRecords + diskGbOfAYear) * copies * prices.gigabyteMonth
  const rowsOfAnUpload = records / authorities
  return {
    cores,
    processes,
    connections: (processes.api + processes.worker + processes.mesh) * connectionsOfAProcess,
    diskGbOfRecords,
    diskGbOfAYear,
    walMbPerSecond: (peak * notice.walBytes) / MB,
    walGbPerDay: ((accessesPerYear / DAYS_OF_A_YEAR) * notice.walBytes) / GB,
    networkMbPerSecond: (peak * notice.networkBytes) / MB,
    noticesPerSecond: peak,
    rowsOfAnUpload,
    uploadMinutesOfADay: records / upload.perSecond / 60,
    costOfAMonth,
    costOfAMillion: costOfAMonth / (accessesPerYear / 12 / 1e6),
  }
}
