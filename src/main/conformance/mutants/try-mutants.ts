import { runCases, serverCases } from '../../../conformance/index.ts'
import { openLog, processEnvironment } from '../../../platform/index.ts'
import { startEverything } from '../../everything.ts'
import { prepareLaptop, removeCluster, removeLeftClusters } from '../../laptop.ts'
import { settingsFrom } from '../../settings.ts'
import { ourService } from '../ourselves.ts'
import { mutants, runMutants, type Tried } from './run-mutants.ts'

const CLUSTER = 'conformance-'
const ROLES = ['API', 'SPINE', 'PORTAL', 'MESH', 'WORKER', 'PDS', 'CIS2']
const ANY_PORT = Object.fromEntries(ROLES.map(role => [`CPIS_${role}_PORT`, '0']))

type Bar = { readonly onRow: (done: number) => void; stop(): void }

/**
 * Tries the kit on every mutant of our service, in a PostgreSQL and on ports of its own, thrown away afterwards. The
 * sound service has to pass first: a case that fails without a mutant catches none.
 */
export async function tryMutants(barFor: (count: number) => Bar): Promise<Tried[]> {
  const log = openLog('conformance', 'fatal')
  await removeLeftClusters(CLUSTER, log)
  const cluster = `${CLUSTER}${process.pid}`
  try {
    const { databaseUrl } = await prepareLaptop('cpis', cluster, log)
    const environment = { ...processEnvironment, ...ANY_PORT, CPIS_LOG_LEVEL: 'fatal', CPIS_DATABASE_URL: databaseUrl }
    const everything = await startEverything(settingsFrom({ ...environment, CPIS_UPLOAD_POLL_MS: '50' }))
    try {
      return await onService(everything, barFor)
    } finally {
      await everything.stop()
    }
  } finally {
    await removeCluster(cluster, log)
  }
}

async function onService(everything: Awaited<ReturnType<typeof startEverything>>, barFor: (count: number) => Bar) {
  await using service = await ourService(everything)
  const outcomes = await runCases(serverCases, service.subject())
  const unsound = outcomes
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ id, evidence }) => `${id}: ${evidence.at(-1)}`)
  if (unsound.length > 0) throw new Error(`our service does not pass: ${unsound.join('; ')}`)
  const bar = barFor(mutants.length)
  return await runMutants(service, everything.urls, bar.onRow).finally(() => bar.stop())
}
