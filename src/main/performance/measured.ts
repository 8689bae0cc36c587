import fs from 'node:fs'
import path from 'node:path'
import { PROJECT_FOLDER } from '../../platform/index.ts'

// What `bin/bench all --json --out docs/reference/performance.json` wrote, as far as the pages use it.

/** The machine and the moment. */
export type Made = {
  readonly at: string
  readonly commit: string
  readonly node: string
  readonly system: string
  readonly processors: number
  readonly processor?: string
  readonly memoryGb: number
  readonly loadBefore: number
}

export type LookUps = {
  readonly mode: 'standard' | 'silent'
  readonly clients: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuMs: number
  readonly postgresCpuMs: number
  readonly queries: number
  readonly rawPerSecond: number
  readonly alonePerSecond: number
  readonly ratioToRawSql: number
  readonly ratioAlone: number
}

export type Uploads = { readonly perSecond: number; readonly rawPerSecond: number; readonly ratioToRawSql: number }
type Memory = { readonly rssMb: number; readonly pssMb: number }
type Started = { readonly readySeconds: number; readonly storySeconds: number }

/** Answer times at a fixed rate, from the planned moment of each. */
export type AtRate = { readonly perSecond: number } & Readonly<Record<'p50Ms' | 'p95Ms' | 'p99Ms', number>>

export type Benches = {
  readonly lookup: LookUps & {
    readonly records: number
    readonly ratioWithGroupCommit: number
    readonly atHalf: AtRate
    readonly atPromised: AtRate
    readonly pgbench: { readonly perSecond: number; readonly rawOverPgbench: number } | 'not installed'
    readonly all: readonly LookUps[]
  }
  readonly hl7v3: {
    readonly readMbPerSecond: number
    readonly writeMbPerSecond: number
    readonly all: readonly (Pick<LookUps, 'mode' | 'clients' | 'perSecond' | 'p99Ms'> & {
      readonly fhirPerSecond: number
      readonly ratioToFhir: number
    })[]
  }
  readonly upload: Uploads & {
    readonly rows: number
    readonly peakMemoryMb: number
    readonly again: Uploads
    readonly largest: { readonly rows: number; readonly perSecond: number; readonly peakMemoryMb: number }
  }
  readonly mesh: {
    readonly bodyBytes: number
    readonly cpuMsPerCycle: number
    readonly all: readonly {
      readonly clients: number
      readonly perSecond: number
      readonly p99Ms: number
      readonly fullPerSecond: number
      readonly flatness: number
    }[]
  }
  readonly portal: {
    readonly records: number
    readonly pages: readonly { readonly page: string; readonly p50: number; readonly p95: number }[]
  }
  readonly notice: {
    readonly perSecond: number
    readonly noticeP50Ms: number
    readonly noticeP99Ms: number
    readonly noticeMaxMs: number
    readonly lookUpP50Ms: number
    readonly lookUpP99Ms: number
    readonly apiCpuMs: number
    readonly workerCpuMs: number
    readonly meshCpuMs: number
    readonly postgresCpuMs: number
    readonly walBytes: number
    readonly diskBytes: number
    readonly networkBytes: number
  }
  readonly growth: {
    readonly scale: number
    readonly lookupGrowth: number
    readonly cpuGrowth: number
    readonly bytesPerRecord: number
    readonly bytesPerAccess: number
    readonly verifiedPerSecond: number
    readonly sizes: readonly { readonly records: number; readonly history: number; readonly perSecond: number }[]
  }
  readonly start: {
    readonly first: Started
    readonly second: Started
    readonly perSecond: number
    readonly memory: readonly { readonly role: string; readonly idle: Memory; readonly loaded: Memory }[]
  }
}

/** A bench that failed in that run is absent. */
export type Measured = { readonly made: Made } & Partial<Benches>

const COMMITTED = path.join(PROJECT_FOLDER, 'docs', 'reference', 'performance.json')

/** A run of all benches; the committed one where no file is named. */
export function readMeasured(file = COMMITTED): Measured {
  const { made, ...benches } = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, object> & { made: Made }
  const run = Object.entries(benches).filter(([, bench]) => !('failed' in bench))
  return { made, ...(Object.fromEntries(run) as Partial<Benches>) }
}
