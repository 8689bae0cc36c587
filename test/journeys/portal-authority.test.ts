import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { axe, closePage, fitsNarrow, NO_BROWSER, openPage, picture } from '../support/browser.ts'
import { type PortalUnderTest, signInWith, startPortalUnderTest } from '../support/portal.ts'
import { giveContacts, numbersFrom, reportOnUploads, sendFile, tell } from '../support/portal-authority.ts'
import { movedClock } from '../support/register.ts'

// The pages of a local authority in a real browser: journeys, then every page and state by axe and at 320 pixels.

const skip = NO_BROWSER
const NOW = '2026-11-22T10:00:00Z'
const clock = movedClock(NOW)
const portal = skip ? undefined : await startPortalUnderTest({ clock })

const NIA = { userId: '656005750301' }
const URI = { userId: '656005750311' }
const OTIS = { userId: '656005750302' }
const PETRA = { userId: '656005750303' }
const CHILDREN = numbersFrom(0, 24)
const [ROBIN = '', , WREN = ''] = CHILDREN
/** Offered to X03 and never signed. */
const UNSIGNED = '0a9e4c1d-0000-4000-8000-000000000004'

before(async () => {
  if (portal === undefined) return
  const { database } = portal
  clock.at('2026-11-10T06:10:00Z')
  const all = CHILDREN.map((nhsNumber, place) => ({ nhsNumber, localId: `EX-${1000 + place}` }))
  const [first, ...rest] = all
  const mother = {
    ...first,
    nhsNumber: ROBIN,
    type: 'UCP',
    start: '2025-11-03',
    end: '2026-11-05',
    birthDate: '1999-02-08',
  } as const
  await sendFile(database, clock, { code: 'X01', sequence: 1, records: [mother, ...rest] })
  await reportOnUploads(database, clock)
  clock.at('2026-11-15T06:10:00Z')
  await sendFile(database, clock, {
    code: 'X01',
    sequence: 2,
    records: [
      { nhsNumber: WREN, localId: 'EX-1002' },
      { nhsNumber: '9990000000', localId: 'EX-2001' },
      { nhsNumber: numbersFrom(50, 1)[0] ?? '', localId: 'EX-2002', isUnknown: true },
      { nhsNumber: numbersFrom(60, 1)[0] ?? '', localId: 'EX-2003', start: '2024-01-05', end: '2025-01-05' },
    ],
  })
  await reportOnUploads(database, clock)
  clock.at('2026-11-18T06:10:00Z')
  await sendFile(database, clock, { code: 'X01', sequence: 3, records: all.slice(0, 1), claims: 'X02' })
  await reportOnUploads(database, clock)
  const about = { code: 'X01', nhsNumber: WREN, localId: 'EX-1002' } as const
  await tell(database, clock, { ...about, kind: 'access' })
  await tell(database, clock, { ...about, kind: 'access', isEmpty: true })
  await tell(database, clock, { ...about, kind: 'was-not-brought', note: 'Third time in two months' })
  await tell(database, clock, { ...about, kind: 'inactive-number', replacedBy: CHILDREN[3] ?? '' })
  clock.at('2026-11-21T22:40:00Z')
  await tell(database, clock, { ...about, kind: 'access', isExpired: true })
  await giveContacts(database, clock, 'X01')
  clock.at(NOW)
})

function thePortal(): PortalUnderTest {
  assert.ok(portal)
  return portal
}

async function givenSomebodySignedIn(who: { userId: string }, withScripts = true): Promise<Page> {
  const page = await openPage({ bypassCSP: withScripts, withScripts })
  await signInWith(page, thePortal(), who)
  return page
}

async function whenTheyOpen(page: Page, path: string): Promise<void> {
  await page.goto(`${thePortal().url}/authority${path}`)
}

async function thenTheHeadingIs(page: Page, heading: string): Promise<void> {
  assert.equal((await page.locator('h1').textContent())?.trim(), heading)
}

async function andItSays(page: Page, ...texts: (string | RegExp)[]): Promise<void> {
  const said = ((await page.locator('main').textContent()) ?? '').replaceAll(/\s+/g, ' ')
  for (const text of texts)
    assert.ok(typeof text === 'string' ? said.includes(text) : text.test(said), `${text} in ${said}`)
}

async function andThePageIsSound(page: Page, name: string): Promise<void> {
  await picture(page, `authority-${name}`)
  assert.deepEqual(await axe(page), [], name)
  assert.ok(await fitsNarrow(page), `${name} at 320 pixels`)
}

