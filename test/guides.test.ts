import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { openPoolAsNamed, PROJECT_FOLDER, silentLog } from '../src/platform/index.ts'
import { testCluster } from './support/database.ts'
import { scriptOf } from './support/guide.ts'
import { until } from './support/until.ts'

// Every command of the guides, run in the order a reader runs them, against a laptop that runs.

const { PATH, HOME } = process.env
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'guides-'))
fs.chmodSync(folder, 0o711)
let laptop: ChildProcess
let ports: Record<string, string>

async function freePort(): Promise<string> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.on('listening', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise(resolve => server.close(resolve))
  return String(port)
}

before(async () => {
  const names = ['API', 'SPINE', 'MESH', 'WORKER', 'PDS', 'CIS2', 'PORTAL']
  ports = Object.fromEntries(await Promise.all(names.map(async name => [`CPIS_${name}_PORT`, await freePort()])))
  const env = { PATH, HOME, CPIS_DATA: path.join(folder, 'data'), ...addresses() }
  fs.mkdirSync(env.CPIS_DATA, { mode: 0o711 })
  laptop = spawn(process.execPath, ['src/main/all-in-one.ts'], {
    cwd: PROJECT_FOLDER,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  laptop.stdout?.on('data', chunk => {
    said += String(chunk)
  })
  await until('the laptop runs', () => said.includes('Running. Stop with Ctrl-C') || undefined, { withinMs: 90_000 })
})
after(async () => {
  laptop.kill('SIGTERM')
  await new Promise(resolve => laptop.on('close', resolve))
  fs.rmSync(folder, { recursive: true, force: true })
})

const addresses = () => ({ ...ports, CPIS_PUBLIC_URL: `http://127.0.0.1:${ports['CPIS_API_PORT']}` })

/** Runs every command of a guide as one script that ends at the first that fails. */
function run(guide: string, environment: Record<string, string> = {}) {
  const sandbox = String(Number(ports['CPIS_PORTAL_PORT']) + 1)
  const script = scriptOf(fs.readFileSync(path.join(PROJECT_FOLDER, 'docs/guides', guide), 'utf8'))
    .replaceAll('127.0.0.1:8400', `127.0.0.1:${ports['CPIS_API_PORT']}`)
    .replaceAll('8410', sandbox)
  const env = { PATH, HOME, CPIS_DATA: path.join(folder, 'data'), ...addresses(), ...environment }
  const at = fs.mkdtempSync(path.join(folder, 'reader-'))
  return spawnSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: at, env, encoding: 'utf8' })
}

test('every command of trust-developer.md works', () => {
  const { status, stdout, stderr } = run('trust-developer.md')
  assert.equal(status, 0, `${stdout}\n${stderr}`)
})

test('every command of clinical-safety-officer.md works', () => {
  // Its story is a second laptop beside the one that runs.
  const ownPorts = Object.fromEntries(Object.keys(ports).map(name => [name, '0']))
  const { status, stdout, stderr } = run('clinical-safety-officer.md', {
    ...ownPorts,
    CPIS_PUBLIC_URL: 'http://127.0.0.1',
  })
  assert.equal(status, 0, `${stdout}\n${stderr}`)
})

test('every command of icb.md works', () => {
  const { status, stdout, stderr } = run('icb.md')
  assert.equal(status, 0, `${stdout}\n${stderr}`)
})

test('every command of operator.md works, on a database of its own', async () => {
  const cluster = await testCluster()
  const name = `guide_${process.pid}`
  const admin = openPoolAsNamed(cluster.url('postgres', 'postgres'), { log: silentLog, connections: 1 })
  await admin.query({ text: `create database ${name} owner cpis_owner` })
  const urls = { OWNER_URL: cluster.url('postgres', name), CPIS_DATABASE_URL: cluster.url('{role}', name) }
  const { status, stdout, stderr } = run('operator.md', urls)
  await admin.query({ text: `drop database ${name} with (force)` })
  await admin.end()
  assert.equal(status, 0, `${stdout}\n${stderr}`)
  assert.match(stdout, /nothing to do/)
})
