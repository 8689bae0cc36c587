import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { openPoolAsNamed, PROJECT_FOLDER, silentLog } from '../../src/platform/index.ts'

// A PostgreSQL made by its own tools, as production has one: archived, copied, lost and recovered.

const PLACES = ['/usr/lib/postgresql/17/bin', '/usr/lib/postgresql/16/bin', '/usr/lib/postgresql/15/bin']
const TOOLS = ['initdb', 'pg_ctl', 'pg_basebackup', 'pg_verifybackup']

/** Where PostgreSQL's tools are; `undefined` where some are not. */
export function findTools(): string | undefined {
  const places = [...PLACES, ...(process.env['PATH'] ?? '').split(':')]
  return places.find(place => TOOLS.every(tool => fs.existsSync(path.join(place, tool))))
}

/** PostgreSQL refuses to run as root. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const [uid = 0, gid = 0] = ['-u', '-g'].map(of =>
    Number(spawnSync('id', [of, 'nobody'], { encoding: 'utf8' }).stdout),
  )
  return { uid, gid }
}

const SCRIPTS = path.join(PROJECT_FOLDER, 'deploy', 'postgresql')

export type Tools = { readonly tools: string; readonly root: string }

/** Runs a tool as the user servers run as; throws with what it said when it fails. */
export function runTool({ tools, root }: Tools, command: string, ...args: string[]): string {
  const file = fs.existsSync(path.join(SCRIPTS, command))
    ? path.join(root, 'scripts', command)
    : path.join(tools, command)
  const ran = spawnSync(file, args, { encoding: 'utf8', cwd: root, env: environment({ tools, root }), ...serverUser() })
  if (ran.status !== 0) throw new Error(`${command}: ${ran.error?.message ?? ''}${ran.stderr}${ran.stdout}`)
  return ran.stdout
}

const environment = ({ tools, root }: Tools) => ({
  PATH: `${tools}:${process.env['PATH']}`,
  CPIS_WAL_ARCHIVE: path.join(root, 'archive'),
  PGHOST: root,
  PGPORT: '5432',
  PGUSER: 'postgres',
  LC_ALL: 'C.UTF-8',
})

/** The folders of a test, and the scripts of deploy/postgresql where the server's user may reach them. */
export function layOut(root: string): void {
  fs.cpSync(SCRIPTS, path.join(root, 'scripts'), { recursive: true })
  fs.mkdirSync(path.join(root, 'archive'))
  own(root)
}

/** Gives a folder and all below it to the user servers run as. */
function own(folder: string): void {
  const user = serverUser()
  if (user === undefined) return
  for (const name of ['', ...fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })])
    fs.lchownSync(path.join(folder, name), user.uid, user.gid)
}

/** Makes a server with the archiving of deploy/postgresql. */
export function makeServer(tools: Tools): string {
  const data = path.join(tools.root, 'data')
  runTool(tools, 'initdb', '--pgdata', data, '--username=postgres', '--auth=trust', '--data-checksums', '--no-sync')
  const conf = fs
    .readFileSync(path.join(SCRIPTS, 'archiving.conf'), 'utf8')
    .replace('/opt/open-cpis/deploy/postgresql', path.join(tools.root, 'scripts'))
  fs.appendFileSync(path.join(data, 'postgresql.conf'), `\n${conf}\nlisten_addresses = ''\n`)
  return data
}

export function startServer(tools: Tools, data: string): void {
  const options = `-c unix_socket_directories=${tools.root}`
  try {
    runTool(tools, 'pg_ctl', '--pgdata', data, '-o', options, '-l', `${data}.log`, '-w', '-t', '120', 'start')
  } catch (error) {
    throw new Error(`${data}: ${fs.readFileSync(`${data}.log`, 'utf8').slice(-2_000)}`, { cause: error })
  }
}

/** The machine is gone: no checkpoint, nothing more archived. */
export function loseServer(tools: Tools, data: string): void {
  runTool(tools, 'pg_ctl', '--pgdata', data, '-m', 'immediate', 'stop')
}

/** A new data folder from a base backup, that recovers up to a moment, or as far as the archive goes. */
export function prepareRecovery(tools: Tools, backup: string, recovered: { name: string; to?: Date }): string {
  const data = path.join(tools.root, recovered.name)
  fs.cpSync(backup, data, { recursive: true })
  fs.chmodSync(data, 0o700)
  own(data)
  const target =
    recovered.to === undefined ? '' : `recovery_target_time = '${recovered.to.toISOString().replace('Z', '+00')}'\n`
  const command = `restore_command = '${path.join(tools.root, 'scripts', 'restore-wal')} %f %p'\n`
  fs.appendFileSync(
    path.join(data, 'postgresql.conf'),
    `${command}${target}recovery_target_timeline = 'current'\nrecovery_target_action = 'promote'\n`,
  )
  fs.writeFileSync(path.join(data, 'recovery.signal'), '')
  own(data)
  return data
}

export const urlOf = ({ root }: Tools, role: string, database: string): string =>
  `postgresql://${role}@/${database}?host=${encodeURIComponent(root)}&port=5432`

export function adminOf(tools: Tools, database = 'postgres') {
  return openPoolAsNamed(urlOf(tools, 'postgres', database), { connections: 1, log: silentLog })
}
