import pg from 'pg'
import type { Log } from './log.ts'

/** One SQL statement. Give a `name` to any that runs often: planning costs more than a look-up. */
export type Statement = { readonly name?: string; readonly text: string; readonly values?: readonly unknown[] }

/** What use cases see of PostgreSQL: statements, and work that is done whole or not at all. */
export type Database = {
  query<Row = Record<string, unknown>>(statement: Statement): Promise<Row[]>
  transaction<Result>(work: (tx: Database) => Promise<Result>): Promise<Result>
}

/** A pool of connections under one login role. */
export type Pool = Database & { readonly role: string; end(): Promise<void> }

/** The login roles: one for each context, with rights on its own schema and on what lower contexts publish. */
export const CONTEXT_ROLES = [
  'identity',
  'demographics',
  'care_settings',
  'register',
  'lookup',
  'notifications',
  'operations',
  'programme',
  'mesh',
] as const
export type ContextRole = (typeof CONTEXT_ROLES)[number]

export type PoolOptions = {
  /** `postgresql://{role}@host/database`; `{role}` becomes `cpis_<context>`. Passwords come from PGPASSFILE. */
  readonly databaseUrl: string
  readonly connections?: number
  /** After so many milliseconds PostgreSQL gives a statement up; 0 never. */
  readonly statementTimeoutMs?: number
  readonly log: Log
}

// A bigint column holds counts and sequence numbers well below 2^53; a date stays the text it is.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, text => text)

/** Opens a pool under the login role of a context. Connections are made when first wanted. */
export function openPool(context: ContextRole, options: PoolOptions): Pool {
  return poolOf(`cpis_${context}`, options.databaseUrl.replace('{role}', `cpis_${context}`), options)
}

/** Opens a pool under the role the URL itself names: migrations, tests. */
export function openPoolAsNamed(url: string, options: Omit<PoolOptions, 'databaseUrl'>): Pool {
  return poolOf('named', url, options)
}

function poolOf(role: string, connectionString: string, options: Omit<PoolOptions, 'databaseUrl'>): Pool {
  const pool = new pg.Pool({
    connectionString,
    max: options.connections ?? 10,
    connectionTimeoutMillis: 2_000,
    statement_timeout: options.statementTimeoutMs ?? 0,
    application_name: role,
  })
  // An idle connection that dies is replaced when next wanted; without a listener it would end the process.
  pool.on('error', error => options.log.warn({ err: error }, 'an idle database connection was lost'))
  return {
    role,
    query: statement => run(pool, statement),
    transaction: work => inTransaction(pool, work),
    end: () => pool.end(),
  }
}

async function run<Row>(runner: pg.Pool | pg.PoolClient, statement: Statement): Promise<Row[]> {
  const result = await runner.query({
    ...statement,
    values: statement.values as unknown[] | undefined,
  } as pg.QueryConfig)
  return result.rows as Row[]
}

async function inTransaction<Result>(pool: pg.Pool, work: (tx: Database) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(withinTransaction(client))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function withinTransaction(client: pg.PoolClient): Database {
  const tx: Database = {
    query: statement => run(client, statement),
    transaction: work => work(tx),
  }
  return tx
}

const CONNECTION_FAULTS = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EACCES'])

/**
 * True when PostgreSQL could not be asked or could not answer (away, starting, stopping, slow, full, read-only),
 * as against a statement that is wrong. SQLSTATE classes 08, 25006, 53, 57, 58 and the errors of the socket.
 */
export function isDatabaseFault(error: unknown): boolean {
  const code = String((error as { code?: unknown } | undefined)?.code ?? '')
  if (CONNECTION_FAULTS.has(code) || code === '25006' || code === '40001' || code === '40P01' || code === '55P03')
    return true
  if (/^(08|53|57|58)...$/.test(code)) return true
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    String((error as { message?: unknown } | undefined)?.message ?? ''),
  )
}

/** The SQLSTATE for a row that breaks a unique key: the work was done before. */
export function isAlreadyThere(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === '23505'
}
