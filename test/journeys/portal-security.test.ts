import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { actorsOfUser, closeAccount } from '../../src/identity/index.ts'
import { calendarDate, systemRandomness } from '../../src/platform/index.ts'
import { startPortalUnderTest } from '../support/portal.ts'
import { findChild, openVisitor, requestIn, type Seen, type Visitor } from '../support/portal-visitor.ts'
import { movedClock, uploader } from '../support/register.ts'

const START = '2026-11-19T10:00:00Z'
const clock = movedClock(START)
const limits = { CPIS_PORTAL_LOOK_UPS_OF_PERSON: '12', CPIS_PORTAL_SWEEP_AT: '10' }
const portal = await startPortalUnderTest({ clock, withApi: true, environment: limits })
const { database } = portal

const NURSE = '656005750107'
const GP = '656005750108'
const TWO_ROLES = '656005750104'
const ROBIN = '9990100004'
const SCRIPT = '<script>alert("X & co")</script>'

before(async () => {
  await uploader(database, clock, 'X01', `Council ${SCRIPT}`).upload([
    { person: { nhsNumber: ROBIN, birthDate: '2016-04-02' }, plans: [{ type: 'CPP', start: '2026-01-05' }] },
  ])
})

async function givenSomebody(userId: string, role?: string): Promise<Visitor> {
  const visitor = openVisitor(portal)
  await visitor.signIn(userId, role)
  return visitor
}

function isShut({ status, location }: Seen): boolean {
  return status === 303 && location.startsWith('/sign-in')
}

const codeOf = ({ html }: Seen) => /<code>([A-Z0-9_]+)<\/code>/.exec(html)?.[1]

test('a form from elsewhere, without the token or with the token of another session, does nothing', async () => {
  const nurse = await givenSomebody(NURSE)
  const other = await givenSomebody(GP)
  const [, theirs = ''] = /name="token" value="([\w-]+)"/.exec((await other.get('/child')).html) ?? []
  for (const [fields, headers] of [
    [{ token: '', number: ROBIN }, {}],
    [{ token: theirs, number: ROBIN }, {}],
    [{ number: ROBIN }, { 'sec-fetch-site': 'cross-site' }],
  ] as const) {
    const refused = await nurse.post('/child', fields, headers)
    assert.equal(refused.status, 403)
    assert.equal(codeOf(refused), 'PORTAL_FORM_STALE')
  }
  assert.equal((await nurse.post('/sign-out', { token: theirs })).status, 403)
  assert.equal((await nurse.post('/role', { token: theirs, role: '1' })).status, 403)
  assert.equal((await nurse.get('/child')).status, 200)
})

test('the id of a session is new at sign-in, at a change of role and when proved anew; the old one is nobody’s', async () => {
  const visitor = openVisitor(portal)
  const planted = systemRandomness.bytes(32).toString('base64url')
  visitor.cookies.set('cpis-session', planted)
  await visitor.comeBackFromCis2(TWO_ROLES, { roleProfileId: '555254242107' })
  const idOf = () => visitor.cookies.get('cpis-session') ?? ''
  const atSignIn = idOf()
  assert.notEqual(atSignIn, planted)
  assert.equal(Buffer.from(atSignIn, 'base64url').length, 32)
  await visitor.get('/role')
  await visitor.post('/role', { role: '555254242107', return_to: '/child' })
  const inFirstRole = idOf()
  assert.notEqual(inFirstRole, atSignIn)
  await visitor.get('/role')
  await visitor.post('/role', { role: '555254242108', return_to: '/child' })
  const inSecondRole = idOf()
  assert.notEqual(inSecondRole, inFirstRole)
  await visitor.comeBackFromCis2(TWO_ROLES, { path: '/sign-in?again=yes', roleProfileId: '555254242107' })
  const provedAnew = idOf()
  assert.notEqual(provedAnew, inSecondRole)
  assert.match((await visitor.get('/child')).html, /EXAMPLE STREET SURGERY/)
  for (const old of [planted, atSignIn, inFirstRole, inSecondRole]) {
    const thief = openVisitor(portal)
    thief.cookies.set('cpis-session', old)
    assert.ok(isShut(await thief.get('/child')))
  }
  const kept = await database.owner.query<{ kept: string }>({
    text: 'select row_to_json(s)::text as kept from identity.portal_session s',
  })
  assert.ok(kept.every(row => !row.kept.includes(provedAnew)))
})

