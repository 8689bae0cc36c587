import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { keepContacts, makeQualityReports, openIncidentByHand, runWatch } from '../../src/operations/index.ts'
import { testWatch } from '../../src/operations/watch-for-tests.ts'
import { calendarDate, processKeyring, sealJson, systemRandomness } from '../../src/platform/index.ts'
import { axe, closePage, fitsNarrow, NO_BROWSER, openPage, picture } from '../support/browser.ts'
import { type PortalUnderTest, signInWith, startPortalUnderTest } from '../support/portal.ts'
import { openVisitor } from '../support/portal-visitor.ts'
import { movedClock, nhsNumber, uploader } from '../support/register.ts'

// Those who run the service, in a real browser: every page and state looked at by axe and at 320 pixels.

const skip = NO_BROWSER
const NOW = '2026-11-22T10:00:00Z'
const clock = movedClock(NOW)
const portal = skip ? undefined : await startPortalUnderTest({ clock })
const WATCHMAN = { userId: '656005750304' }
const NOTICE = '00000000-0000-4000-8000-000000000001'

function thePortal(): PortalUnderTest {
  assert.ok(portal)
  return portal
}

before(async () => {
  if (portal === undefined) return
  const { database } = portal
  clock.at('2026-11-18T06:00:00Z')
  await uploader(database, clock, 'X01', 'Exampleshire County Council').upload([
    { person: { nhsNumber: nhsNumber(1) }, plans: [{ type: 'CPP', start: '2026-01-05' }] },
  ])
  await uploader(database, clock, 'X02', 'Samplebury Borough Council').upload([
    { person: { nhsNumber: nhsNumber(2) }, plans: [{ type: 'LAC', start: '2026-01-05' }] },
  ])
  const watch = await testWatch(database)
  watch.setTime('2026-11-18T08:00:00Z')
  await makeQualityReports({ ...watch.deps, register: database.pool('register') })
  const confirmedOn = calendarDate('2026-01-05')
  await keepContacts(watch.deps, [{ authorityCode: 'X01', role: 'IT', email: 'it.x01@example.org', confirmedOn }])
  await database.owner.query({
    text: `insert into notifications.notification (notice_id, order_key, kind, authority_code, content_sealed, ordered_at, created_at,
        state, next_attempt_at, sent_at, settled_at)
      values ($1, 'a', 'access', 'X01', $2, $3, $3, 'undeliverable', $3, $3, $4)`,
    values: [
      NOTICE,
      sealJson(
        processKeyring(),
        { noticeId: NOTICE, kind: 'access', createdAt: '2026-11-16T08:00:00Z', accesses: [] },
        `notifications.notification ${NOTICE}`,
      ),
      '2026-11-16T08:00:00Z',
      '2026-11-21T08:00:00Z',
    ],
  })
  for (const day of ['20', '21', '22']) {
    watch.setTime(`2026-11-${day}T08:00:00Z`)
    if (day !== '20')
      watch.says({
        lastCallAt: new Date('2026-11-18T09:00:00Z'),
        lastHandshakeAt: new Date('2026-11-18T09:00:00Z'),
        clientVersion: 'MESH Client 6.3',
        waiting: 3,
        oldestWaitingAt: new Date('2026-11-18T10:00:00Z'),
        dueIn24h: 2,
        expired: 1,
      })
    await runWatch(watch.deps, watch.report)
  }
  const targets = {
    respondMinutes: { 1: 15, 2: 30, 3: 60, 4: 120, 5: 240 },
    fixHours: { 1: 4, 2: 8, 3: 24, 4: 72, 5: 120 },
  }
  await openIncidentByHand({ db: database.pool('operations'), clock, randomness: systemRandomness, targets } as never, {
    service: 'PDS',
    severity: 3,
    summary: 'PDS answers slowly',
    by: 'somebody',
  })
  clock.at(NOW)
})

async function givenOperationsSignedIn(withScripts = true): Promise<Page> {
  const page = await openPage({ bypassCSP: withScripts, withScripts })
  await signInWith(page, thePortal(), WATCHMAN)
  return page
}

async function whenTheyGoTo(page: Page, path: string): Promise<void> {
  await page.goto(thePortal().url + path)
}

async function whenTheyPress(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
}

async function thenTheHeadingIs(page: Page, heading: string): Promise<void> {
  assert.equal((await page.locator('h1').textContent())?.trim(), heading)
}

async function andThePageIsSound(page: Page, name: string): Promise<void> {
  await picture(page, `operations-${name}`)
  assert.deepEqual(await axe(page), [], name)
  assert.ok(await fitsNarrow(page), `${name} at 320 pixels`)
}

async function andItShows(page: Page, ...texts: string[]): Promise<void> {
  const shown = (await page.locator('main').textContent())?.replaceAll(/\s+/g, ' ') ?? ''
  for (const text of texts) assert.ok(shown.includes(text), `${text} in: ${shown.slice(0, 3000)}`)
}

