import fs from 'node:fs'
import path from 'node:path'
import { PROJECT_FOLDER } from '../../../src/platform/index.ts'
import { serverUser } from '../../../src/platform/server-user.ts'
import { freePort } from '../../support/role-process.ts'
import { until } from '../../support/until.ts'
import { type Machine, machineOf } from './machine.ts'
import { openProcesses, type Processes } from './processes.ts'
import type { Programs } from './programs.ts'

/** Three machines of the database behind a proxy that always asks the one that leads. */
export type DatabaseMachines = AsyncDisposable & {
  /** Where the proxy passes on to who leads: `127.0.0.1:<port>`. */
  readonly address: string
  /** Where it passes on to who follows. */
  readonly standbyAddress: string
  readonly password: string
  /** The place of the file that gives it, as PGPASSFILE names it. */
  readonly passwords: string
  /** Who leads, as Patroni says; throws when nobody does. */
  leader(): Promise<Machine>
  /** Waits until one leads and a synchronous standby and a third follow. */
  whole(): Promise<void>
  /** What an operator does for work on the machine that leads. */
  switchOver(): Promise<void>
}

type Member = { readonly name: string; readonly role: string; readonly state: string; readonly lag?: number | string }

const WITHIN = { withinMs: 120_000, everyMs: 200 }
const PASSWORD = 'invented-for-the-run'
const DEPLOYED = path.join(PROJECT_FOLDER, 'deploy', 'ha', 'haproxy.cfg')

/** Starts etcd, the machines and the proxy, by the files of deploy/ha, and waits until they are whole. */
export async function startMachines(programs: Programs, folder: string): Promise<DatabaseMachines> {
  openToServer(folder)
  const processes = openProcesses(folder)
  const etcd = await startEtcd(programs, processes, folder)
  const machines: Machine[] = []
  for (const name of ['db1', 'db2', 'db3']) {
    const ports = { postgres: await freePort(), patroni: await freePort() }
    machines.push(machineOf({ name, ports, etcd, folder, programs, processes, password: PASSWORD }))
  }
  const address = `127.0.0.1:${await freePort()}`
  const standbyAddress = `127.0.0.1:${await freePort()}`
  for (const machine of machines) machine.start()
  startProxy({ programs, processes, folder, machines, address, standbyAddress })
  const members = () => membersBy(machines)
  const leader = async () => {
    const name = (await members()).find(({ role }) => role === 'leader')?.name
    const machine = machines.find(one => one.name === name)
    if (machine === undefined) throw new Error('nobody leads')
    return machine
  }
  const started: DatabaseMachines = {
    address,
    standbyAddress,
    password: PASSWORD,
    passwords: path.join(folder, 'passwords'),
    leader,
    async whole() {
      await until('the machines are whole', async () => isWhole(await members()) || undefined, WITHIN)
    },
    async switchOver() {
      const standby = (await members()).find(({ role }) => role === 'sync_standby')
      const from = await leader()
      const response = await fetch(`${from.patroniUrl}/switchover`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`patroni:${PASSWORD}`).toString('base64')}` },
        body: JSON.stringify({ leader: from.name, candidate: standby?.name }),
      })
      if (!response.ok) throw new Error(`the switchover was refused: ${await response.text()}`)
    },
    [Symbol.asyncDispose]: () => processes.endAll(),
  }
  await started.whole()
  return started
}

/** The folder and what is put into it later are the server's user's. */
function openToServer(folder: string): void {
  const user = serverUser()
  if (user) fs.chownSync(folder, user.uid, user.gid)
}

async function startEtcd(programs: Programs, processes: Processes, folder: string): Promise<string> {
  const [client, peer] = [await freePort(), await freePort()]
  const at = (port: number) => `http://127.0.0.1:${port}`
  const settings = {
    'data-dir': path.join(folder, 'etcd'),
    'listen-client-urls': at(client),
    'advertise-client-urls': at(client),
    'listen-peer-urls': at(peer),
    'initial-advertise-peer-urls': at(peer),
    'initial-cluster': `default=${at(peer)}`,
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  processes.start({ name: 'etcd', command: programs.etcd, args })
  await until('etcd answers', () => answers(`${at(client)}/health`), WITHIN)
  return `127.0.0.1:${client}`
}

const answers = (url: string) =>
  fetch(url).then(
    response => response.ok || undefined,
    () => undefined,
  )

type ProxyWish = {
  readonly programs: Programs
  readonly processes: Processes
  readonly folder: string
  readonly machines: readonly Machine[]
  readonly address: string
  readonly standbyAddress: string
}

/** The variables of deploy/ha/haproxy.env. */
function startProxy({ programs, processes, folder, machines, address, standbyAddress }: ProxyWish): void {
  const configuration = path.join(folder, 'haproxy.cfg')
  fs.copyFileSync(DEPLOYED, configuration)
  const environment: Record<string, string> = { CPIS_HA_PRIMARY: address, CPIS_HA_STANDBY: standbyAddress }
  for (const { name, postgresAddress, patroniUrl } of machines) {
    environment[`CPIS_HA_${name.toUpperCase()}`] = postgresAddress
    environment[`CPIS_HA_${name.toUpperCase()}_PATRONI`] = new URL(patroniUrl).port
  }
  processes.start({ name: 'haproxy', command: programs.haproxy, args: ['-db', '-f', configuration], environment })
}

/** As the first that answers sees them. */
async function membersBy(machines: readonly Machine[]): Promise<readonly Member[]> {
  for (const { patroniUrl } of machines) {
    const seen = await fetch(`${patroniUrl}/cluster`, { signal: AbortSignal.timeout(2_000) })
      .then(response => response.json() as Promise<{ members?: Member[] }>)
      .catch(() => undefined)
    if (seen?.members !== undefined) return seen.members
  }
  return []
}

function isWhole(members: readonly Member[]): boolean {
  const roles = members
    .filter(({ state }) => state === 'running' || state === 'streaming')
    .map(({ role }) => role)
    .toSorted()
  return roles.join() === 'leader,replica,sync_standby'
}