test('a sign-in begun in another browser, twice, or too long ago is none', async () => {
  const visitor = openVisitor(portal)
  const { location } = await visitor.get('/sign-in')
  const state = new URL(location).searchParams.get('state') ?? ''
  const stranger = openVisitor(portal)
  const stolen = await stranger.get(`/signed-in?code=x&state=${state}`)
  assert.equal(stolen.status, 400)
  assert.equal(codeOf(stolen), 'SESSION_SIGN_IN_UNKNOWN')
  clock.forward(0.26)
  const late = await visitor.get(`/signed-in?code=x&state=${state}`)
  assert.equal(codeOf(late), 'SESSION_SIGN_IN_UNKNOWN')
  clock.at(START)
})

test('an answer of CIS2 that does not fit leaves no session', async () => {
  const visitor = openVisitor(portal)
  await visitor.get('/sign-in')
  const odd = await visitor.get('/signed-in?code=made-up&state=made-up')
  assert.equal(codeOf(odd), 'SIGN_IN_FAILED')
  assert.equal(visitor.cookies.size, 0)
})

test('after signing in one is at a path of ours, wherever the address wanted to send one', async () => {
  for (const wanted of [
    'https://evil.example.org/',
    '//evil.example.org',
    '/\\evil.example.org',
    'javascript:alert(1)',
  ]) {
    const visitor = openVisitor(portal)
    const path = `/sign-in?return_to=${encodeURIComponent(wanted)}`
    assert.equal((await visitor.comeBackFromCis2(NURSE, { path })).location, '/')
    await visitor.get('/role')
    const role = '555254242105'
    assert.equal((await visitor.post('/role', { role, return_to: wanted })).location, '/')
  }
  const visitor = openVisitor(portal)
  const path = `/sign-in?return_to=${encodeURIComponent('/child/search')}`
  assert.equal((await visitor.comeBackFromCis2(NURSE, { path })).location, '/child/search')
})

test('the handle of a child is of one session, and holds no number', async () => {
  const nurse = await givenSomebody(NURSE)
  const { path } = await findChild(nurse, ROBIN)
  assert.doesNotMatch(path, /999/)
  assert.doesNotMatch(Buffer.from(path.split('/')[2] ?? '', 'base64url').toString('latin1'), /9990100004|Robin/)
  const colleague = await givenSomebody(NURSE)
  for (const seen of [
    await colleague.get(path),
    await colleague.post(`${path}/open`, { request: systemRandomness.uuid() }),
  ]) {
    assert.equal(seen.status, 404)
    assert.equal(codeOf(seen), 'PORTAL_HANDLE_UNKNOWN')
  }
})

test('what an authority or a clinician wrote is shown as text', async () => {
  const gp = await givenSomebody(GP)
  const { html, path } = await findChild(gp, ROBIN)
  assert.match(html, /Council &lt;script&gt;alert\(&quot;X &amp; co&quot;\)&lt;\/script&gt; will not be told/)
  const opened = await gp.post(`${path}/open`, { request: requestIn(html) })
  assert.match(opened.html, /Council &lt;script&gt;/)
  const typed = await gp.post(`${path}/not-brought`, {
    request: requestIn(html),
    note: SCRIPT,
    time: '"><b>',
    reason: SCRIPT,
  })
  assert.equal(typed.status, 422)
  for (const seen of [html, opened.html, typed.html]) assert.doesNotMatch(seen, /<script|<b>/)
})

test('a form without the id the page gave it is refused', async () => {
  const gp = await givenSomebody(GP)
  const { path } = await findChild(gp, ROBIN)
  for (const request of ['', 'x', `${systemRandomness.uuid()}'`]) {
    const refused = await gp.post(`${path}/open`, { request })
    assert.equal(refused.status, 400)
    assert.equal(codeOf(refused), 'CLINICIAN_REQUEST_INVALID')
  }
})

test('a session ends unused after a quarter of an hour, and in any case after twelve hours', async () => {
  clock.at(START)
  const idle = await givenSomebody('656005750201')
  clock.forward(14 / 60)
  assert.equal((await idle.get('/child')).status, 200)
  clock.forward(14 / 60)
  assert.equal((await idle.get('/child')).status, 200)
  clock.forward(16 / 60)
  assert.ok(isShut(await idle.get('/child')))
  clock.at(START)
  const busy = await givenSomebody('656005750201')
  for (let minutes = 10; minutes < 12 * 60; minutes += 10) {
    clock.forward(10 / 60)
    assert.equal((await busy.get('/child')).status, 200, `after ${minutes} minutes`)
  }
  clock.forward(10 / 60)
  assert.ok(isShut(await busy.get('/child')))
  clock.at(START)
})

