import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { axe, closePage, fitsNarrow, NO_BROWSER, openPage, picture } from '../support/browser.ts'
import { type PortalUnderTest, signInWith, startPortalUnderTest } from '../support/portal.ts'
import { findChild, openVisitor } from '../support/portal-visitor.ts'
import { movedClock, nhsNumber, uploader } from '../support/register.ts'
import { keyOf } from '../support/sealed.ts'

// Privacy officers in a real browser: each report, what it refuses, what it writes, and what their role may not do.

const skip = NO_BROWSER
const NOW = '2026-11-22T10:00:00Z'
const clock = movedClock(NOW)
const portal = skip ? undefined : await startPortalUnderTest({ clock })
const OFFICER = { userId: '656005750306' }
const NURSE = '656005750107'
const GP = '656005750108'
const ROBIN = '9990100004'
const WREN = '9990100071'
const ELSE = nhsNumber(5)

function thePortal(): PortalUnderTest {
  assert.ok(portal)
  return portal
}

before(async () => {
  if (portal === undefined) return
  clock.at('2026-11-18T06:00:00Z')
  await uploader(portal.database, clock, 'X01', 'Exampleshire County Council').upload([
    { person: { nhsNumber: ROBIN, birthDate: '2016-04-02' }, plans: [{ type: 'CPP', start: '2026-01-05' }] },
  ])
  clock.at('2026-11-21T23:30:00Z')
  for (const [userId, numbers] of [
    [NURSE, [ROBIN, WREN, ROBIN]],
    [GP, [ROBIN]],
  ] as const) {
    const visitor = openVisitor(portal)
    await visitor.signIn(userId)
    for (const number of numbers) await findChild(visitor, number)
  }
  clock.at(NOW)
})

async function givenTheOfficerSignedIn(withScripts = true): Promise<Page> {
  const page = await openPage({ bypassCSP: withScripts, withScripts })
  await signInWith(page, thePortal(), OFFICER)
  return page
}

async function whenTheyRun(page: Page, report: string, subject: string): Promise<void> {
  await page.goto(`${thePortal().url}/privacy/${report}`)
  const field = page.locator('#subject')
  if ((await field.count()) > 0) await field.fill(subject)
  await page.getByRole('button', { name: 'Run the report' }).click()
}

async function thenItShows(page: Page, ...texts: string[]): Promise<void> {
  const shown = (await page.locator('main').textContent())?.replaceAll(/\s+/g, ' ') ?? ''
  for (const text of texts) assert.ok(shown.includes(text), `${text} in: ${shown.slice(0, 3000)}`)
}

async function andThePageIsSound(page: Page, name: string): Promise<void> {
  await picture(page, `privacy-${name}`)
  assert.deepEqual(await axe(page), [], name)
  assert.ok(await fitsNarrow(page), `${name} at 320 pixels`)
}

const audited = (report: string) =>
  thePortal().database.owner.query<{ child_key: string | null; outcome: string; organisation: string }>({
    text: `select child_key, outcome, organisation from audit.entry
      where action = 'audit-report' and user_id = '${OFFICER.userId}' and detail->>'report' = '${report}' order by at, entry_id`,
  })

test('who opened this patient, from whichever organisation; that it was asked is audited', { skip }, async () => {
  const page = await givenTheOfficerSignedIn()
  await page.goto(`${thePortal().url}/privacy`)
  await andThePageIsSound(page, 'home')
  await page.getByRole('link', { name: 'Patient Access Report' }).click()
  await andThePageIsSound(page, 'patient')
  await whenTheyRun(page, 'patient', '999 010 0004')
  await thenItShows(page, 'Ms Ada EXAMPLE (656005750107)', 'Dr Basil SAMPLE (656005750108)', 'Y99001', 'X99')
  await andThePageIsSound(page, 'patient-found')
  assert.doesNotMatch(page.url(), /999/)
  assert.deepEqual(await audited('patient-access'), [
    { child_key: keyOf(ROBIN), outcome: 'shown', organisation: 'X99' },
  ])
  await closePage(page)
})

test('what is not right is said at its field, and nothing is read or audited', { skip }, async () => {
  const page = await givenTheOfficerSignedIn()
  await whenTheyRun(page, 'patient', '9990100005')
  await thenItShows(page, 'Enter an NHS number of 10 digits, as 999 123 4567; this one is not right')
  await andThePageIsSound(page, 'patient-errors')
  await whenTheyRun(page, 'user', 'Ada')
  await thenItShows(page, 'Enter a user id of 12 digits')
  for (const [from, to] of [
    ['2026-10-22', '2026-11-22'],
    ['2026-11-22', '2026-11-21'],
    ['2026-11-22', '2026-11-23'],
  ] as const) {
    await page.goto(`${thePortal().url}/privacy/enquiries`)
    await page.getByLabel('First day').fill(from)
    await page.getByLabel('Last day').fill(to)
    await page.getByRole('button', { name: 'Run the report' }).click()
    await thenItShows(page, 'Choose at most 31 days, none of them in the future, the first not after the last')
  }
  assert.deepEqual(await audited('user-access'), [])
  assert.deepEqual(await audited('patient-enquiries'), [])
  await closePage(page)
})