test('operations see what is wrong now, the gravest first', { skip }, async () => {
  const page = await givenOperationsSignedIn()
  await whenTheyGoTo(page, '/operations')
  await thenTheHeadingIs(page, 'Operations')
  await andItShows(page, 'PDS answers slowly', 'Exampleshire County Council: mailbox X01CPIS1', '1 of 3')
  await andThePageIsSound(page, 'home')
  await closePage(page)
})

test('the watch shows its daily run and every mailbox, and a case is taken on', { skip }, async () => {
  const page = await givenOperationsSignedIn()
  await whenTheyGoTo(page, '/operations/mailboxes')
  await thenTheHeadingIs(page, 'Mailboxes')
  await andItShows(
    page,
    '22 November 2026, run on',
    'Disconnected',
    'Over 72 hours',
    '1 disconnected, 0 late, 0 paused',
  )
  await andThePageIsSound(page, 'mailboxes')
  await page.getByRole('link', { name: 'Exampleshire County Council' }).click()
  await thenTheHeadingIs(page, 'Exampleshire County Council: X01CPIS1')
  await andItShows(page, 'Authority written to', 'MESH Client 6.3', 'Record opened, sent 16 November 2026')
  await page.getByText('Letter of 22 November').click()
  await andThePageIsSound(page, 'mailbox')
  await whenTheyPress(page, 'Take it on')
  await andItShows(page, 'Say what was said or done, in 1 to 500 characters')
  await andThePageIsSound(page, 'mailbox-errors')
  await page.getByLabel('What was said or done').fill('Child 999 000 0018 waits')
  await whenTheyPress(page, 'Take it on')
  await andItShows(page, 'Nothing about any child may stand here')
  await page.getByLabel('Next', { exact: true }).selectOption('acknowledged')
  await page.getByLabel('What was said or done').fill('They answered by telephone')
  await whenTheyPress(page, 'Take it on')
  await andItShows(page, 'Authority answered, since 22 November 2026', 'Mr Quill WATCHMAN (656005750304)')
  await page.getByRole('button', { name: /Send it again/ }).click()
  await andItShows(page, 'No notice of ours waits to be sent again', `notice ${NOTICE} is sent again as`)
  await page.getByLabel('Until the end of').fill('2026-11-30')
  await page.getByLabel('What the authority said').fill('Work on their network')
  await whenTheyPress(page, 'Pause')
  await andItShows(page, 'Watch paused until 1 December 2026 at 00:00')
  await closePage(page)
})

test('data quality: England, and one authority', { skip }, async () => {
  const page = await givenOperationsSignedIn()
  await whenTheyGoTo(page, '/operations/quality')
  await thenTheHeadingIs(page, 'Data quality in England')
  await andThePageIsSound(page, 'quality')
  await whenTheyGoTo(page, '/operations/quality?page=7')
  await page.getByRole('link', { name: 'Exampleshire County Council' }).click()
  await thenTheHeadingIs(page, 'Exampleshire County Council')
  await andThePageIsSound(page, 'quality-authority')
  await closePage(page)
})

for (const withScripts of [true, false])
  test(`an incident from its opening to its end (${withScripts ? 'with' : 'without'} scripts)`, { skip }, async () => {
    const page = await givenOperationsSignedIn(withScripts)
    const isSound = async (name: string) => {
      if (withScripts) await andThePageIsSound(page, name)
    }
    await whenTheyGoTo(page, '/operations/incidents/new')
    await isSound('incident-new')
    await whenTheyPress(page, 'Open the incident')
    await andItShows(page, 'Choose the service affected', 'Choose the severity')
    await isSound('incident-new-errors')
    await page.getByLabel('Service affected').selectOption('MESH')
    await page.getByLabel('Severity', { exact: true }).selectOption('2')
    await page.getByLabel('What is wrong').fill('Child 999 000 0018 was not told')
    await whenTheyPress(page, 'Open the incident')
    await andItShows(page, 'An incident may hold nothing about any child (the summary holds what may be an NHS number)')
    await page.getByLabel('What is wrong').fill('No notice leaves')
    await whenTheyPress(page, 'Open the incident')
    await andItShows(page, 'No notice leaves', 'The service bridge still asks for: the organisation')
    await isSound('incident')
    await page.getByLabel('Where it goes').selectOption('service-bridge')
    await page.getByLabel('Note', { exact: true }).fill('the bridge should take it')
    await whenTheyPress(page, 'Keep it')
    await andItShows(page, 'The service bridge takes no incident without its minimum data set')
    await isSound('incident-errors')
    await page.getByLabel('Organisation that reports it').fill('Example Trust')
    await page.getByLabel('E-mail address').fill('desk@example.org')
    await page.getByLabel('Telephone', { exact: true }).fill('01632 960900')
    await page.getByLabel('Users affected').fill('12')
    await page.getByLabel('What happens').fill('Notices wait')
    await whenTheyPress(page, 'Keep it')
    await andItShows(page, 'With the service bridge', 'Mr Quill WATCHMAN (656005750304)')
    await page.getByLabel('Its id').fill('no id')
    await whenTheyPress(page, 'Link')
    await andItShows(page, 'There is no such case or notice to link (case)')
    await page.getByLabel('What to link').selectOption('notice')
    await page.getByLabel('Its id').fill(NOTICE)
    await whenTheyPress(page, 'Link')
    await andItShows(page, `Notice ${NOTICE}`)
    await page.getByLabel('Where it goes').selectOption('resolved')
    await page.getByLabel('Note', { exact: true }).fill('MESH is back')
    await whenTheyPress(page, 'Keep it')
    await whenTheyPress(page, 'Close it: who reported it agrees')
    await andItShows(page, 'This incident is over.', 'Closed')
    await isSound('incident-over')
    await closePage(page)
  })

