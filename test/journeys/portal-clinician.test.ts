import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { axe, closePage, fitsNarrow, NO_BROWSER, openPage, picture } from '../support/browser.ts'
import { signInWith, startPortalUnderTest } from '../support/portal.ts'
import { movedClock, uploader } from '../support/register.ts'

const skip = NO_BROWSER
/** A Thursday in London, at ten in the morning. */
const clock = movedClock('2026-11-19T10:00:00Z')
const portal = skip ? undefined : await startPortalUnderTest({ clock })

const NURSE = { userId: '656005750107' }
const GP = { userId: '656005750108' }
const ROBIN = '9990100004'
const LAURA = '9990100217'
const NIAMH = '9990100284'

before(async () => {
  if (portal === undefined) return
  const exampleshire = uploader(portal.database, clock, 'X01', 'Exampleshire County Council')
  await exampleshire.upload([
    { person: { nhsNumber: ROBIN, birthDate: '2016-04-02' }, plans: [{ type: 'CPP', start: '2026-01-05' }] },
    {
      person: { nhsNumber: LAURA, birthDate: '1999-02-08' },
      plans: [{ type: 'UCP', start: '2026-08-05', end: '2027-01-20' }],
    },
  ])
  clock.at('2026-11-22T10:00:00Z')
})

async function givenSomebodySignedIn(who: { userId: string }, wish = {}): Promise<Page> {
  assert.ok(portal)
  const page = await openPage({ bypassCSP: true, ...wish })
  await signInWith(page, portal, who)
  return page
}

async function whenTheyFind(page: Page, number: string): Promise<void> {
  assert.ok(portal)
  await page.goto(`${portal.url}/child`)
  await page.getByLabel('NHS number').fill(number)
  await page.getByRole('button', { name: 'Find' }).click()
}

async function thenThePageIsSound(page: Page, name: string): Promise<void> {
  await picture(page, name)
  assert.deepEqual(await axe(page), [])
  assert.ok(await fitsNarrow(page), `${name} at 320 pixels`)
}

test('a nurse finds a child, sees that there is something, opens it, and the authority is told', { skip }, async () => {
  const page = await givenSomebodySignedIn(NURSE)
  await thenThePageIsSound(page, 'find')
  await whenTheyFind(page, '999 010 0004')
  assert.doesNotMatch(page.url(), /9990100004/)
  await thenThePageIsSound(page, 'alert-nurse')
  await page.getByRole('button', { name: 'Open, and tell the local authority' }).click()
  await thenThePageIsSound(page, 'known-nurse')
  await closePage(page)
})

test('a GP opens the same in silence, and tells that the child was not brought', { skip }, async () => {
  const page = await givenSomebodySignedIn(GP)
  await whenTheyFind(page, ROBIN)
  await thenThePageIsSound(page, 'alert-gp')
  await page.getByRole('button', { name: 'Open; the local authority is not told' }).click()
  await thenThePageIsSound(page, 'known-gp')
  await page.getByRole('link', { name: 'was not brought' }).click()
  await page.getByRole('button', { name: 'Tell the local authority' }).click()
  await thenThePageIsSound(page, 'not-brought-errors')
  await page.getByLabel('Day').fill('20')
  await page.getByLabel('Month').fill('11')
  await page.getByLabel('Year').fill('2026')
  await page.getByRole('textbox', { name: 'Time' }).fill('14:30')
  await page.getByLabel('The child was not brought to the appointment', { exact: true }).check()
  await page.getByRole('button', { name: 'Tell the local authority' }).click()
  await thenThePageIsSound(page, 'told')
  await closePage(page)
})

test('other pages', { skip }, async () => {
  const page = await givenSomebodySignedIn(NURSE)
  await whenTheyFind(page, NIAMH)
  await thenThePageIsSound(page, 'not-known')
  await whenTheyFind(page, LAURA)
  await page.getByRole('button', { name: 'Open, and tell' }).click()
  await thenThePageIsSound(page, 'mother')
  await whenTheyFind(page, '9990100705')
  await thenThePageIsSound(page, 'new-number')
  await whenTheyFind(page, '9990101116')
  await thenThePageIsSound(page, 'not-traced')
  await whenTheyFind(page, '123')
  await thenThePageIsSound(page, 'find-errors')
  await page.getByRole('link', { name: 'Advanced search' }).click()
  await page.getByRole('button', { name: 'Search' }).click()
  await thenThePageIsSound(page, 'search-errors')
  await closePage(page)
})
