import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { systemClock } from '../../src/platform/index.ts'
import { askFhir, byNumber, signedIn } from '../support/caller.ts'
import { hold } from '../support/held-lock.ts'
import { startPortalUnderTest } from '../support/portal.ts'
import { findChild, openVisitor, requestIn, type Visitor } from '../support/portal-visitor.ts'
import { uploader } from '../support/register.ts'
import { keyOf } from '../support/sealed.ts'

// What a look-up on the pages writes and answers, without a browser.

const clock = systemClock
const portal = await startPortalUnderTest({ withApi: true, environment: { CPIS_ANSWER_WITHIN_MS: '500' } })
const { database } = portal
const NURSE = '656005750107'
const GP = '656005750108'
const ROBIN = '9990100004'
const KIT = '9990100357'

before(async () => {
  await uploader(database, clock, 'X01', 'Exampleshire County Council').upload([
    { person: { nhsNumber: ROBIN, birthDate: '2016-04-02' }, plans: [{ type: 'CPP', start: '2025-01-05' }] },
    { person: { nhsNumber: KIT, birthDate: '2015-07-14' }, plans: [{ type: 'LAC', start: '2025-01-05' }] },
  ])
})

async function givenSomebody(userId: string): Promise<Visitor> {
  const visitor = openVisitor(portal)
  await visitor.signIn(userId)
  return visitor
}

const count = async (table: string, where: string) =>
  (await database.owner.query({ text: `select 1 from ${table} where ${where}` })).length

const headingOf = (html: string) => /<h1[^>]*>([^<]*)<\/h1>/.exec(html)?.[1]

test('seeing that there is something is no event; opening it is, and sent twice it is one', async () => {
  const nurse = await givenSomebody(NURSE)
  const { html, path } = await findChild(nurse, ROBIN)
  assert.match(html, /There is child protection information/)
  assert.equal(await count('lookup.access', 'true'), 0)
  const request = requestIn(html)
  const first = await nurse.post(`${path}/open`, { request })
  const again = await nurse.post(`${path}/open`, { request })
  assert.equal(headingOf(first.html), 'This patient is known to a local authority')
  const withoutId = (page: string) => page.replaceAll(/Request [0-9a-f-]{36}| at \d\d:\d\d/g, '')
  assert.equal(withoutId(first.html), withoutId(again.html))
  assert.equal(await count('lookup.access', `child_key = '${keyOf(ROBIN)}'`), 1)
  assert.equal(await count('lookup.notice_order', `child_key = '${keyOf(ROBIN)}'`), 1)
  assert.equal(await count('audit.entry', `channel = 'portal' and action = 'look-up' and mode = 'silent'`), 1)
})

test('in silence nothing is written but the system audit', async () => {
  const gp = await givenSomebody(GP)
  const before = await count('lookup.access', 'true')
  const { html, path } = await findChild(gp, ROBIN)
  const opened = await gp.post(`${path}/open`, { request: requestIn(html) })
  assert.match(opened.html, /No local authority was told that you looked/)
  assert.equal(await count('lookup.access', 'true'), before)
  assert.ok((await count('audit.entry', `channel = 'portal' and mode = 'silent' and user_id = '${GP}'`)) >= 2)
})

test('where the setting is silent only, a role that tells looks in silence, and the audit has it as odd', async () => {
  const visitor = await givenSomebody('656005750217')
  const { html, path } = await findChild(visitor, ROBIN)
  assert.match(html, /will not be told that you looked/)
  const opened = await visitor.post(`${path}/open`, { request: requestIn(html) })
  assert.equal(opened.status, 200)
  assert.equal(await count('lookup.access', `author->>'userId' = '656005750217'`), 0)
  assert.ok(
    await count('audit.entry', `user_id = '656005750217' and detail::text like '%notifying-code-in-silent-setting%'`),
  )
})

test('a setting that is shut is refused, and the refusal is in the audit', async () => {
  const visitor = await givenSomebody('656005750219')
  const { status, html } = await findChild(visitor, ROBIN)
  assert.equal(status, 403)
  assert.match(html, /Child protection information is not available in your care setting/)
  assert.doesNotMatch(html, /Exampleshire/)
  assert.equal(await count('audit.entry', `outcome = 'LOOK_UP_SETTING_CLOSED' and user_id = '656005750219'`), 1)
})

