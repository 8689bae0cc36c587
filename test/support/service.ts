import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after } from 'node:test'
import { loadReference } from '../../src/care-settings/index.ts'
import { loadRoleDirectory } from '../../src/identity/index.ts'
import { openLaptopApplication } from '../../src/main/laptop-application.ts'
import { makeLaptopMailboxes } from '../../src/main/laptop-mailboxes.ts'
import { type Settings, settingsFrom } from '../../src/main/settings.ts'
import { LAPTOP_CLIENT } from '../../src/main/stand-ins.ts'
import { silentLog, systemClock } from '../../src/platform/index.ts'
import { type Cis2StandIn, readStandInUsers, startCis2StandIn } from '../../stand-ins/cis2/index.ts'
import { type PdsStandIn, startPdsStandIn } from '../../stand-ins/pds/index.ts'
import type { StandInPerson } from '../../stand-ins/people/index.ts'
import { type Authority, type AuthorityCode, openAuthority } from './authority.ts'
import { type Answered, type Asked, askFhir, signedIn } from './caller.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { freePort, type RoleName, type RoleProcess, startRole } from './role-process.ts'

/** The whole service: each role a process of its own, PDS and CIS2 in the test's process, a database of the test's own. */
export type Service = {
  readonly database: TestDatabase
  readonly settings: Settings
  readonly pds: PdsStandIn
  readonly apiUrl: string
  /** Starts a role anew after it was stopped or killed, with settings of its own besides those all have. */
  start(role: RoleName, environment?: Readonly<Record<string, string>>): Promise<void>
  /** SIGTERM; returns the exit code. */
  stop(role: RoleName): Promise<number | null>
  /** `kill -9`. */
  kill(role: RoleName): Promise<void>
  authority(code: AuthorityCode): Authority
  /** Signs a member of staff in and returns their bearer token. */
  signIn(userId: string): Promise<string>
  ask(asked: Asked): Promise<Answered>
  /** How many messages wait in the mailbox of this service. */
  waiting(): Promise<number>
  /** The settings roles are started with, for further processes of one. */
  readonly environment: Readonly<Record<string, string>> & { readonly CPIS_LOG_FILE: string }
  /** What the roles have logged so far. */
  logged(): string
}

export type ServiceWish = {
  /** Everybody PDS knows. */
  readonly people: readonly StandInPerson[]
  /** Those that run from the beginning; all when not given. */
  readonly roles?: readonly RoleName[]
  /** Settings besides those all tests have. */
  readonly environment?: Readonly<Record<string, string>>
  /** One that is there already, migrated; a fresh one of the shared cluster when not given. Ended with the service. */
  readonly database?: TestDatabase
}

/** Starts the service; `after` the tests of the file everything is gone, whatever became of them. */
export async function startService(wish: ServiceWish): Promise<Service> {
  const closing: Closing = []
  after(() => closeAll(closing))
  return openService(wish, closing)
}

/** What is to be closed, the last first. */
export type Closing = (() => Promise<unknown>)[]

export async function closeAll(closing: Closing): Promise<void> {
  for (const close of closing.reverse()) await close()
}

/** As `startService` where no test runs: whoever opens it closes what stands in `closing` afterwards, also when it throws. */
export async function openService(wish: ServiceWish, closing: Closing): Promise<Service> {
  const { people, roles = ['mesh', 'api', 'worker'] } = wish
  const database = wish.database ?? (await testDatabase())
  closing.push(() => database.end())
  await loadReference(database.owner, { invented: true })
  await loadRoleDirectory(database.owner)

  const { pds, cis2 } = await standInsOf(people, closing)
  const ports = { api: await freePort(), worker: await freePort(), mesh: await freePort() }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-service-'))
  closing.push(async () => fs.rmSync(folder, { recursive: true, force: true }))
  const logFile = path.join(folder, 'service.log')
  const environment = {
    ...environmentOf({ database, pds, cis2, ports }),
    ...wish.environment,
    CPIS_LOG_FILE: logFile,
  }
  const settings = settingsFrom(environment)
  await makeLaptopMailboxes(settings)
  const application = await openLaptopApplication(settings)

  const running = new Map<RoleName, RoleProcess>()
  closing.push(() => Promise.all([...running.values()].map(role => role.kill())))
  const start = async (role: RoleName, own = {}) => {
    running.set(role, await startRole(role, ports[role], { ...environment, ...own }))
  }
  await Promise.all(roles.map(role => start(role)))
  return {
    database,
    environment,
    settings,
    pds,
    apiUrl: settings.publicUrl,
    start,
    stop: async role => (await running.get(role)?.stop()) ?? null,
    kill: async role => running.get(role)?.kill(),
    authority: code => openAuthority(code, settings),
    signIn: userId => signedIn(cis2.issuer, application, userId),
    ask: asked => askFhir(settings.publicUrl, asked),
    async waiting() {
      const rows = await database.owner.query<{ count: number }>({
        text: `select count(*) from mesh.message where recipient = $1 and state = 'accepted'`,
        values: [settings.hubMailbox],
      })
      return rows[0]?.count ?? 0
    },
    logged: () => fs.readFileSync(logFile, 'utf8'),
  }
}

async function standInsOf(
  people: readonly StandInPerson[],
  closing: Closing,
): Promise<{ pds: PdsStandIn; cis2: Cis2StandIn }> {
  const common = { port: 0, profile: 'test', log: silentLog } as const
  const pds = await startPdsStandIn({ ...common, people, clock: systemClock, mode: 'sandbox' })
  closing.push(() => pds.stop())
  const users = readStandInUsers()
  const cis2 = await startCis2StandIn({ ...common, users, clients: [LAPTOP_CLIENT] })
  closing.push(() => cis2.stop())
  return { pds, cis2 }
}

type Surroundings = {
  readonly database: TestDatabase
  readonly pds: PdsStandIn
  readonly cis2: Cis2StandIn
  readonly ports: Readonly<Record<RoleName, number>>
}

function environmentOf({ database, pds, cis2, ports }: Surroundings): Record<string, string> {
  return {
    CPIS_PROFILE: 'test',
    CPIS_DATABASE_URL: database.url,
    CPIS_DATABASE_CONNECTIONS: '6',
    CPIS_PDS_URL: pds.url,
    CPIS_CIS2_ISSUER: cis2.issuer,
    CPIS_PUBLIC_URL: `http://127.0.0.1:${ports.api}`,
    CPIS_WORKER_PORT: String(ports.worker),
    CPIS_MESH_URL: `http://127.0.0.1:${ports.mesh}`,
    // Files that are no uploads get as far as the worker, whose answer to them is tried.
    CPIS_MESH_UNACCEPTABLE_FILES: 'passed-on',
    CPIS_UPLOAD_POLL_MS: '50',
    CPIS_NOTICE_POLL_MS: '20',
    CPIS_LEASE_MS: '500',
    CPIS_LOG_LEVEL: 'info',
  }
}
