import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { programmeRoutes } from '../../src/main/portal/programme-policies.ts'
import { systemRandomness } from '../../src/platform/index.ts'
import { JUNE_2023, loadJune2023, type SettingsDeps, siteTable } from '../../src/programme/index.ts'
import { axe, closePage, fitsNarrow, NO_BROWSER, openPage, picture } from '../support/browser.ts'
import { type PortalUnderTest, signInWith, startPortalUnderTest } from '../support/portal.ts'
import { movedClock } from '../support/register.ts'

// The pages of the programme in a real browser, over the facts of the public note of June 2023: the roll-out lead, the IG
// lead, the note's author and its approver at their work; every page looked at by axe and at 320 pixels.

const skip = NO_BROWSER
const clock = movedClock(JUNE_2023.now().toISOString())
// What opens plans takes two people: the pages are open to two.
const environment = { CPIS_ACTIVITY_PROGRAMME: 'X-CPIS-PROGRAMME X-CPIS-OPERATIONS' }
const portal = skip ? undefined : await startPortalUnderTest({ clock, environment })

const LEAD = { userId: '656005750305' }
const SECOND = { userId: '656005750304' }

before(async () => {
  if (portal !== undefined) await loadJune2023(depsOf(portal))
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

async function whenTheyOpen(page: Page, path: string): Promise<void> {
  const answer = await page.goto(`${thePortal().url}/programme${path}`)
  assert.equal(answer?.status(), 200, path)
}

/** Opens a form, fills it by the labels of its fields, and sends it. */
async function andSend(page: Page, title: string, fields: Readonly<Record<string, string>> = {}): Promise<void> {
  const form = page.getByRole('form', { name: title, exact: true }).first()
  if (!(await form.isVisible())) await page.locator('summary', { hasText: title }).first().click()
  for (const [label, value] of Object.entries(fields)) {
    const field = form.getByLabel(label).first()
    const tag = await field.evaluate(element => (element as unknown as { tagName: string }).tagName)
    if (tag === 'SELECT') await field.selectOption(value)
    else await field.fill(value)
  }
  await form.getByRole('button').click()
}

async function thenItSays(page: Page, said: RegExp): Promise<void> {
  assert.match((await page.locator('main').textContent()) ?? '', said)
}

async function thenTheFormSays(page: Page, said: string): Promise<void> {
  const summary = page.locator('.nhsuk-error-summary__list')
  assert.equal((await summary.textContent())?.trim(), said)
  const target = await summary.locator('a').first().getAttribute('href')
  assert.equal(await page.locator(`[id="${target?.slice(1)}"]`).count(), 1, 'what the error leads to is on the page')
}

async function andThePageIsSound(page: Page, name: string): Promise<void> {
  await picture(page, name)
  assert.deepEqual(await axe(page), [], name)
  assert.ok(await fitsNarrow(page), `${name} at 320 pixels`)
}

/** A file as a signed-in browser gets it. */
async function fileOf(page: Page, path: string): Promise<{ type: string; text: string }> {
  const answer = await page.request.get(`${thePortal().url}/programme${path}`)
  assert.equal(answer.status(), 200, path)
  return { type: answer.headers()['content-type'] ?? '', text: await answer.text() }
}

const PAGES = [
  ...['', '/sites?only=overdue', '/providers', '/ig', '/ig/agreements?state=signed', '/consultations', '/boards'],
  ...['/boards/QSL', '/suppliers', '/toolkit', '/notes', '/notes/2023-06/sections/cohorts', '/milestones'],
]

test('given the facts of June 2023, then every page is sound', { skip }, async () => {
  const page = await givenSomebodySignedIn(LEAD)
  for (const path of PAGES) {
    await whenTheyOpen(page, path)
    await andThePageIsSound(page, `programme${path.replaceAll(/\W+/g, '-')}`)
  }
  await closePage(page)
})

test('given a site that trains, when the roll-out lead takes it live too early, then the form says what it lacks', {
  skip,
}, async () => {
  const page = await givenSomebodySignedIn(LEAD, false)
  await whenTheyOpen(page, '')
  await page.getByRole('link', { name: 'Walsall Health Care NHS Trust planned to go live end of May 2023' }).click()
  await andSend(page, 'Plan when it goes live', { When: 'end of June' })
  await thenItSays(page, /Plans to go live\s*end of June 2023/)
  await andSend(page, 'Say what is in the way', { Kind: 'network', 'What it is': 'no wireless network' })
  await andSend(page, 'Take a step', { To: 'live' })
  await thenTheFormSays(
    page,
    'The site cannot go live yet (no access route is recorded; its staff need the code B0170; blocked: network)',
  )
  await andSend(page, 'Say that something is no more in the way', { Kind: 'network', 'What was done': 'a cable' })
  await andSend(page, 'Say how its staff get in', { Route: 'NCRS' })
  await andSend(page, 'Take a step', { To: 'live', 'Code of its staff': 'B0170' })
  await thenItSays(page, /What is known\s*Stage\s*live/)
  await closePage(page)
  const [site] = (await siteTable(depsOf(thePortal()))).filter(one => one.name?.startsWith('Walsall'))
  assert.equal(site?.stage, 'live')
})

test('given a form that is not filled, when it is sent, then each field says what is wrong', { skip }, async () => {
  const page = await givenSomebodySignedIn(LEAD)
  await whenTheyOpen(page, '/sites')
  await andSend(page, 'Add a site', { 'Short name': 'example-surgery' })
  assert.equal(await page.locator('.nhsuk-error-summary__list a').count(), 4)
  assert.equal(await page.getByLabel('Short name', { exact: true }).inputValue(), 'example-surgery')
  await andThePageIsSound(page, 'programme-sites-errors')
  await page.locator('.portal-table a').first().click()
  await andThePageIsSound(page, 'programme-site')
  const csv = await fileOf(page, '/sites/all.csv?stage=live')
  assert.match(csv.type, /^text\/csv/)
  assert.match(csv.text, /^\uFEFF"Key","Name","Sites"[\s\S]*\r\n"bridge-end","Bridge End Surgery","1",/)
  const calendar = await fileOf(page, '/milestones/calendar.ics')
  assert.match(calendar.type, /^text\/calendar/)
  assert.match(calendar.text, /^BEGIN:VCALENDAR/)
  await closePage(page)
})

test('given an agreement that is offered, when the IG lead asks for its signature, then only another opens the plans', {
  skip,
}, async () => {
  const page = await givenSomebodySignedIn(LEAD)
  await whenTheyOpen(page, '/ig/agreements')
  await andSend(page, 'Offer an agreement', { 'Local authority': 'X-202', 'Version of the text': 'X-DSA-1' })
  await whenTheyOpen(page, '/ig/agreements?state=offered')
  await page.getByRole('link', { name: 'Camden' }).click()
  const path = new URL(page.url()).pathname.replace('/programme', '')
  await andSend(page, 'Ask for the signature to count', { 'Role of who signed': 'director' })
  await thenItSays(page, /You asked for this: somebody else has to approve it/)
  await andSend(page, 'Approve what was asked')
  await thenItSays(page, /Somebody else must approve what one person asked for/)
  await andThePageIsSound(page, 'programme-agreement-refused')
  await closePage(page)

  const other = await givenSomebodySignedIn(SECOND)
  await whenTheyOpen(other, '')
  await thenItSays(other, /Approve\s*[^:]*Camden[^:]*: a signature/)
  await whenTheyOpen(other, path)
  await andSend(other, 'Approve what was asked')
  await thenItSays(other, /State\s*Signed/)
  assert.match((await fileOf(other, '/ig/agreements/gateway.csv')).text, /\r\nX-202,[^\r]*,signed,/)
  await closePage(other)
})

test('given a document in review, when its author approves it, then the page refuses, and another can', {
  skip,
}, async () => {
  const page = await givenSomebodySignedIn(LEAD)
  await whenTheyOpen(page, '/ig')
  await page.locator('summary', { hasText: 'Enter a document' }).click()
  await page.getByRole('form', { name: 'Enter a document' }).getByRole('checkbox').first().check()
  await andSend(page, 'Enter a document', { 'Short name': 'dpia-9', Kind: 'dpia', Title: 'Assessment', Version: '9' })
  await andSend(page, 'Put it into review')
  await andSend(page, 'Approve it')
  await thenTheFormSays(page, 'Somebody else must approve what one person asked for (document dpia-9)')
  await andThePageIsSound(page, 'programme-document')
  await closePage(page)
})

test('given a consultation, a board, a product and the toolkit, then each is done on its page', { skip }, async () => {
  const page = await givenSomebodySignedIn(LEAD)
  await whenTheyOpen(page, '/consultations')
  await page.locator('.portal-table a').first().click()
  await andThePageIsSound(page, 'programme-consultation')
  await whenTheyOpen(page, '/boards/QSL')
  await andSend(page, 'Take a step', { To: 'operational' })
  await thenTheFormSays(page, 'Working with a board does not go that way (from call_scheduled to operational)')
  await andSend(page, 'Take a step', { To: 'call_held', 'What happened': 'a good talk' })
  await thenItSays(page, /to call_held: a good talk\s*By?\s*656005750305/)
  await whenTheyOpen(page, '/suppliers')
  await andSend(page, 'Hand in a report of the conformance kit', { Report: '{}' })
  await thenItSays(page, /The report of the conformance kit is not usable/)
  await andSend(page, 'Enter a product', { 'Short name': 'x-care', 'Name of the product': 'X Care', Supplier: 'X Ltd' })
  await andSend(page, 'Begin its assurance', { 'API and mode': 'fhir/silent' })
  await andThePageIsSound(page, 'programme-product')
  await whenTheyOpen(page, '/toolkit')
  await andSend(page, 'Load the pages this service ships')
  await andSend(page, 'Release the toolkit as it stands', { Version: '2023-06' })
  await andThePageIsSound(page, 'programme-toolkit-version')
  assert.match((await fileOf(page, '/toolkit/2023-06/toolkit.pdf')).text, /^%PDF-/)
  await closePage(page)
})

test('given the note of June 2023, when its author accepts the findings and another approves it, then it is published', {
  skip,
}, async () => {
  const page = await givenSomebodySignedIn(LEAD)
  await whenTheyOpen(page, '/notes/2023-06/sections/additional')
  await andSend(page, 'Keep this text', { Text: 'The toolkit is is on its way.' })
  await thenItSays(page, /Findings in this section/)
  await andSend(page, 'Keep this text', { Text: 'The toolkit is on its way.' })
  await whenTheyOpen(page, '/notes/2023-06')
  await andThePageIsSound(page, 'programme-note')
  await andSend(page, 'Freeze it with the facts of now')
  await andSend(page, 'It was read and is right')
  await thenItSays(page, /Findings are open; mend them, or accept each with a reason/)
  for (let left = await openFindings(page); left > 0; left -= 1)
    await andSend(page, 'Accept it as it is', { Reason: 'as it was printed' })
  await andSend(page, 'It was read and is right')
  await andSend(page, 'Approve it')
  await thenTheFormSays(page, 'Who reviewed the briefing note cannot approve it')
  await closePage(page)

  const other = await givenSomebodySignedIn(SECOND)
  await whenTheyOpen(other, '/notes/2023-06')
  await andSend(other, 'Approve it')
  await andSend(other, 'Publish it')
  await other.getByRole('link', { name: 'Version 1' }).click()
  await thenItSays(other, /Reviewed by\s*656005750305\s*Approved by\s*656005750304/)
  await andThePageIsSound(other, 'programme-note-version')
  const at = '/notes/2023-06/versions/1'
  assert.match(
    (await fileOf(other, `${at}/note.md`)).text,
    /^# Child Protection - Information Sharing Briefing Note: June/,
  )
  assert.match((await fileOf(other, `${at}/note.html`)).text, /^<!doctype html>/)
  assert.equal((JSON.parse((await fileOf(other, `${at}/note.json`)).text) as { period: string }).period, '2023-06')
  await closePage(other)
})

function openFindings(page: Page): Promise<number> {
  return page.locator('summary', { hasText: 'Accept it as it is' }).count()
}

test('every list is a file, and what is not there is said to be not there', { skip }, async () => {
  const page = await givenSomebodySignedIn(LEAD, false)
  const lists = Object.keys(programmeRoutes('')).filter(route => /^GET [^:]*\.csv$/.test(route))
  assert.ok(lists.length > 15)
  for (const route of lists) assert.match((await fileOf(page, route.replace('GET /programme', ''))).type, /^text\/csv/)
  const status = async (path: string) => (await page.request.get(`${thePortal().url}/programme${path}`)).status()
  for (const path of ['/sites/nowhere', '/boards/QQQ', '/suppliers/none', '/toolkit/2020-01', '/notes/2022-01'])
    assert.equal(await status(path), 404, path)
  for (const path of ['/notes/2023-13', '/notes/2023-06/sections/none']) assert.equal(await status(path), 400, path)
  assert.equal(await status('/notes/2023-06/versions/x'), 404)
  await closePage(page)
})

test('given a role that has nothing to do with it, then the programme is shut', { skip }, async () => {
  const page = await givenSomebodySignedIn({ userId: '656005750301' })
  const answer = await page.goto(`${thePortal().url}/programme`)
  assert.equal(answer?.status(), 403)
  await closePage(page)
})
