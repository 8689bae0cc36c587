import { startPortalOn } from '../../src/main/portal/portal.ts'
import { groundOf } from '../../src/main/processes.ts'
import { settingsFrom } from '../../src/main/settings.ts'
import { laptopClients } from '../../src/main/stand-ins.ts'
import { type Pool, silentLog, systemClock } from '../../src/platform/index.ts'
import { openPerson } from '../../src/register/index.ts'
import { readStandInUsers, startCis2StandIn } from '../../stand-ins/cis2/index.ts'
import { startPdsStandIn } from '../../stand-ins/pds/index.ts'
import { inventedChildren } from '../support/people.ts'
import { findChild, openVisitor, requestIn, type Seen, type Visitor } from '../support/portal-visitor.ts'
import { freePort } from '../support/role-process.ts'
import type { Bench, Choices, Outcome } from './frame/bench.ts'
import { benchDatabase } from './frame/database.ts'
import { say } from './frame/say.ts'
import { loadAuthorityHistory, newestOf } from './world/authority.ts'
import { loadPlans, nhsNumbers } from './world/plans.ts'

/** The size of the national register, as engineering.md 2 takes it. */
const RECORDS = 150_000
/** So many children are also in PDS, to be found by number. */
const IN_PDS = 200
const NURSE = '656005750107'
const GP = '656005750108'
/** Staff of an authority, and the authority. */
const OFFICER = { userId: '656005750301', authority: 'X01' }
const WARM_UP = 10
/** Fewer visits say nothing about the slowest of twenty. */
const LEAST = 60

export const portalBench: Bench = {
  what: 'time of the server for each page for clinicians and for an authority, with 150,000 records',
  run: benchPortal,
}

/** One page: asked for as often as there is time, each time about another child. */
type Timed = { readonly page: string; readonly visit: (number: string) => Promise<number> }

async function benchPortal({ seconds, signal }: Choices): Promise<Outcome> {
  say(`loading ${RECORDS} plans, starting the pages ...`)
  await using database = await benchDatabase()
  const numbers = nhsNumbers(RECORDS)
  await loadPlans(database.owner, numbers)
  await loadAuthorityHistory(database.owner, OFFICER.authority)
  const found = await openToAll(database.owner)
  await using portal = await portalOf(database.url, found)
  const nurse = await signedIn(portal.url, NURSE)
  const gp = await signedIn(portal.url, GP)
  const officer = await signedIn(portal.url, OFFICER.userId)
  const ofAuthority = authorityPages(officer, await newestOf(database.owner, OFFICER.authority))
  const rows = []
  for (const timed of [...pagesOf(nurse, gp), ...ofAuthority])
    rows.push(await measured(timed, { found, seconds, signal }))
  const title = `Pages of the portal, ${RECORDS.toLocaleString('en-GB')} records, one visitor: milliseconds (aim: p95 below 100)`
  return { json: { bench: 'portal', records: RECORDS, pages: rows }, title, rows }
}

/** Children of an authority whose agreements open its plans to scheduled care too. */
async function openToAll(owner: Pool): Promise<string[]> {
  const rows = await owner.query<{ child: string; sealed: Buffer }>({
    text: `select child_key as child, person_sealed as sealed from register.plan where authority_code = 'X01'
      order by position limit $1`,
    values: [IN_PDS],
  })
  return rows.map(({ child, sealed }) => openPerson({ childKey: child, authorityCode: 'X01' }, sealed).nhsNumber)
}

