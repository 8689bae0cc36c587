import { after } from 'node:test'
import { loadReference } from '../../../src/care-settings/index.ts'
import { openPdsClient } from '../../../src/demographics/index.ts'
import { loadAccreditedSystems, loadRoleDirectory } from '../../../src/identity/index.ts'
import { startApiOn } from '../../../src/main/api.ts'
import { issueTokenByHand } from '../../../src/main/laptop-application.ts'
import { makeLaptopMailboxes } from '../../../src/main/laptop-mailboxes.ts'
import { startMesh } from '../../../src/main/mesh-server.ts'
import { startPortalOn } from '../../../src/main/portal/portal.ts'
import type { Ground } from '../../../src/main/processes.ts'
import { type Settings, settingsFrom } from '../../../src/main/settings.ts'
import { laptopClients } from '../../../src/main/stand-ins.ts'
import {
  openMetrics,
  openPool,
  openPoolAsNamed,
  type Pool,
  silentLog,
  systemClock,
  systemRandomness,
} from '../../../src/platform/index.ts'
import { readStandInUsers, startCis2StandIn } from '../../../stand-ins/cis2/index.ts'
import { type PdsStandIn, startPdsStandIn } from '../../../stand-ins/pds/index.ts'
import type { StandInPerson } from '../../../stand-ins/people/index.ts'
import { type Authority, type AuthorityCode, openAuthority } from '../../support/authority.ts'
import { NURSE } from '../../support/caller.ts'
import { type TestDatabase, testCluster, testDatabase } from '../../support/database.ts'
import { type FaultProxy, openFaultProxy } from '../../support/fault-proxy.ts'
import { openVisitor, type Visitor } from '../../support/portal-visitor.ts'
import { freePort } from '../../support/role-process.ts'
import { openHubMailbox, openWorkerRounds, type WorkerRounds } from '../../support/worker-rounds.ts'
import { type DoorsOf, fhirDoor, hl7v3Door, portalDoor } from './doors.ts'

/** After so long a look-up of the matrix is answered NotChecked: the promise is two seconds (trust.md 11). */
export const ANSWER_WITHIN_MS = 600

/** The service in one process, with something that can fail on every line that leaves it. */
export type World = {
  readonly database: TestDatabase
  readonly pds: PdsStandIn
  /** Every line of API, pages and workers to PostgreSQL and PDS, and of the workers to MESH. */
  readonly lines: { readonly database: FaultProxy; readonly pds: FaultProxy; readonly mesh: FaultProxy }
  /** Two processes of the API and two of the pages, each with its doors, and two workers. */
  readonly doors: DoorsOf
  readonly otherDoors: DoorsOf
  readonly worker: WorkerRounds
  readonly otherWorker: WorkerRounds
  readonly apiUrl: string
  readonly spineUrl: string
  readonly portalUrl: string
  /** A nurse's browser, at pages nothing befalls. */
  signIn(): Promise<Visitor>
  readonly settings: Settings
  authority(code: AuthorityCode): Authority
  /** Moves the clock of API, pages and workers, which is not the machine's. */
  moveClock(ms: number): void
  /** Moves the clock of the workers alone: what a process that died had in hand is anybody's after a while. */
  laterOn(): void
  /** Does as whoever owns the server. */
  asServerOwner(text: string): Promise<unknown>
}

/** Closed again after the tests, in the other order. */
type Closed = <Opened>(opened: Opened, close: (opened: Opened) => Promise<unknown>) => Opened

export async function openWorld(people: readonly StandInPerson[]): Promise<World> {
  const closing: (() => Promise<unknown>)[] = []
  after(async () => {
    for (const close of closing.reverse()) await close()
  })
  const closed: Closed = (opened, close) => {
    closing.push(() => close(opened))
    return opened
  }
  const database = closed(await testDatabase(), one => one.end())
  await loadReference(database.owner, { invented: true })
  await loadRoleDirectory(database.owner)
  await loadAccreditedSystems(database.owner)

  const cluster = await testCluster()
  const inDatabase = new URL(database.url.replace('{role}@', 'x@localhost')).pathname.slice(1)
  const adminUrl = cluster.url('postgres', inDatabase)
  const admin = closed(openPoolAsNamed(adminUrl, { connections: 1, log: silentLog }), one => one.end())

  const pds = closed(
    await startPdsStandIn({ port: 0, profile: 'test', log: silentLog, people, clock: systemClock, mode: 'sandbox' }),
    one => one.stop(),
  )
  const direct = settingsOf(database.url, {})
  await makeLaptopMailboxes(direct)
  const mesh = closed(await startMesh(direct), one => one.stop())
  const bearer = await issueTokenByHand(direct, NURSE.userId, NURSE.roleProfileId)
  const at = new URL(database.url.replace('{role}@', 'x@localhost'))
  const lines = {
    database: closed(await openFaultProxy({ path: socketOf(at) }), one => one.end()),
    pds: closed(await openFaultProxy(placeOf(pds.url)), one => one.end()),
    mesh: closed(await openFaultProxy(placeOf(mesh.url)), one => one.end()),
  }
  const settings = settingsOf(`postgresql://{role}@127.0.0.1:${lines.database.port}${at.pathname}?sslmode=disable`, {
    CPIS_MESH_URL: `http://127.0.0.1:${lines.mesh.port}`,
    CPIS_PDS_URL: pds.url.replace(/:\d+/, `:${lines.pds.port}`),
    CPIS_CIS2_ISSUER: 'http://127.0.0.1:9/away',
  })
  let ahead = 0
  let later = 0
  const clock = { now: () => new Date(Date.now() + ahead) }
  const workerClock = { now: () => new Date(Date.now() + ahead + later) }
  const newGround = (own = clock) => closed(groundOn(settings, own), ground => ground.end())
  const [api, other] = await Promise.all([startApiOn(newGround()), startApiOn(newGround())])
  const [portal, otherPortal] = await Promise.all([startPortalOn(newGround()), startPortalOn(newGround())])
  closed([api, other, portal, otherPortal], all => Promise.all(all.map(one => one.stop())))
  const signIn = await openSignIn(database, closed)
  const doorsOf = ({ url, spineUrl = '' }: typeof api, pages: { readonly url: string }): DoorsOf => ({
    fhir: fhirDoor(url, bearer),
    hl7v3: hl7v3Door(spineUrl),
    portal: portalDoor(pages.url, signIn),
  })
  const worker = () => workerOn(newGround(workerClock))
  return {
    database,
    pds,
    lines,
    doors: doorsOf(api, portal),
    otherDoors: doorsOf(other, otherPortal),
    worker: worker(),
    otherWorker: worker(),
    apiUrl: api.url,
    spineUrl: api.spineUrl ?? '',
    portalUrl: portal.url,
    signIn,
    settings: { ...direct, meshUrl: mesh.url },
    authority: code => openAuthority(code, { ...direct, meshUrl: mesh.url }),
    moveClock(ms) {
      ahead += ms
    },
    laterOn() {
      later += 20 * 60_000
    },
    asServerOwner: text => admin.query({ text }),
  }
}

