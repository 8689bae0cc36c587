import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { PROJECT_FOLDER } from '../../../src/platform/index.ts'
import { until } from '../../support/until.ts'
import { isAlive, killTree, type Processes } from './processes.ts'
import type { Programs } from './programs.ts'

/** A machine of the database: Patroni and the PostgreSQL it looks after, here on ports of one host. */
export type Machine = {
  readonly name: string
  readonly postgresAddress: string
  readonly patroniUrl: string
  /** Switched on. */
  start(): void
  /** Lost without a word: Patroni and PostgreSQL by `kill -9`. */
  lose(): Promise<void>
  /** PostgreSQL alone by `kill -9`; Patroni goes on. */
  losePostgres(): Promise<void>
}

export type MachineWish = {
  readonly name: string
  readonly ports: { readonly postgres: number; readonly patroni: number }
  readonly etcd: string
  readonly folder: string
  readonly programs: Programs
  readonly processes: Processes
  /** The password of everybody. */
  readonly password: string
}

const CONFIGURATION = path.join(PROJECT_FOLDER, 'deploy', 'ha', 'patroni.yml')

/** A machine that is off. */
export function machineOf(wish: MachineWish): Machine {
  const { name, folder, ports, programs, processes } = wish
  const data = path.join(folder, name)
  const postmaster = () => pidIn(path.join(data, 'postmaster.pid'))
  let patroni: ChildProcess | undefined
  processes.alsoEnd(postmaster)
  // PostgreSQL takes its folder only where nobody else may look into it; Patroni reads its file as the server's user.
  const configuration = path.join(folder, 'patroni.yml')
  fs.copyFileSync(CONFIGURATION, configuration)
  const losePostgres = async () => {
    const pid = postmaster()
    if (pid === undefined) return
    killTree(pid)
    await until(`${name} is gone`, () => !isAlive(pid) || undefined)
  }
  return {
    name,
    postgresAddress: `127.0.0.1:${ports.postgres}`,
    patroniUrl: `http://127.0.0.1:${ports.patroni}`,
    start() {
      const args = [configuration]
      patroni = processes.start({ name, command: programs.patroni, args, environment: environmentOf(wish, data) })
    },
    async lose() {
      if (patroni?.pid !== undefined) killTree(patroni.pid)
      await losePostgres()
    },
    losePostgres,
  }
}

/** The variables of deploy/ha/node.env. */
function environmentOf({ name, ports, etcd, folder, programs, password }: MachineWish, data: string) {
  return {
    PATRONI_NAME: name,
    PATRONI_RESTAPI_LISTEN: `127.0.0.1:${ports.patroni}`,
    PATRONI_RESTAPI_CONNECT_ADDRESS: `127.0.0.1:${ports.patroni}`,
    PATRONI_RESTAPI_USERNAME: 'patroni',
    PATRONI_RESTAPI_PASSWORD: password,
    PATRONI_POSTGRESQL_LISTEN: `127.0.0.1:${ports.postgres}`,
    PATRONI_POSTGRESQL_CONNECT_ADDRESS: `127.0.0.1:${ports.postgres}`,
    PATRONI_POSTGRESQL_DATA_DIR: data,
    PATRONI_POSTGRESQL_BIN_DIR: programs.postgres,
    PATRONI_POSTGRESQL_PGPASS: path.join(folder, `${name}.pgpass`),
    PATRONI_SUPERUSER_USERNAME: 'postgres',
    PATRONI_SUPERUSER_PASSWORD: password,
    PATRONI_REPLICATION_USERNAME: 'replicator',
    PATRONI_REPLICATION_PASSWORD: password,
    PATRONI_ETCD3_HOSTS: `'${etcd}'`,
  }
}

function pidIn(file: string): number | undefined {
  try {
    const pid = Number(fs.readFileSync(file, 'utf8').split('\n')[0])
    // The file outlives a server that was killed, and its number may be somebody else's by now.
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path.dirname(file)) ? pid : undefined
  } catch {
    return undefined
  }
}