async function portalOf(databaseUrl: string, found: readonly string[]) {
  const port = await freePort()
  const pds = await startPdsStandIn({
    port: 0,
    people: inventedChildren(IN_PDS).map((child, place) => ({ ...child, nhsNumber: found[place] ?? child.nhsNumber })),
    clock: systemClock,
    profile: 'test',
    mode: 'sandbox',
    log: silentLog,
  })
  const given = {
    CPIS_PROFILE: 'test',
    CPIS_LOG_LEVEL: 'silent',
    CPIS_DATABASE_URL: databaseUrl,
    CPIS_PORTAL_PORT: String(port),
    CPIS_PORTAL_URL: `http://127.0.0.1:${port}`,
    CPIS_PDS_URL: pds.url,
    CPIS_API_PORT: '0',
    CPIS_PORTAL_LOOK_UPS_OF_PERSON: '10000',
    CPIS_PORTAL_LOOK_UPS_OF_SITE: '100000',
    CPIS_PORTAL_SWEEP_AT: '100000',
  }
  const clients = laptopClients(settingsFrom(given))
  const cis2 = await startCis2StandIn({ port: 0, users: readStandInUsers(), clients, profile: 'test', log: silentLog })
  const role = await startPortalOn(groundOf('portal', settingsFrom({ ...given, CPIS_CIS2_ISSUER: cis2.issuer })))
  return {
    url: role.url,
    async [Symbol.asyncDispose]() {
      for (const one of [role, cis2, pds]) await one.stop()
    },
  }
}

async function signedIn(url: string, userId: string): Promise<Visitor> {
  const visitor = openVisitor({ url })
  await visitor.signIn(userId)
  return visitor
}

/** Times one call, and fails when the page is not the one that was wanted. */
async function timed(call: () => Promise<Seen>, wanted: number): Promise<number> {
  const begun = performance.now()
  const { status, location, html } = await call()
  const took = performance.now() - begun
  if (status !== wanted) throw new Error(`the page answered ${status} ${location} ${/<code>(\w+)</.exec(html)?.[1]}`)
  return took
}

function pagesOf(nurse: Visitor, gp: Visitor): Timed[] {
  const openBy = (visitor: Visitor) => async (number: string) => {
    const { path, html } = await findChild(visitor, number)
    return timed(() => visitor.post(`${path}/open`, { request: requestIn(html) }), 200)
  }
  const search = { gender: 'unknown', family: 'Sample', 'from-day': '14', 'from-month': '2', 'from-year': '2018' }
  return [
    { page: 'find a patient', visit: () => timed(() => nurse.get('/child'), 200) },
    { page: 'by number: PDS asked', visit: number => timed(() => nurse.post('/child', { number }), 303) },
    { page: 'basic search: PDS asked', visit: () => timed(() => nurse.post('/child/search', search), 200) },
    {
      page: 'the child and the alert',
      visit: async number => {
        const { location } = await nurse.post('/child', { number })
        return timed(() => nurse.get(location), 200)
      },
    },
    { page: 'opened, authority told', visit: openBy(nurse) },
    { page: 'opened in silence', visit: openBy(gp) },
  ]
}

function authorityPages(officer: Visitor, { upload, notice }: { upload: string; notice: string }): Timed[] {
  const page = (name: string, path: string): Timed => ({
    page: `authority: ${name}`,
    visit: () => timed(() => officer.get(`/authority${path}`), 200),
  })
  return [
    page('today', ''),
    page('uploads', '/uploads'),
    page('one upload of 1,000 records', `/uploads/${upload}`),
    page('children', '/children?page=25'),
    {
      page: 'authority: search by own id',
      visit: () => timed(() => officer.post('/authority/children', { sought: 'LOCAL-1' }), 200),
    },
    page('notices', '/notices'),
    page('notices nobody has seen', '/notices?state=new'),
    page('one notice', `/notices/${notice}`),
    page('data quality', '/quality'),
    page('contacts', '/contacts'),
    page('agreements', '/agreements'),
  ]
}

type Run = { readonly found: readonly string[]; readonly seconds: number; readonly signal: AbortSignal }

async function measured({ page, visit }: Timed, { found, seconds, signal }: Run) {
  const visited = async (turn: number) => {
    signal.throwIfAborted()
    return visit(found[turn % found.length] ?? '')
  }
  for (let turn = 0; turn < WARM_UP; turn += 1) await visited(turn)
  const times: number[] = []
  const until = performance.now() + seconds * 1000
  while (times.length < LEAST || performance.now() < until) times.push(await visited(times.length))
  times.sort((a, b) => a - b)
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0
  return { page, visits: times.length, p50: at(0.5), p95: at(0.95), most: at(1) }
}