const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Proves again who they are, when the pages want it. */
async function whenTheyProveWhoTheyAre(page: Page, who: { userId: string }): Promise<void> {
  if (page.url().startsWith(thePortal().cis2.url))
    await page.locator(`button[name=user][value="${who.userId}"]`).click()
}

for (const withScripts of [true, false]) {
  const manner = withScripts ? 'with scripts' : 'without scripts'

  test(`an officer sees what to do, mends a record and answers a notice (${manner})`, { skip }, async () => {
    const page = await givenSomebodySignedIn(NIA, withScripts)
    await whenTheyOpen(page, '')
    await thenTheHeadingIs(page, 'Exampleshire County Council')
    await page.getByRole('link', { name: 'Send your last file again: nothing of it was stored' }).click()
    await andItSays(page, 'X-NOT-OWNER', 'The authority named in the file is not the one this mailbox belongs to.')
    await page.getByRole('link', { name: 'Uploads' }).click()
    await page.getByRole('link', { name: '15 November 2026 at 06:10' }).click()
    await andItSays(page, 'EX-2001', 'Correct the number: ten digits', /EX-2003.*X-END-365.*no longer be ended/)
    await page.getByRole('link', { name: 'Notices', exact: true }).click()
    await page.getByLabel('What it tells').selectOption('was-not-brought')
    await click(page, 'Show these')
    await page.locator('.portal-table').nth(1).getByRole('link').click()
    await andItSays(page, 'Ms Ada EXAMPLE, Nurse Access Role', 'EXAMPLE TEACHING HOSPITAL', 'Third time in two months')
    await page.getByLabel('What was done').fill(`Rang the ward ${manner}`)
    await click(page, 'Something was done')
    await andItSays(page, 'Actioned', `Rang the ward ${manner}`, 'Ms Nia EXAMPLESHIRE (656005750301)')
    await closePage(page)
  })

  test(`an officer finds a child and asks for its number (${manner})`, { skip }, async () => {
    const page = await givenSomebodySignedIn(NIA, withScripts)
    await whenTheyOpen(page, '/children')
    await andItSays(page, '24 children and mothers of yours', `ends in ${WREN.slice(-4)}`)
    await page.getByLabel('Your own id or NHS number').fill('EX-1002')
    await click(page, 'Search')
    await andItSays(page, '1 child or mother found')
    await page.getByRole('link', { name: 'EX-1002' }).click()
    assert.doesNotMatch(await page.content(), new RegExp(WREN))
    await click(page, 'Show the NHS number')
    await andItSays(page, `${WREN.slice(0, 3)} ${WREN.slice(3, 6)} ${WREN.slice(6)}`, 'is recorded')
    assert.doesNotMatch(page.url(), new RegExp(WREN))
    await closePage(page)
  })
}

test('two people sign an agreement, and prove each who they are', { skip }, async () => {
  const { database } = thePortal()
  await database.owner.query({
    text: `update care_settings.agreement set authority_code = 'X01' where agreement_id = $1`,
    values: [UNSIGNED],
  })
  const nia = await givenSomebodySignedIn(NIA)
  clock.forward(0.2)
  await whenTheyOpen(nia, `/agreements`)
  await nia.locator('tr', { hasText: 'Overdue' }).getByRole('link').click()
  await whenTheyProveWhoTheyAre(nia, NIA)
  await click(nia, 'Ask a second person to approve')
  await andItSays(nia, 'Say in which role it is signed')
  await andThePageIsSound(nia, 'agreement-errors')
  await nia.getByLabel('In which role it is signed').fill('Director of Children’s Services')
  await click(nia, 'Ask a second person to approve')
  await andItSays(nia, 'Somebody else of your authority has to approve it')
  assert.equal(await nia.getByRole('button', { name: 'Approve the signature' }).count(), 0)
  await andThePageIsSound(nia, 'agreement-asked')
  await closePage(nia)
  const uri = await givenSomebodySignedIn(URI)
  await whenTheyOpen(uri, '')
  await uri.getByRole('link', { name: 'Decide what a colleague asked for: 1 agreement' }).click()
  await andThePageIsSound(uri, 'agreements')
  await uri.locator('tr', { hasText: 'a second person' }).getByRole('link').click()
  await andThePageIsSound(uri, 'agreement-to-approve')
  await click(uri, 'Approve the signature')
  await andItSays(uri, 'Signed as Director of Children’s Services', '656005750301; approved by 656005750311')
  await andThePageIsSound(uri, 'agreement-signed')
  await closePage(uri)
  clock.at(NOW)
})

