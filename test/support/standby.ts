import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {
  type ContextRole,
  type EmbeddedPostgres,
  openPool,
  openPoolAsNamed,
  type Pool,
  silentLog,
  startEmbeddedPostgres,
} from '../../src/platform/index.ts'
import { prepareTemplate, type TestDatabase } from './database.ts'
import { until } from './until.ts'

const NAME = 'cpis_template'

/** A primary with a database that is migrated, and a standby that follows it. */
export type Pair = {
  readonly database: TestDatabase
  /** The standby under the role of a context. */
  readonly standby: Pool
  /** The standby goes on receiving and applies nothing, until `resume`. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** The standby is gone. */
  stopStandby(): Promise<void>
  /** Waits until the standby shows what the primary has. */
  caughtUp(): Promise<void>
}

/** Starts both; `database.end()` ends them and removes what they kept. */
export async function startPair(context: ContextRole): Promise<Pair> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-pair-'))
  fs.chmodSync(folder, 0o755)
  const start = (name: string) =>
    startEmbeddedPostgres({ folder: path.join(folder, name), log: silentLog, fsync: false })
  const first = await start('primary')
  await prepareTemplate(first)
  await first.stop()
  copyAsStandby(folder, first)
  const [primary, standby] = [await start('primary'), await start('standby')]
  const admins = [primary, standby].map(one =>
    openPoolAsNamed(one.url('postgres', NAME), { log: silentLog, connections: 1 }),
  )
  const [atPrimary, atStandby] = admins as [Pool, Pool]
  const pool = (at: EmbeddedPostgres, role: ContextRole) =>
    openPool(role, { databaseUrl: at.url('{role}', NAME), connections: 4, connectWithinMs: 500, log: silentLog })
  const pools = new Map<ContextRole, Pool>()
  const opened = pool(standby, context)
  const owner = openPoolAsNamed(primary.url('cpis_migrator', NAME), { log: silentLog, connections: 2 })
  const poolOf = (role: ContextRole) => {
    const known = pools.get(role) ?? pool(primary, role)
    pools.set(role, known)
    return known
  }
  return {
    database: {
      url: primary.url('{role}', NAME),
      owner,
      pool: poolOf,
      async end() {
        for (const one of [...pools.values(), owner, opened, ...admins]) await one.end()
        await standby.stop()
        await primary.stop()
        fs.rmSync(folder, { recursive: true, force: true })
      },
    },
    standby: opened,
    pause: async () => void (await atStandby.query({ text: 'select pg_wal_replay_pause()' })),
    resume: async () => void (await atStandby.query({ text: 'select pg_wal_replay_resume()' })),
    stopStandby: () => standby.stop(),
    async caughtUp() {
      const [row] = await atPrimary.query<{ at: string }>({ text: 'select pg_current_wal_insert_lsn()::text as at' })
      await until('the standby has caught up', async () => {
        const text = 'select pg_last_wal_replay_lsn() >= $1::pg_lsn as has'
        const [seen] = await atStandby.query<{ has: boolean }>({ text, values: [row?.at] })
        return seen?.has || undefined
      })
    },
  }
}

/** The folder of a server that has stopped, copied whole, that starts as a standby of it. */
function copyAsStandby(folder: string, primary: EmbeddedPostgres): void {
  const to = path.join(folder, 'standby', 'cluster')
  fs.mkdirSync(path.dirname(to))
  spawnSync('cp', ['-a', path.join(folder, 'primary', 'cluster'), to])
  fs.writeFileSync(path.join(to, 'standby.signal'), '')
  const host = new URL(primary.url('postgres', 'postgres').replace('@/', '@socket/')).searchParams.get('host')
  fs.appendFileSync(
    path.join(to, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=${host} port=5432 user=postgres'\n`,
  )
}