/** Where the nurse signs in: pages nothing befalls, with a CIS2 that is there. A session is good at every process. */
async function openSignIn(database: TestDatabase, closed: Closed): Promise<() => Promise<Visitor>> {
  const port = await freePort()
  const at = { CPIS_PORTAL_PORT: String(port), CPIS_PORTAL_URL: `http://127.0.0.1:${port}` }
  const cis2 = await startCis2StandIn({
    ...{ port: 0, users: readStandInUsers(), clients: laptopClients(settingsOf(database.url, at)) },
    ...{ clock: systemClock, profile: 'test', log: silentLog },
  })
  closed(cis2, one => one.stop())
  const settings = settingsOf(database.url, { ...at, CPIS_CIS2_ISSUER: cis2.issuer })
  const portal = closed(await startPortalOn(groundOn(settings, systemClock)), one => one.stop())
  return async () => {
    const visitor = openVisitor(portal)
    await visitor.signIn(NURSE.userId)
    return visitor
  }
}

function settingsOf(databaseUrl: string, more: Record<string, string>): Settings {
  return settingsFrom({
    CPIS_PROFILE: 'test',
    CPIS_DATABASE_URL: databaseUrl,
    ...{ CPIS_API_PORT: '0', CPIS_SPINE_PORT: '0', CPIS_MESH_PORT: '0', CPIS_LOG_LEVEL: 'silent' },
    CPIS_TOKENS: 'opaque',
    CPIS_MESH_UNACCEPTABLE_FILES: 'passed-on',
    CPIS_ANSWER_WITHIN_MS: String(ANSWER_WITHIN_MS),
    CPIS_PORTAL_PORT: '0',
    CPIS_PORTAL_URL: 'http://127.0.0.1',
    // One nurse asks more in a minute here than a ward in a day.
    ...{ CPIS_PORTAL_LOOK_UPS_OF_PERSON: '10000', CPIS_PORTAL_LOOK_UPS_OF_SITE: '10000' },
    ...more,
  })
}

/** PostgreSQL's Unix socket bears its port. */
function socketOf(url: URL): string {
  return `${url.searchParams.get('host')}/.s.PGSQL.${url.searchParams.get('port')}`
}

function placeOf(url: string): { readonly host: string; readonly port: number } {
  return { host: '127.0.0.1', port: Number(new URL(url).port) }
}

function groundOn(settings: Settings, clock: Ground['clock']): Ground {
  const pools: Pool[] = []
  return {
    settings,
    clock,
    randomness: systemRandomness,
    log: silentLog,
    metrics: openMetrics('test'),
    pool(context, options = {}) {
      const pool = openPool(context, { databaseUrl: settings.databaseUrl, connections: 4, log: silentLog, ...options })
      pools.push(pool)
      return pool
    },
    async end() {
      for (const pool of pools.splice(0)) await pool.end()
    },
  }
}

/** As the worker is wired, but PDS and MESH are asked again at once. A statement waits no longer than two seconds. */
function workerOn(ground: Ground): WorkerRounds {
  const { settings, clock, randomness, log } = ground
  const limited: Ground = { ...ground, pool: context => ground.pool(context, { statementTimeoutMs: 2_000 }) }
  const pds = openPdsClient({
    ...{ baseUrl: settings.pdsUrl, clock, randomness, log },
    attempts: 2,
    timeoutMs: 1_500,
    pause: async () => {},
  })
  const demographics = { db: limited.pool('demographics'), pds, clock, settings: { cacheHours: 4 } }
  // The tokens of MESH are good for as long as the clocks agree, which are not what is tried here.
  const mesh = openHubMailbox({ ...ground, clock: systemClock })
  return openWorkerRounds({ ground: limited, demographics, mesh })
}