test('what a user did; of another organisation without the number', { skip }, async () => {
  const page = await givenTheOfficerSignedIn()
  await whenTheyRun(page, 'user', NURSE)
  await thenItShows(page, 'Looked up', '999 010 0004', '999 010 0071')
  await andThePageIsSound(page, 'user-found')
  await whenTheyRun(page, 'user', GP)
  await thenItShows(page, 'Y99001', 'none shown')
  assert.doesNotMatch((await page.locator('table').textContent()) ?? '', /999 010/)
  await closePage(page)
})

for (const withScripts of [true, false])
  test(`who looked whom up, only in their organisation (${withScripts ? 'with' : 'without'} scripts)`, {
    skip,
  }, async () => {
    const page = await givenTheOfficerSignedIn(withScripts)
    await whenTheyRun(page, 'enquiries', '')
    await thenItShows(page, 'Ms Ada EXAMPLE (656005750107)', '999 010 0071')
    assert.doesNotMatch((await page.locator('table').textContent()) ?? '', /Basil/)
    if (withScripts) await andThePageIsSound(page, 'enquiries-found')
    await closePage(page)
  })

test('attended but not checked, checked without attendance; the list is stored nowhere', { skip }, async () => {
  const page = await givenTheOfficerSignedIn()
  await page.goto(`${thePortal().url}/privacy/attendance`)
  await andThePageIsSound(page, 'attendance')
  await whenTheyRun(page, 'attendance', `nhs_number,date\n${ROBIN},2026-11-21\n${ELSE},22/11/2026\n123,2026-11-21`)
  await thenItShows(page, 'Line 3: the day must be written as 2026-11-22', 'Line 4: the NHS number is not right')
  await andThePageIsSound(page, 'attendance-errors')
  await whenTheyRun(page, 'attendance', `nhs_number,date\n${ROBIN},2026-11-21\n${ELSE},2026-11-22\n`)
  await thenItShows(page, '2 attendances: 1 not checked. 1 check without an attendance.', 'Ms Ada EXAMPLE')
  await andThePageIsSound(page, 'attendance-found')
  const [kept] = await thePortal().database.owner.query<{ detail: unknown }>({
    text: `select detail from audit.entry where action = 'audit-report' and detail->>'report' = 'attendance'`,
  })
  assert.deepEqual(kept?.detail, { report: 'attendance', rows: 2, from: '2026-10-24', to: '2026-11-22' })
  await closePage(page)
})

test('a file needs a fresh sign-in; the role opens no record', { skip }, async () => {
  const officer = openVisitor(thePortal())
  await officer.signIn(OFFICER.userId)
  const days = { from: '2026-11-01', to: '2026-11-22' }
  for (const [report, subject, header] of [
    ['patient', ROBIN, '"at","user_id","name","organisation"'],
    ['user', NURSE, '"at","organisation","action","nhs_number"'],
    ['enquiries', '', '"user_id","name","nhs_number","times"'],
    ['attendance', `nhs_number,date\r\n${ELSE},2026-11-22`, '"finding","nhs_number","date","user_ids"'],
  ] as const) {
    const saved = await officer.post(`/privacy/${report}/report.csv`, { ...days, subject })
    assert.equal(saved.status, 200, report)
    assert.match(saved.headers.get('content-disposition') ?? '', new RegExp(`${report}-2026-11-01-2026-11-22.csv`))
    assert.ok(saved.html.replace('\uFEFF', '').startsWith(header), report)
    const wrong = await officer.post(`/privacy/${report}/report.csv`, { from: '', to: '', subject })
    assert.equal(wrong.status, 422)
  }
  assert.ok((await audited('patient-access')).some(one => one.outcome === 'saved' && one.child_key === keyOf(ROBIN)))
  assert.equal((await officer.get('/child')).status, 403)
  assert.equal((await officer.post('/child', { number: ROBIN })).status, 403)
  clock.forward(12 / 60)
  const late = await officer.post('/privacy/patient/report.csv', { ...days, subject: ROBIN })
  assert.match(late.location, /^\/sign-in\?return_to=%2F&again=yes$/)
  clock.at(NOW)
  const nurse = openVisitor(thePortal())
  await nurse.signIn(NURSE)
  for (const path of ['/privacy', '/privacy/patient', '/operations']) assert.equal((await nurse.get(path)).status, 403)
})
