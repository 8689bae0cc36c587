import fs from 'node:fs'
import {
  type ContextRole,
  makeRoles,
  migrate,
  openPool,
  openPoolAsNamed,
  type Pool,
  processEnvironment,
  silentLog,
} from '../../../src/platform/index.ts'
import type { TestDatabase } from '../../support/database.ts'
import type { DatabaseMachines } from './database-machines.ts'

/** A database on the machines as an operator makes it: migrated, passwords set, and given to all by PGPASSFILE. */
export async function databaseOn({ address, password, passwords }: DatabaseMachines): Promise<TestDatabase> {
  fs.writeFileSync(passwords, `*:*:*:*:${password}\n`, { mode: 0o600 })
  processEnvironment['PGPASSFILE'] = passwords
  const of = (role: string, name: string) => `postgresql://${role}@${address}/${name}`
  const admin = openPoolAsNamed(of('postgres', 'postgres'), { log: silentLog, connections: 1 })
  await makeRoles(admin)
  const roles = await admin.query<{ name: string }>({
    text: "select rolname as name from pg_roles where rolname like 'cpis%' and rolcanlogin",
  })
  for (const { name } of roles) await admin.query({ text: `alter role ${name} password '${password}'` })
  await admin.query({ text: 'create database cpis owner cpis_owner' })
  await admin.end()
  const owner = openPoolAsNamed(of('cpis_migrator', 'cpis'), { log: silentLog, connections: 2 })
  await migrate(owner)
  return { url: of('{role}', 'cpis'), owner, ...poolsOf(of('{role}', 'cpis'), owner) }
}

function poolsOf(databaseUrl: string, owner: Pool): Pick<TestDatabase, 'pool' | 'end'> {
  const pools: Pool[] = [owner]
  return {
    pool(context: ContextRole) {
      const pool = openPool(context, { databaseUrl, log: silentLog })
      pools.push(pool)
      return pool
    },
    async end() {
      for (const pool of pools) await pool.end()
    },
  }
}