test('CIS2 says that a session is over, and it is over here', async () => {
  const nurse = await givenSomebody('656005750202')
  const other = await givenSomebody('656005750203')
  await portal.cis2.endSessions('656005750202')
  assert.ok(isShut(await nurse.get('/child')))
  assert.equal((await other.get('/child')).status, 200)
  const [audited] = await database.owner.query({
    text: `select 1 from audit.entry where action = 'back-channel-logout' and user_id = '656005750202'`,
  })
  assert.ok(audited)
})

test('signed out, the id is nobody’s; CIS2 is told too', async () => {
  const nurse = await givenSomebody('656005750204')
  const id = nurse.cookies.get('cpis-session') ?? ''
  await nurse.get('/child')
  const { location } = await nurse.post('/sign-out')
  assert.ok(location.startsWith(`${portal.cis2.issuer}/connect/endSession?`))
  nurse.cookies.set('cpis-session', id)
  assert.ok(isShut(await nurse.get('/child')))
})

test('a role that was taken away stops at once, and a closed account too', async () => {
  const nurse = await givenSomebody('656005750205')
  const today = calendarDate('2026-11-19')
  assert.equal((await actorsOfUser(database.owner, '656005750205', today)).length, 1)
  await database.owner.query({
    text: `update identity.role_profile set replaced_at = recorded_at where user_id = '656005750205'`,
  })
  assert.equal((await nurse.get('/child')).location, '/role?return_to=%2Fchild')
  assert.match((await nurse.get('/role')).html, /You hold no role today/)
  const refused = await nurse.post('/role', { role: '555254242205', return_to: '/' })
  assert.equal(codeOf(refused), 'SESSION_ROLE_NOT_HELD')
  const other = await givenSomebody('656005750206')
  await closeAccount({ owner: database.owner, clock, randomness: systemRandomness }, '656005750206')
  assert.ok(isShut(await other.get('/child')))
  assert.equal(codeOf(await openVisitor(portal).comeBackFromCis2('656005750206')), 'SESSION_ACCOUNT_CLOSED')
})

test('a sign-in CIS2 took back before it came to us is none', async () => {
  await database.owner.query({
    text: `insert into identity.ended_session (ended_session_id, issuer, user_id, at) values ($1, $2, '656005750207', $3)`,
    values: [systemRandomness.uuid(), portal.cis2.issuer, new Date(clock.now().getTime() + 3_600_000)],
  })
  assert.equal(codeOf(await openVisitor(portal).comeBackFromCis2('656005750207')), 'SESSION_ENDED_AT_CIS2')
})

test('a way of signing in that is too weak opens nothing', async () => {
  assert.equal(codeOf(await openVisitor(portal).comeBackFromCis2('656005750109')), 'SIGN_IN_TOO_WEAK')
})

test('a sweep of numbers is reported, then stopped, and the refusal is in the audit', async () => {
  clock.at('2026-11-19T12:00:00Z')
  const nurse = await givenSomebody('656005750208')
  const statuses: number[] = []
  for (let place = 0; place < 12; place += 1) statuses.push((await findChild(nurse, ROBIN)).status)
  assert.deepEqual(new Set(statuses), new Set([200]))
  const refused = await nurse.post('/child', { number: ROBIN })
  assert.equal(refused.status, 429)
  assert.equal(codeOf(refused), 'CLINICIAN_TOO_MANY')
  assert.equal(portal.counted('portal-sweep search'), 1)
  assert.equal(portal.counted('portal-sweep child'), 1)
  const [audited] = await database.owner.query({
    text: `select 1 from audit.entry where outcome = 'CLINICIAN_TOO_MANY' and channel = 'portal' and user_id = '656005750208'`,
  })
  assert.ok(audited)
  assert.equal((await findChild(await givenSomebody('656005750201'), ROBIN)).status, 200, 'others are not held up')
  clock.forward(11 / 60)
  const later = await givenSomebody('656005750208')
  assert.equal((await findChild(later, ROBIN)).status, 200)
  clock.at(START)
})

test('a receptionist without a code is refused, and is not told whether there is anything', async () => {
  const visitor = await givenSomebody('656005750112')
  const refused = await visitor.get('/child')
  assert.equal(refused.status, 403)
  assert.equal(codeOf(refused), 'PORTAL_AREA_NOT_ALLOWED')
  assert.doesNotMatch(refused.html, /Find a patient/)
})
