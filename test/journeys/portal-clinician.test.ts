import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { axe, closePage, fitsNarrow, NO_BROWSER, openPage, picture } from '../support/browser.ts'
import { type PortalUnderTest, signInWith, startPortalUnderTest } from '../support/portal.ts'
import { movedClock, uploader } from '../support/register.ts'

// Journeys in a real browser: every page and state looked at by axe, at 320 pixels, with scripts and without.

const skip = NO_BROWSER
/** A Sunday, at ten in the morning: offices are closed. */
const clock = movedClock('2026-11-22T10:00:00Z')
const portal = skip ? undefined : await startPortalUnderTest({ clock })

const NURSE = { userId: '656005750107' }
const GP = { userId: '656005750108' }
const DENTIST = { userId: '656005750213' }
const BOTH_CODES = { userId: '656005750111' }
const ROBIN = '9990100004'
const WREN = '9990100071'
const LAURA = '9990100217'
const NIAMH = '9990100284'

before(async () => {
  if (portal === undefined) return
  const { database } = portal
  clock.at('2026-11-18T06:00:00Z')
  await uploader(database, clock, 'X01', 'Exampleshire County Council').upload([
    { person: { nhsNumber: ROBIN, birthDate: '2016-04-02' }, plans: [{ type: 'CPP', start: '2026-01-05' }] },
    {
      person: { nhsNumber: LAURA, birthDate: '1999-02-08' },
      plans: [{ type: 'UCP', start: '2026-08-05', end: '2027-01-20' }],
    },
  ])
  await uploader(database, clock, 'X03', 'Testingham City Council').upload([
    { person: { nhsNumber: WREN, birthDate: '2022-06-11' }, plans: [{ type: 'LAC', start: '2026-01-05' }] },
  ])
  clock.at('2026-11-22T10:00:00Z')
})

function thePortal(): PortalUnderTest {
  assert.ok(portal)
  return portal
}

async function givenSomebodySignedIn(who: { userId: string }, withScripts = true): Promise<Page> {
  // Axe is a script: where it looks, the page's own rule against scripts is lifted for it alone.
  const page = await openPage({ bypassCSP: withScripts, withScripts })
  await signInWith(page, thePortal(), who)
  return page
}

async function whenTheyFind(page: Page, number: string): Promise<void> {
  await page.goto(`${thePortal().url}/child`)
  await page.getByLabel('NHS number').fill(number)
  await page.getByRole('button', { name: 'Find', exact: true }).click()
}

async function thenTheHeadingIs(page: Page, heading: string): Promise<void> {
  assert.equal((await page.locator('h1').textContent())?.trim(), heading)
}

async function andThePageIsSound(page: Page, name: string): Promise<void> {
  await picture(page, name)
  assert.deepEqual(await axe(page), [], name)
  assert.ok(await fitsNarrow(page), `${name} at 320 pixels`)
}

async function andTheHistoryShows(page: Page, names: string[]): Promise<void> {
  const cells = page.locator('.portal-table tbody tr td:nth-child(2) > span:last-child')
  assert.deepEqual(
    (await cells.allTextContents()).map(text => text.trim()),
    names,
  )
}

for (const withScripts of [true, false]) {
  test(`a nurse opens an alert and the authority is told (${withScripts ? 'with' : 'without'} scripts)`, {
    skip,
  }, async () => {
    const page = await givenSomebodySignedIn(NURSE, withScripts)
    await whenTheyFind(page, '999 010 0004')
    await thenTheHeadingIs(page, 'There is child protection information about this patient')
    assert.doesNotMatch(page.url(), /9990100004/)
    await page.getByRole('button', { name: 'Open, and tell the local authority' }).click()
    await thenTheHeadingIs(page, 'This patient is known to a local authority')
    await andTheHistoryShows(page, ['Ms Ada EXAMPLE'])
    const first = page.locator('.portal-ring dt').first()
    assert.equal(await first.textContent(), 'Emergency Duty Tel Number')
    await closePage(page)
    const orders = await thePortal().database.owner.query({ text: 'select authority_code from lookup.notice_order' })
    assert.deepEqual(orders, [{ authority_code: 'X01' }], 'told once, however often the same nurse looks in a day')
  })
}

test('a GP opens the same in silence, and tells that the child was not brought', { skip }, async () => {
  const page = await givenSomebodySignedIn(GP)
  await whenTheyFind(page, ROBIN)
  await andThePageIsSound(page, 'alert-gp')
  await page.getByRole('button', { name: 'Open; the local authority is not told' }).click()
  await andTheHistoryShows(page, ['Ms Ada EXAMPLE'])
  await andThePageIsSound(page, 'known-gp')
  await page.getByRole('link', { name: 'was not brought' }).click()
  await page.getByRole('button', { name: 'Tell the local authority' }).click()
  await thenTheHeadingIs(page, 'Tell the local authority that the child was not brought')
  await andThePageIsSound(page, 'not-brought-errors')
  for (const [label, value] of [
    ['Day', '20'],
    ['Month', '11'],
    ['Year', '2026'],
  ] as const)
    await page.getByLabel(label).fill(value)
  await page.getByRole('textbox', { name: 'Time' }).fill('14:30')
  await page.getByLabel('The child was not brought to the appointment', { exact: true }).check()
  await page.getByRole('button', { name: 'Tell the local authority' }).click()
  await thenTheHeadingIs(page, 'The local authority will be told')
  await andThePageIsSound(page, 'told')
  await closePage(page)
})

