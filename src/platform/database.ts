import pg from 'pg'
import { platformErrors, refusal } from './errors.ts'
import type { Log } from './log.ts'
import { type ContextRole, type ProcessRole, processNeeding } from './roles.ts'

/** One SQL statement. Give a `name` to any that runs often: planning costs more than a look-up. */
export type Statement = { readonly name?: string; readonly text: string; readonly values?: readonly unknown[] }

/** What use cases see of PostgreSQL: statements, and work that is done whole or not at all. */
export type Database = {
  query<Row = Record<string, unknown>>(statement: Statement): Promise<Row[]>
  transaction<Result>(work: (tx: Database) => Promise<Result>): Promise<Result>
}

/** A pool of connections that act as one role. */
export type Pool = Database & { readonly role: string; end(): Promise<void> }

export type PoolOptions = {
  /** `postgresql://{role}@host/database`; `{role}` becomes `cpis_<process>`. Passwords come from PGPASSFILE. */
  readonly databaseUrl: string
  /** Whose login it is; without it, of the first process that needs the context. */
  readonly process?: ProcessRole
  readonly connections?: number
  /** After so many milliseconds PostgreSQL gives a statement up; 0 never. */
  readonly statementTimeoutMs?: number
  /** So many milliseconds a statement waits for a connection; 2,000 unless told otherwise. */
  readonly connectWithinMs?: number
  /** Told the name of each statement that is sent; `unnamed` where it has none. */
  readonly onStatement?: (name: string) => void
  /** Settings of PostgreSQL for every session of the pool. */
  readonly sessionSettings?: Readonly<Record<string, string>>
  readonly log: Log
}

// A bigint column holds counts and sequence numbers well below 2^53; a date stays the text it is.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, text => text)

const NO_DATABASE = 'CPIS_DATABASE_URL must name a PostgreSQL here; embedded is what bin/start makes for itself'

/**
 * Opens a pool that logs in as a process and acts as a context. Connections are made when first wanted. Throws
 * CONFIG_INVALID for `embedded`, which is no address.
 */
export function openPool(context: ContextRole, options: PoolOptions): Pool {
  const { databaseUrl, process = processNeeding(context) } = options
  if (databaseUrl === 'embedded') throw refusal(platformErrors, 'CONFIG_INVALID', NO_DATABASE)
  const role = `cpis_${context}`
  return poolOf(role, databaseUrl.replace('{role}', `cpis_${process}`), {
    ...options,
    sessionSettings: { ...options.sessionSettings, role },
  })
}

/** Opens a pool under the role the URL itself names: migrations, tests. */
export function openPoolAsNamed(url: string, options: Omit<PoolOptions, 'databaseUrl'>): Pool {
  return poolOf('named', url, options)
}

/**
 * A named statement is planned once for each connection. Left to itself PostgreSQL plans anew each time whatever looks
 * a little cheaper for the values given, and planning takes longer than reading one child.
 */
const PLANNED_ONCE = '-c plan_cache_mode=force_generic_plan'

function settingsOf({ sessionSettings = {} }: Pick<PoolOptions, 'sessionSettings'>): string[] {
  return Object.entries(sessionSettings).map(([name, value]) => `-c ${name}=${value}`)
}

/**
 * So long after a statement's time limit PostgreSQL should have said so; a server that died without a word never does,
 * and its connection must not stay in the pool until TCP gives up, a quarter of an hour later.
 */
const SILENCE_MS = 500

function poolOf(role: string, connectionString: string, options: Omit<PoolOptions, 'databaseUrl'>): Pool {
  const { statementTimeoutMs = 0 } = options
  const pool = new pg.Pool({
    connectionString,
    max: options.connections ?? 10,
    connectionTimeoutMillis: options.connectWithinMs ?? 2_000,
    statement_timeout: statementTimeoutMs,
    ...(statementTimeoutMs > 0 && { query_timeout: statementTimeoutMs + SILENCE_MS }),
    keepAlive: true,
    application_name: role,
    options: [PLANNED_ONCE, ...settingsOf(options)].join(' '),
  })
  // An idle connection that dies is replaced when next wanted; without a listener it would end the process.
  pool.on('error', error => options.log.warn({ err: error }, 'an idle database connection was lost'))
  const sent = options.onStatement ?? (() => {})
  return {
    role,
    query: statement => runPlannedAnew(pool, statement, sent),
    transaction: work => inTransaction(pool, work, sent),
    end: () => pool.end(),
  }
}

type Sent = (name: string) => void

async function run<Row>(runner: pg.Pool | pg.PoolClient, statement: Statement, sent: Sent): Promise<Row[]> {
  sent(statement.name ?? 'unnamed')
  const result = await runner.query({
    ...statement,
    values: statement.values as unknown[] | undefined,
  } as pg.QueryConfig)
  return result.rows as Row[]
}

/** A migration widened a table beneath a statement that was planned before: it was not run. */
function isOldPlan(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return code === '0A000' && /cached plan/.test(String(message))
}

/** The pool drops the connection of a statement that failed, so that each with an old plan is met once at most. */
async function runPlannedAnew<Row>(pool: pg.Pool, statement: Statement, sent: Sent): Promise<Row[]> {
  for (let left = pool.totalCount; ; left -= 1)
    try {
      return await run(pool, statement, sent)
    } catch (error) {
      if (left <= 0 || !isOldPlan(error)) throw error
    }
}

async function inTransaction<Result>(
  pool: pg.Pool,
  work: (tx: Database) => Promise<Result>,
  sent: Sent,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  const lost = (error: Error) => {
    broken = error
  }
  // A connection that dies between two statements has nobody to tell; without a listener it would end the process.
  client.on('error', lost)
  try {
    await client.query('begin')
    const result = await work(withinTransaction(client, sent))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(lost)
    if (isOldPlan(error)) broken = error as Error
    throw error
  } finally {
    client.off('error', lost)
    client.release(broken)
  }
}

function withinTransaction(client: pg.PoolClient, sent: Sent): Database {
  const tx: Database = {
    query: statement => run(client, statement, sent),
    transaction: work => work(tx),
  }
  return tx
}

/** Of the socket, of finding the server's name, and of a process that has no file handles or ports left. */
const SOCKET_FAULTS = new Set(
  (
    'ECONNREFUSED ECONNRESET ECONNABORTED ENOENT EACCES EPIPE ETIMEDOUT EHOSTUNREACH EHOSTDOWN ENETUNREACH ' +
    'ENETDOWN ENOTFOUND EAI_AGAIN EADDRNOTAVAIL EMFILE ENFILE'
  ).split(' '),
)

/**
 * Connection, credentials, resources, operator, system and internal errors whole; a server that is read-only or not in
 * the state for what is asked, a transaction that lost against another, a lock that did not come.
 */
const SERVER_FAULT = /^(?:(?:08|28|53|57|58|XX)...|25006|25P03|40001|40P01|55000|55P03)$/

/** What the driver says without a code. */
const DRIVER_FAULT =
  /^(?:Connection terminated|timeout e|Query read timeout|Client (?:has encountered|was closed)|Cannot use a pool after)/

/**
 * True when PostgreSQL could not be asked or could not answer (away, starting, stopping, slow, full, damaged,
 * read-only), as against a statement that is wrong.
 */
export function isDatabaseFault(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: unknown; message?: unknown }
  const said = String(code)
  return SOCKET_FAULTS.has(said) || SERVER_FAULT.test(said) || DRIVER_FAULT.test(String(message))
}

/** The SQLSTATE for a row that breaks a unique key: the work was done before. */
export function isAlreadyThere(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === '23505'
}