test('the lists of incidents, the service levels and the charts', { skip }, async () => {
  const page = await givenOperationsSignedIn()
  for (const [path, heading, name] of [
    ['/operations/incidents', 'Open incidents', 'incidents'],
    ['/operations/incidents?all=yes', 'All incidents', 'incidents-all'],
    ['/operations/service-levels', 'Service levels', 'service-levels'],
    ['/operations/charts', 'Charts', 'charts'],
    ['/operations/incidents/999', 'Page not found', 'incident-unknown'],
  ] as const) {
    await whenTheyGoTo(page, path)
    await thenTheHeadingIs(page, heading)
    await andThePageIsSound(page, name)
  }
  await closePage(page)
})

test('every list is saved as CSV', { skip }, async () => {
  const page = await givenOperationsSignedIn()
  for (const [path, header] of [
    ['/operations/mailboxes/mailboxes.csv', '"authority_code","authority","mailbox"'],
    ['/operations/quality/national.csv', 'authority_code,authority_name'],
    ['/operations/quality/X01/trend.csv', 'received_at,file_code'],
    ['/operations/quality/X01/causes.csv', 'code,detail'],
    ['/operations/incidents/incidents.csv?all=yes', 'number,severity'],
    ['/operations/service-levels/levels.csv', '"promise","promised_percent"'],
    ['/operations/charts/uploads.csv', '"day","files"'],
    ['/operations/charts/look-ups.csv', '"care_setting","standard"'],
    ['/operations/charts/notices.csv', '"day","made"'],
    ['/operations/charts/mesh.csv', '"day","watched"'],
  ] as const) {
    const answer = await page.request.get(thePortal().url + path)
    assert.equal(answer.status(), 200, path)
    assert.ok((await answer.text()).startsWith(`\uFEFF${header}`), path)
  }
  assert.equal((await page.request.get(`${thePortal().url}/operations/charts/other.csv`)).status(), 404)
  await closePage(page)
})

test('what is not there, or is not theirs to send, is refused', { skip }, async () => {
  const operations = openVisitor(thePortal())
  await operations.signIn(WATCHMAN.userId)
  for (const path of [
    '/operations/mailboxes/NOBODY',
    '/operations/quality/ZZZ',
    '/operations/incidents/0',
    '/operations/incidents/1e3',
    '/operations/quality/ZZZ/trend.csv',
  ])
    assert.equal((await operations.get(path)).status, 404, path)
  const [notice] = await thePortal().database.owner.query<{ count: number }>({
    text: 'select count(*) from notifications.notification',
  })
  const resent = await operations.post('/operations/mailboxes/X02CPIS1/resend', { notice: NOTICE })
  assert.equal(resent.location, '/operations/mailboxes/X02CPIS1')
  const [after] = await thePortal().database.owner.query<{ count: number }>({
    text: 'select count(*) from notifications.notification',
  })
  assert.deepEqual(after, notice, 'a notice of another authority is left')
  const step = { to: 'closed', note: 'nothing is wrong' }
  const noCase = await operations.post('/operations/mailboxes/X02CPIS1/case', step)
  assert.equal(noCase.status, 422)
  assert.match(noCase.html, /There is no open case for this mailbox/)
  const skipped = await operations.post('/operations/mailboxes/X01CPIS1/case', step)
  assert.match(skipped.html, /A case does not go that way \(from \w+ to closed\)/)
  const forged = await operations.post('/operations/incidents/new', { token: 'forged', service: 'MESH' })
  assert.equal(forged.status, 403)
  const markup = { service: 'MESH', severity: '5', summary: '<script>alert(1)</script>' }
  const opened = await operations.post('/operations/incidents/new', markup)
  assert.match((await operations.get(opened.location)).html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
})
