import { after } from 'node:test'
import type { Page } from 'playwright-core'
import { loadReference } from '../../src/care-settings/index.ts'
import { loadRoleDirectory } from '../../src/identity/index.ts'
import { startApiOn } from '../../src/main/api.ts'
import { type LaptopApplication, openLaptopApplication } from '../../src/main/laptop-application.ts'
import { startPortalOn } from '../../src/main/portal/portal.ts'
import { groundOf } from '../../src/main/processes.ts'
import { type Settings, settingsFrom } from '../../src/main/settings.ts'
import { laptopClients } from '../../src/main/stand-ins.ts'
import { type Clock, silentLog, systemClock } from '../../src/platform/index.ts'
import { type Cis2StandIn, readStandInUsers, startCis2StandIn } from '../../stand-ins/cis2/index.ts'
import { type PdsStandIn, startPdsStandIn } from '../../stand-ins/pds/index.ts'
import { readPeople, type StandInPerson } from '../../stand-ins/people/index.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { freePort } from './role-process.ts'

/** The pages in the test's own process, with a database, a PDS and a CIS2 of its own. */
export type PortalUnderTest = {
  readonly url: string
  readonly database: TestDatabase
  readonly settings: Settings
  readonly pds: PdsStandIn
  readonly cis2: Cis2StandIn
  /** With the API beside it: its address, and what asks there. */
  readonly api?: { readonly url: string; readonly application: LaptopApplication }
  /** How often something was counted, as `portal-sign-in done`. */
  counted(event: string): number
}

export type PortalWish = {
  readonly clock?: Clock
  /** Starts the API too: FHIR, and where CIS2 says that a session is over. */
  readonly withApi?: boolean
  readonly people?: readonly StandInPerson[]
  readonly environment?: Readonly<Record<string, string>>
  /** Takes what closes it, where that is not `after` the tests of the file. */
  readonly atEnd?: (close: () => Promise<void>) => void
}

/** Starts the pages; `after` the tests of the file everything is gone. */
export async function startPortalUnderTest(wish: PortalWish = {}): Promise<PortalUnderTest> {
  const { clock = systemClock, people = readPeople(), atEnd = after } = wish
  const closing: (() => Promise<unknown>)[] = []
  atEnd(async () => {
    for (const close of closing.reverse()) await close()
  })
  const database = await testDatabase()
  closing.push(() => database.end())
  await loadReference(database.owner, { invented: true })
  await loadRoleDirectory(database.owner)
  const pds = await startPdsStandIn({ port: 0, people, clock, profile: 'test', mode: 'sandbox', log: silentLog })
  closing.push(() => pds.stop())
  const port = await freePort()
  const apiPort = wish.withApi ? await freePort() : 0
  const given = {
    CPIS_PROFILE: 'test',
    CPIS_LOG_LEVEL: 'silent',
    CPIS_DATABASE_URL: database.url,
    CPIS_DATABASE_CONNECTIONS: '4',
    CPIS_PORTAL_PORT: String(port),
    CPIS_PORTAL_URL: `http://127.0.0.1:${port}`,
    CPIS_PDS_URL: pds.url,
    CPIS_API_PORT: String(apiPort),
    CPIS_PUBLIC_URL: `http://127.0.0.1:${apiPort}`,
    CPIS_SPINE_PORT: '0',
    ...wish.environment,
  }
  const clients = laptopClients(settingsFrom(given))
  const users = readStandInUsers()
  const cis2 = await startCis2StandIn({ port: 0, users, clients, clock, profile: 'test', log: silentLog })
  closing.push(() => cis2.stop())
  const settings = settingsFrom({ ...given, CPIS_CIS2_ISSUER: cis2.issuer })
  const counts = new Map<string, number>()
  const ground = groundOf('portal', settings)
  const portal = await startPortalOn({
    ...ground,
    clock,
    metrics: {
      ...ground.metrics,
      count(event, outcome) {
        const name = `${event} ${outcome}`
        counts.set(name, (counts.get(name) ?? 0) + 1)
      },
    },
  })
  closing.push(() => portal.stop())
  const under = { url: portal.url, database, settings, pds, cis2, counted: (event: string) => counts.get(event) ?? 0 }
  if (!wish.withApi) return under
  const application = await openLaptopApplication(settings)
  const api = await startApiOn({ ...groundOf('api', settings), clock })
  closing.push(() => api.stop())
  return { ...under, api: { url: api.url, application } }
}

/** Signs somebody in through the pages of CIS2 and confirms their role, as a person would with a mouse. */
export async function signInWith(page: Page, portal: PortalUnderTest, who: { userId: string; roleProfileId?: string }) {
  await page.goto(`${portal.url}/`)
  await page.getByRole('button', { name: 'Sign in with CIS2' }).click()
  await page.locator(`button[name=user][value="${who.userId}"]`).click()
  const role = page.locator(`button[name=role][value="${who.roleProfileId}"]`)
  if (page.url().startsWith(portal.cis2.url)) await role.click()
  if (who.roleProfileId !== undefined) await page.locator(`input[name=role][value="${who.roleProfileId}"]`).check()
  await page.getByRole('button', { name: 'Confirm and continue' }).click()
}
