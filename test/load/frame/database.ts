import { dropDatabases, prepareLaptop, startLaptopPostgres } from '../../../src/main/laptop.ts'
import { type ContextRole, openPool, openPoolAsNamed, type Pool, silentLog } from '../../../src/platform/index.ts'
import { othersTest } from '../../support/database.ts'

/** A database of a bench: PostgreSQL of our own, commits wait for the disk, reference data and role directory loaded. */
export type BenchDatabase = AsyncDisposable & {
  /** `postgresql://{role}@…` for `CPIS_DATABASE_URL`. */
  readonly url: string
  readonly owner: Pool
  /** A pool under the login role of a context, with at most so many connections. */
  pool(context: ContextRole, connections: number): Pool
}

/** The folder of the benches' PostgreSQL below the data folder. */
const CLUSTER = 'bench'

let made = 0

/** Makes a fresh database; it is dropped, and PostgreSQL stopped, when the block that uses it ends. */
export async function benchDatabase(): Promise<BenchDatabase> {
  made += 1
  const name = `bench_${process.pid}_${made}`
  const { postgres, databaseUrl } = await prepared(name)
  const owner = openPoolAsNamed(postgres.url('cpis_migrator', name), { connections: 2, log: silentLog })
  const pools: Pool[] = [owner]
  return {
    url: databaseUrl,
    owner,
    pool(context, connections) {
      const pool = openPool(context, { databaseUrl, connections, log: silentLog })
      pools.push(pool)
      return pool
    },
    async [Symbol.asyncDispose]() {
      for (const pool of pools) await pool.end()
      await remove(name)
    },
  }
}

/** As `prepareLaptop`; what it made is removed again if it fails half-way. */
async function prepared(name: string): ReturnType<typeof prepareLaptop> {
  try {
    return await prepareLaptop(name, CLUSTER, silentLog)
  } catch (error) {
    // The first failure is the one to tell.
    await remove(name).catch(() => {})
    throw error
  }
}

/** Another bench may run on the same PostgreSQL at the moment: then it is that one's to stop. */
async function remove(name: string): Promise<void> {
  const postgres = await startLaptopPostgres(CLUSTER, silentLog)
  await dropDatabases(postgres, [name], silentLog)
  if (!(await othersTest(postgres))) await postgres.stop()
}