test('from unscheduled care nobody is told that a child was not brought: the look-up tells of itself', async () => {
  const nurse = await givenSomebody(NURSE)
  const { html, path } = await findChild(nurse, ROBIN)
  const day = new Date(clock.now().getTime() - 86_400_000)
  const typed = {
    'date-day': String(day.getUTCDate()),
    'date-month': String(day.getUTCMonth() + 1),
    'date-year': String(day.getUTCFullYear()),
    time: '10:00',
    reason: 'X-NOT-BROUGHT',
    request: requestIn(html),
  }
  const refused = await nurse.post(`${path}/not-brought`, typed)
  assert.equal(refused.status, 403)
  assert.match(refused.html, /ALERT_SETTING_NOT_SILENT/)
  const gp = await givenSomebody(GP)
  const found = await findChild(gp, KIT)
  const told = await gp.post(`${found.path}/not-brought`, { ...typed, request: requestIn(found.html) })
  assert.equal(headingOf(told.html), 'The local authority will be told')
  const again = await gp.post(`${found.path}/not-brought`, { ...typed, request: requestIn(found.html) })
  assert.equal(headingOf(again.html), 'You told the local authority of this appointment already')
  assert.equal(await count('lookup.notice_order', `kind = 'was-not-brought'`), 1)
})

test('a register that does not answer is NOT CHECKED, never nothing known', async () => {
  const nurse = await givenSomebody(NURSE)
  const { html, path } = await findChild(nurse, ROBIN)
  await using _held = await hold(database.owner, 'lock table register.plan in access exclusive mode')
  const opened = await nurse.post(`${path}/open`, { request: requestIn(html) })
  const shown = await nurse.get(path)
  for (const seen of [opened, shown]) {
    assert.equal(seen.status, 503)
    assert.equal(headingOf(seen.html), 'NOT CHECKED: CP-IS could not be read')
    assert.match(seen.html, /portal-answer--not-checked/)
    assert.doesNotMatch(seen.html, /holds nothing/)
  }
})

test('PDS away, throttled, without the person: said plainly, and one goes on with the number', async () => {
  const nurse = await givenSomebody('656005750201')
  for (const [number, note] of [
    ['9990101116', 'NHS number not traced: PDS cannot be reached'],
    ['9990101051', 'NHS number not traced: PDS does not know it'],
    ['9990100845', 'NHS number not traced: PDS has withdrawn this number'],
  ] as const) {
    const { status, html } = await findChild(nurse, number)
    assert.equal(status, 200)
    assert.ok(html.includes(note), note)
    assert.equal(headingOf(html), 'No information on CP-IS for this NHS number')
  }
})

const BORN = {
  gender: 'male',
  'from-day': '1',
  'from-month': '1',
  'from-year': '2010',
  'to-day': '31',
  'to-month': '12',
  'to-year': '2025',
}

test('searches: nobody, misspelt, an asterisk PDS does not take, PDS away', async () => {
  const nurse = await givenSomebody('656005750202')
  const search = async (fields: Record<string, string>) => {
    const { status, html } = await nurse.post('/child/search/advanced', { ...BORN, ...fields })
    return `${status} ${headingOf(html)}`
  }
  assert.equal(await search({ family: 'Nobodyhere' }), '200 Nobody was found')
  assert.equal(await search({ family: 'Samplee' }), '200 Nobody was found')
  assert.equal(await search({ family: 'Samplee', fuzzy: 'yes' }), '200 One person was found')
  assert.equal(await search({ family: '*ample' }), '200 PDS does not search by this')
  assert.equal(await search({ family: 'Sa*' }), '422 Advanced search')
  portal.pds.behave({ down: true })
  assert.equal(await search({ family: 'Sample' }), '503 Not searched: PDS could not be reached')
  portal.pds.behave({ down: false })
})

test('the same question has the same answer by FHIR and on the pages', async () => {
  assert.ok(portal.api)
  const { url, application } = portal.api
  const bearer = await signedIn(portal.cis2.issuer, application, GP)
  const gp = await givenSomebody(GP)
  for (const number of [ROBIN, KIT, '9990100284']) {
    const { body } = await askFhir(url, { query: byNumber(number), bearer, unscheduled: false })
    const bundle = body as { total: number; entry?: { resource: CareTeam }[] }
    const { html, path } = await findChild(gp, number)
    if (bundle.total === 0) {
      assert.equal(headingOf(html), 'No information on CP-IS for this NHS number')
      continue
    }
    const opened = await gp.post(`${path}/open`, { request: requestIn(html) })
    const teams = (bundle.entry ?? []).map(entry => entry.resource).filter(one => one.resourceType === 'CareTeam')
    assert.equal(opened.html.match(/class="portal-plan"/g)?.length, teams.length)
    for (const { category, name, telecom } of teams) {
      assert.ok(opened.html.includes(category[0]?.coding[0]?.display ?? 'none'))
      assert.ok(opened.html.includes(name))
      for (const { value } of telecom) assert.ok(opened.html.includes(`tel:${value}`))
    }
  }
})

type CareTeam = {
  resourceType: string
  name: string
  category: { coding: { display: string }[] }[]
  telecom: { value: string }[]
}
