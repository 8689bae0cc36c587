import { dropDatabases, prepareLaptop } from '../../../src/main/laptop.ts'
import { openPool, openPoolAsNamed, type Pool, silentLog } from '../../../src/platform/index.ts'
import { othersTest } from '../../support/database.ts'

/** A database of a bench: PostgreSQL of our own, commits wait for the disk, reference data and role directory loaded. */
export type BenchDatabase = AsyncDisposable & {
  /** `postgresql://{role}@…` for `CPIS_DATABASE_URL`. */
  readonly url: string
  readonly owner: Pool
  /** A pool under the login role of a context; `connections` at most. */
  pool(context: Parameters<typeof openPool>[0], connections: number): Pool
}

const CLUSTER = 'bench'

/** Makes a fresh database; it is dropped, and PostgreSQL stopped, when the block that uses it ends. */
export async function benchDatabase(): Promise<BenchDatabase> {
  const name = `bench_${process.pid}`
  const { postgres, databaseUrl } = await prepareLaptop(name, CLUSTER, silentLog)
  const owner = openPoolAsNamed(postgres.url('cpis_owner', name), { connections: 2, log: silentLog })
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
      await dropDatabases(postgres, [name], silentLog)
      if (!(await othersTest(postgres))) await postgres.stop()
    },
  }
}
