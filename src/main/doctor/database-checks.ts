import { CONTEXT_ROLES, migrationFiles } from '../../platform/index.ts'
import type { Ground } from '../processes.ts'
import type { Check } from './finding.ts'

/** PostgreSQL 15 is the oldest that is tried (engineering.md 2). */
const OLDEST = 150_000
/** A clock that is further off than this makes days and expiries wrong. */
const MOST_DRIFT_MS = 1_000

/** What is looked at in the database: that it is there, new enough, durable, migrated, and that no role may too much. */
export function databaseChecks(ground: Ground): Check[] {
  const db = ground.pool('operations', { connections: 1 })
  const one = async <Row>(text: string): Promise<Row> => {
    const [row] = await db.query<Row>({ text })
    if (row === undefined) throw new Error('no answer')
    return row
  }
  return [
    {
      place: 'database',
      mend: 'give CPIS_DATABASE_URL the address of a PostgreSQL 15 or newer that leads, and let cpis_operator log in',
      look: async () => {
        const { version } = await one<{ version: number }>(
          `select current_setting('server_version_num')::int as version`,
        )
        if (version < OLDEST) throw new Error(`version ${version}`)
        const { follows } = await one<{ follows: boolean }>('select pg_is_in_recovery() as follows')
        if (follows) throw new Error('a standby, which takes no writes')
        return `PostgreSQL ${Math.floor(version / 10_000)}`
      },
    },
    {
      place: 'durability',
      mend: 'turn fsync, full_page_writes and synchronous_commit on: what was acknowledged must survive',
      look: async () => {
        const rows = await db.query<{ name: string; setting: string }>({
          text: `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')`,
        })
        const off = rows.filter(({ setting }) => setting === 'off' || setting === 'local')
        if (off.length > 0) throw new Error(off.map(({ name, setting }) => `${name} is ${setting}`).join(', '))
        const { standbys } = await one<{ standbys: string }>(
          `select current_setting('synchronous_standby_names') as standbys`,
        )
        return `commits are durable${standbys === '' ? '' : ', on a standby too'}`
      },
    },
    {
      place: 'migrations',
      mend: 'run cpis db migrate --owner-url with the URL of cpis_migrator',
      look: async () => {
        const done = new Set(
          (await db.query<{ name: string }>({ text: 'select name from platform.migration' })).map(row => row.name),
        )
        const files = migrationFiles()
        const missing = files.filter(name => !done.has(name))
        if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`)
        return `all ${files.length} have run`
      },
    },
    {
      place: 'roles',
      mend: 'take superuser and bypassrls from the roles of the service; db/roles.sql takes logins from those that need none',
      look: async () => {
        const strong = await db.query<{ rolname: string }>({
          text: `select rolname from pg_roles where rolname like 'cpis\\_%' and (rolsuper or rolbypassrls)`,
        })
        if (strong.length > 0) throw new Error(strong.map(({ rolname }) => rolname).join(', '))
        const contexts = CONTEXT_ROLES.filter(role => role !== 'auditor').map(role => `cpis_${role}`)
        const logins = await db.query<{ rolname: string }>({
          text: 'select rolname from pg_roles where rolname = any($1) and rolcanlogin',
          values: [['cpis_owner', ...contexts]],
        })
        if (logins.length > 0) throw new Error(`${logins.map(({ rolname }) => rolname).join(', ')} can log in`)
        return 'none is a superuser, none passes row policies by, only processes log in'
      },
    },
    {
      place: 'partitions',
      mend: 'run cpis db migrate: it makes the months ahead',
      look: async () => {
        const next = new Date(ground.clock.now())
        next.setUTCMonth(next.getUTCMonth() + 1, 1)
        const month = next.toISOString().slice(0, 7).replace('-', '_')
        const { there } = await one<{ there: boolean }>(
          `select to_regclass('audit.entry_${month}') is not null as there`,
        )
        if (!there) throw new Error(`none for ${month.replace('_', '-')}`)
        return `there until ${month.replace('_', '-')} at least`
      },
    },
    {
      place: 'clock',
      mend: 'set the clocks of this host and the database by the same time service',
      look: async () => {
        const before = ground.clock.now().getTime()
        const { at } = await one<{ at: Date }>('select clock_timestamp() as at')
        const after = ground.clock.now().getTime()
        const drift = Math.max(before - at.getTime(), at.getTime() - after, 0)
        if (drift > MOST_DRIFT_MS) throw new Error(`${drift} ms apart from the database’s`)
        return 'as the database’s'
      },
    },
  ]
}