test('every page is sound, in each of its states', { skip }, async () => {
  const page = await givenSomebodySignedIn(NIA)
  await whenTheyOpen(page, '')
  await andThePageIsSound(page, 'home')
  await whenTheyOpen(page, '/uploads')
  await andThePageIsSound(page, 'uploads')
  await page.getByRole('link', { name: '18 November 2026 at 06:10' }).click()
  await andThePageIsSound(page, 'upload-refused')
  await whenTheyOpen(page, '/uploads')
  await page.getByRole('link', { name: '15 November 2026 at 06:10' }).click()
  await andThePageIsSound(page, 'upload')
  await page.getByRole('link', { name: 'Show all records' }).click()
  await andItSays(page, 'CPR06 stored')
  await andThePageIsSound(page, 'upload-all')
  await whenTheyOpen(page, '/children?page=2')
  await andItSays(page, 'Page 2 of 2')
  await andThePageIsSound(page, 'children')
  await page.getByLabel('Your own id or NHS number').fill(numbersFrom(90, 1)[0] ?? '')
  await click(page, 'Search')
  await andThePageIsSound(page, 'children-none')
  await page.getByLabel('Your own id or NHS number').fill(WREN)
  await click(page, 'Search')
  await page.getByRole('link', { name: 'EX-1002' }).click()
  await andThePageIsSound(page, 'child')
  await click(page, 'Show the NHS number')
  await andThePageIsSound(page, 'child-number')
  await closePage(page)
})

test('the notices in each of their states are sound', { skip }, async () => {
  const page = await givenSomebodySignedIn(NIA)
  await whenTheyOpen(page, '/notices')
  await andThePageIsSound(page, 'notices')
  await whenTheyOpen(page, '/notices?delivery=undeliverable')
  await page.locator('.portal-table').nth(1).getByRole('link').click()
  await andThePageIsSound(page, 'notice-expired')
  await click(page, 'Send it to our mailbox again')
  await andItSays(page, 'Sent again', 'Expired, and sent again')
  await whenTheyOpen(page, '/notices?kind=inactive-number')
  await page.locator('.portal-table').nth(1).getByRole('link').click()
  await andItSays(page, 'Another number took its place')
  await click(page, 'I have seen it')
  await andItSays(page, 'Seen', 'Ms Nia EXAMPLESHIRE')
  await page.getByLabel('What was done').fill('x'.repeat(501))
  await click(page, 'Something was done')
  await andThePageIsSound(page, 'notice-errors')
  await whenTheyOpen(page, '/notices?state=actioned&kind=inactive-number')
  await andItSays(page, 'There are no notices of this kind.')
  await andThePageIsSound(page, 'notices-none')
  await closePage(page)
})

test('data quality and contacts are sound; a year is confirmed', { skip }, async () => {
  const page = await givenSomebodySignedIn(NIA)
  await whenTheyOpen(page, '/quality')
  await andItSays(page, 'EX-1000', 'Age in days')
  await andThePageIsSound(page, 'quality')
  await whenTheyOpen(page, '/contacts')
  await andThePageIsSound(page, 'contacts-stale')
  await click(page, 'All of them are right')
  await andItSays(page, 'right on 22 November 2026', 'Said that all are right')
  await page.getByLabel('Role').fill('Duty manager')
  await page.getByLabel('E-mail address').fill('not an address')
  await click(page, 'Add')
  await andThePageIsSound(page, 'contacts-errors')
  await page.getByLabel('E-mail address').fill('duty@example.org')
  await click(page, 'Add')
  await andItSays(page, 'Duty manager, duty@example.org', 'Added a contact')
  await click(page, 'Remove duty@example.org')
  await andItSays(page, 'Removed a contact')
  await closePage(page)
})

test('an authority that sent nothing is told so on every page', { skip }, async () => {
  const page = await givenSomebodySignedIn(OTIS)
  for (const section of ['', '/uploads', '/children', '/notices', '/quality', '/contacts']) {
    await whenTheyOpen(page, section)
    await andThePageIsSound(page, `empty${section.replace('/', '-')}`)
  }
  await closePage(page)
  const petra = await givenSomebodySignedIn(PETRA)
  await whenTheyOpen(petra, '')
  await thenTheHeadingIs(petra, 'Testingham City Council')
  await closePage(petra)
})
