import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { systemRandomness } from '../../src/platform/index.ts'
import { JUNE_2023, loadJune2023, type SettingsDeps } from '../../src/programme/index.ts'
import { axe, closePage, fitsNarrow, NO_BROWSER, openPage, picture } from '../support/browser.ts'
import { type PortalUnderTest, signInWith, startPortalUnderTest } from '../support/portal.ts'
import { movedClock } from '../support/register.ts'

// The pages of the programme in a real browser, over the facts of the public note of June 2023: every page looked at by
// axe and at 320 pixels.

const skip = NO_BROWSER
const clock = movedClock(JUNE_2023.now().toISOString())
// A second person may open the pages too: what opens plans takes two.
const environment = { CPIS_ACTIVITY_PROGRAMME: 'X-CPIS-PROGRAMME X-CPIS-OPERATIONS' }
const portal = skip ? undefined : await startPortalUnderTest({ clock, environment })

const LEAD = { userId: '656005750305' }

before(async () => {
  if (portal === undefined) return
  await loadJune2023(depsOf(portal))
})

function depsOf({ database }: PortalUnderTest): SettingsDeps {
  const [db, careSettings] = [database.pool('programme'), database.pool('care_settings')]
  return { db, careSettings, clock, randomness: systemRandomness }
}

function thePortal(): PortalUnderTest {
  assert.ok(portal)
  return portal
}

async function givenSomebodySignedIn(who: { userId: string }, withScripts = true): Promise<Page> {
  const page = await openPage({ bypassCSP: withScripts, withScripts })
  await signInWith(page, thePortal(), who)
  return page
}

async function andThePageIsSound(page: Page, name: string): Promise<void> {
  await picture(page, name)
  assert.deepEqual(await axe(page), [], name)
  assert.ok(await fitsNarrow(page), `${name} at 320 pixels`)
}

const PAGES = [
  '',
  '/sites',
  '/sites?only=overdue',
  '/providers',
  '/ig',
  '/ig/agreements',
  '/notes',
  '/notes/2023-06',
  '/notes/2023-06/sections/cohorts',
  '/milestones',
]

test('every page of the programme is sound', { skip }, async () => {
  const page = await givenSomebodySignedIn(LEAD)
  for (const path of PAGES) {
    const answer = await page.goto(`${thePortal().url}/programme${path}`)
    assert.equal(answer?.status(), 200, path)
    await andThePageIsSound(page, `programme${path.replaceAll(/\W+/g, '-')}`)
  }
  await page.goto(`${thePortal().url}/programme/sites`)
  await page.locator('.portal-table a').first().click()
  await andThePageIsSound(page, 'programme-site')
  await closePage(page)
})