test('nothing known, a mother, a plan withheld, a replaced number, PDS away: each says what it is', {
  skip,
}, async () => {
  const page = await givenSomebodySignedIn(NURSE)
  await andThePageIsSound(page, 'find')
  await whenTheyFind(page, NIAMH)
  await thenTheHeadingIs(page, 'No information on CP-IS for this NHS number')
  await andThePageIsSound(page, 'not-known')
  await whenTheyFind(page, LAURA)
  await andThePageIsSound(page, 'alert-nurse')
  await page.getByRole('button', { name: 'Open, and tell' }).click()
  assert.match((await page.locator('main').textContent()) ?? '', /for the unborn child of this patient/)
  await andThePageIsSound(page, 'mother')
  await whenTheyFind(page, '9990100705')
  await thenTheHeadingIs(page, 'The NHS number was replaced')
  await andThePageIsSound(page, 'new-number')
  await page.getByRole('button', { name: 'Yes, go on with the new number' }).click()
  assert.match((await page.locator('.portal-banner').textContent()) ?? '', /999 010 0772/)
  await whenTheyFind(page, '9990101116')
  assert.match(
    (await page.locator('.portal-banner').textContent()) ?? '',
    /NHS number not traced: PDS cannot be reached/,
  )
  await andThePageIsSound(page, 'not-traced')
  await whenTheyFind(page, '123')
  await thenTheHeadingIs(page, 'Find a patient')
  await andThePageIsSound(page, 'find-errors')
  await closePage(page)
})

test('a dentist is told that there is a plan that is not shown, and whom to ring', { skip }, async () => {
  const page = await givenSomebodySignedIn(DENTIST)
  await whenTheyFind(page, WREN)
  await thenTheHeadingIs(page, 'Known, but not shown to your care setting')
  await andThePageIsSound(page, 'withheld')
  await closePage(page)
})

test('somebody whose role has both codes says which care it is', { skip }, async () => {
  const page = await givenSomebodySignedIn(BOTH_CODES)
  await whenTheyFind(page, ROBIN)
  await andThePageIsSound(page, 'alert-both-codes')
  await page.getByLabel('Scheduled', { exact: true }).check()
  await page.getByRole('button', { name: 'Open' }).click()
  assert.match((await page.locator('.portal-answer').textContent()) ?? '', /No local authority was told/)
  await closePage(page)
})

test('a patient is found by search, and a restricted one without an address', { skip }, async () => {
  const page = await givenSomebodySignedIn(NURSE)
  await page.goto(`${thePortal().url}/child/search/advanced`)
  await andThePageIsSound(page, 'search')
  await page.getByRole('button', { name: 'Search' }).click()
  await andThePageIsSound(page, 'search-errors')
  await page.getByLabel('Female', { exact: true }).check()
  await page.getByLabel('Surname').fill('She*')
  const fields = page.locator('input[inputmode=numeric]')
  for (const [place, value] of ['1', '1', '2020', '31', '12', '2025'].entries()) await fields.nth(place).fill(value)
  await page.getByRole('button', { name: 'Search' }).click()
  await thenTheHeadingIs(page, 'One person was found')
  assert.match((await page.locator('table').textContent()) ?? '', /SHELTERTON, Maya[\s\S]*Restricted: not shown/)
  await andThePageIsSound(page, 'found')
  await page.getByRole('link', { name: 'SHELTERTON, Maya' }).click()
  await thenTheHeadingIs(page, 'No information on CP-IS for this NHS number')
  await closePage(page)
})

test('everything is done by keyboard, and one sees where one is', { skip }, async () => {
  const page = await givenSomebodySignedIn(NURSE)
  await page.goto(`${thePortal().url}/child`)
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate<string>('document.activeElement.textContent.trim()'), 'Skip to main content')
  await goTo(page, page.getByLabel('NHS number'))
  await page.keyboard.type(ROBIN)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${thePortal().url}/child/*`)
  await goTo(page, page.getByRole('button', { name: 'Open, and tell the local authority' }))
  await page.keyboard.press('Enter')
  await page.waitForURL('**/open')
  await goTo(page, page.getByRole('link', { name: '07700 900801' }))
  await closePage(page)
})

/** What the page has, which this program has not. */
type InPage = {
  document: { activeElement: unknown }
  getComputedStyle(element: unknown): { outlineStyle: string; boxShadow: string }
}

/** Presses Tab until the place has the focus; where it is must be seen. */
async function goTo(page: Page, place: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab')
    if (await place.evaluate(element => element === (globalThis as unknown as InPage).document.activeElement)) break
  }
  const seen = await place.evaluate(element => {
    const { outlineStyle, boxShadow } = (globalThis as unknown as InPage).getComputedStyle(element)
    return outlineStyle !== 'none' || boxShadow !== 'none'
  })
  assert.ok(seen, 'the focus is seen')
}

test('a print says when, by whom, and where it must not be left', { skip }, async () => {
  const page = await givenSomebodySignedIn(NURSE)
  await whenTheyFind(page, ROBIN)
  await page.getByRole('button', { name: 'Open, and tell' }).click()
  await page.emulateMedia({ media: 'print' })
  const note = page.locator('.portal-print-only')
  assert.ok(await note.isVisible())
  const text = (await note.textContent()) ?? ''
  assert.match(text, /Do not leave a print in notes the patient or the family holds/)
  assert.match(text, /Read on 22 November 2026 at 10:00 by Ms Ada EXAMPLE, Nurse Access Role, EXAMPLE TEACHING/)
  assert.ok(!(await page.locator('.portal-who').isVisible()))
  await picture(page, 'print')
  await closePage(page)
})
