import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Actor, Session } from '../../identity/index.ts'
import { type Clock, openHttp, openMetrics, refusal, silentLog, systemRandomness } from '../../platform/index.ts'
import { portalErrors } from '../errors.ts'
import { openPortal } from './open-portal.ts'
import type { PortalDeps } from './portal.ts'
import { csv, page, redirect } from './reply.ts'
import { formToken } from './secrets.ts'

// The frame with a session of our own making: what each request goes through, and how each trouble is shown.

const NOW = new Date('2026-11-19T10:00:00Z')
const BROWSER = 'browser-of-ada'

const actor: Actor = {
  author: {
    kind: 'person',
    userId: '656005750107',
    roleProfileId: '555254242105',
    roleCode: 'R8001',
    roleName: 'Nurse <b>Access</b> Role',
    name: { prefix: 'Ms', given: ['Ada'], family: 'Example' },
    organisation: { odsCode: 'X99', name: 'EXAMPLE TEACHING HOSPITAL NHS TRUST' },
  },
  activities: new Set(['X-FIRST']),
  assuranceLevel: 3,
  clientId: 'open-cpis-portal',
}

const session: Session = {
  sessionId: '0c8a4d6e-3f0b-4d3c-9d5a-6b1f2e3d4c5b',
  userId: '656005750107',
  authenticatedAt: new Date(NOW.getTime() - 10 * 60_000),
  returnTo: '/',
  roles: [],
  actor,
  idToken: 'id-token',
}

type Wish = { readonly read?: PortalDeps['sessions']['read']; readonly publicUrl?: string }

async function portalWith({ read = async () => session, publicUrl = 'https://pages.example.org' }: Wish = {}) {
  const nobody = async () => assert.fail('nobody signs in here')
  const clock: Clock = { now: () => NOW }
  const server: FastifyInstance = openHttp({ log: silentLog, metrics: openMetrics('test'), ready: async () => {} })
  const portal = await openPortal(server, {
    clock,
    randomness: systemRandomness,
    log: silentLog,
    metrics: { count: () => {} },
    settings: { publicUrl, issuer: 'https://cis2.example.org/realm', inventedPeople: true, freshMinutes: 5 },
    sessions: {
      begin: nobody,
      complete: nobody,
      read,
      chooseRole: nobody,
      end: async () => {},
      signOutUrl: async () => {
        throw new Error('CIS2 is away')
      },
    },
  })
  const first = portal.area({ title: 'First', path: '/first', activities: ['X-FIRST'] })
  first.get('', async () => page('frame/sign-in/signed-out.njk', { title: 'First <i>page</i>' }))
  first.get('/fresh.csv', async () => csv('fresh.csv', [['a', 'b']]), { freshSignIn: true })
  first.get('/rows.csv', async () =>
    csv('rows of "X".csv', [
      ['Name', 'Count'],
      ['=SUM(A1)', 3],
      ['say "so"', 4],
    ]),
  )
  first.get('/missing', async () => page('frame/sign-in/role.njk', { title: 'No values' }))
  first.get('/database', async () => {
    throw Object.assign(new Error('no'), { code: '57P01' })
  })
  first.get('/refused', async () => {
    throw refusal(portalErrors, 'PORTAL_AREA_NOT_ALLOWED')
  })
  first.get('/seal/:handle', async visit => redirect(`/${visit.open(visit.params['handle'] ?? '')}`))
  first.post('', async visit => redirect(`/first/${visit.form.get('name')}`))
  const second = portal.area({ title: 'Second', path: '/second', activities: ['X-SECOND'] })
  second.get('', async () => redirect('/'))
  return server
}

const cookie = `__Host-cpis-session=${BROWSER}`
const get = async (server: FastifyInstance, url: string) => server.inject({ url, headers: { cookie } })

test('a page is within the layout: who, which role, the areas of that role, everything escaped', async () => {
  const { statusCode, body, headers } = await get(await portalWith(), '/first')
  assert.equal(statusCode, 200)
  assert.match(body, /Ms Ada EXAMPLE/)
  assert.match(body, /Nurse &lt;b&gt;Access&lt;\/b&gt; Role/)
  assert.match(body, /First &lt;i&gt;page&lt;\/i&gt;/)
  assert.match(body, /Invented people only/)
  assert.match(body, /aria-current="page"[^>]*>\s*<strong[^>]*>First/)
  assert.doesNotMatch(body, /Second/)
  assert.doesNotMatch(body, /<script|style=/)
  assert.equal(headers['content-type'], 'text/html; charset=utf-8')
})

test('every answer says how it may be used', async () => {
  for (const url of ['/first', '/nowhere', '/first/rows.csv', '/first/refused', '/health/live']) {
    const { headers } = await get(await portalWith(), url)
    assert.equal(
      headers['content-security-policy'],
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' https://cis2.example.org; " +
        "base-uri 'none'; frame-ancestors 'none'",
    )
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin')
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['strict-transport-security'], 'max-age=63072000; includeSubDomains')
  }
  const laptop = await portalWith({ publicUrl: 'http://127.0.0.1:8406' })
  assert.equal((await laptop.inject('/')).headers['strict-transport-security'], undefined)
})

test('the stylesheet is ours, under the hash of its content, for good; another version is not there', async () => {
  const server = await portalWith()
  const [, href = ''] = /href="(\/assets\/[0-9a-f]{16}\/portal\.css)"/.exec((await get(server, '/first')).body) ?? []
  const { body, headers } = await server.inject(href)
  assert.match(body, /nhsuk-button/)
  assert.match(body, /portal-answer/)
  assert.doesNotMatch(body, /https?:\/\/|@font-face/)
  assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
  for (const [, image = ''] of body.matchAll(/url\((images\/[^)]+)\)/g))
    assert.equal((await server.inject(href.replace('portal.css', image))).statusCode, 200, image)
  assert.equal((await server.inject('/assets/0000000000000000/portal.css')).statusCode, 404)
  assert.equal((await server.inject(href.replace('portal.css', '../portal.css'))).statusCode, 404)
})

test('without a session the browser is sent to sign in, and back to where it wanted to go', async () => {
  const server = await portalWith()
  const { statusCode, headers } = await server.inject('/first?page=2')
  assert.equal(statusCode, 303)
  assert.equal(headers.location, '/sign-in?return_to=%2Ffirst%3Fpage%3D2')
  assert.equal((await server.inject({ method: 'POST', url: '/first' })).headers.location, '/sign-in?return_to=%2F')
})

test('without a role the browser is sent to choose one', async () => {
  const { actor: _actor, ...roleless } = session
  const server = await portalWith({ read: async () => roleless })
  assert.equal((await get(server, '/first')).headers.location, '/role?return_to=%2Ffirst')
})

test('an area another role opens is refused', async () => {
  const { statusCode, body } = await get(await portalWith(), '/second')
  assert.equal(statusCode, 403)
  assert.match(body, /Your role does not include these pages/)
  assert.match(body, /PORTAL_AREA_NOT_ALLOWED/)
})

test('before an export the user proves again who they are, unless that was a moment ago', async () => {
  const late = await get(await portalWith(), '/first/fresh.csv')
  assert.equal(late.headers.location, '/sign-in?return_to=%2Ffirst%2Ffresh.csv&again=yes')
  const fresh = { ...session, authenticatedAt: new Date(NOW.getTime() - 5 * 60_000) }
  const server = await portalWith({ read: async () => fresh })
  assert.equal((await get(server, '/first/fresh.csv')).body, '\uFEFF"a","b"\r\n')
})

test('CSV is quoted, its name is plain, and no cell is a formula', async () => {
  const { body, headers } = await get(await portalWith(), '/first/rows.csv')
  assert.equal(body, '\uFEFF"Name","Count"\r\n"\'=SUM(A1)",3\r\n"say ""so""",4\r\n')
  assert.equal(headers['content-disposition'], 'attachment; filename="rows-of--X-.csv"')
})

const post = (server: FastifyInstance, fields: Record<string, string>, more: Record<string, string> = {}) =>
  server.inject({
    method: 'POST',
    url: '/first',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', ...more },
    payload: new URLSearchParams(fields).toString(),
  })

test('a form counts with the token of its session, from this site', async () => {
  const server = await portalWith()
  const token = formToken(BROWSER)
  assert.equal((await post(server, { token, name: ' blue ' })).headers.location, '/first/blue')
  assert.equal((await post(server, { token, name: 'blue' }, { 'sec-fetch-site': 'same-origin' })).statusCode, 303)
  const refused = [
    await post(server, { name: 'blue' }),
    await post(server, { token: formToken('another-browser'), name: 'blue' }),
    await post(server, { token, name: 'blue' }, { 'sec-fetch-site': 'cross-site' }),
    await post(server, { token, name: 'blue' }, { 'sec-fetch-site': 'same-site' }),
    await post(server, { token: `${token}x`, name: 'blue' }),
  ]
  for (const { statusCode, body } of refused) {
    assert.equal(statusCode, 403)
    assert.match(body, /PORTAL_FORM_STALE/)
    assert.match(body, /This form is not of your present session/)
  }
})

test('a handle another session made, or nobody, opens nothing', async () => {
  const server = await portalWith()
  for (const handle of ['x', 'A'.repeat(80), Buffer.alloc(60).toString('base64url')]) {
    const { statusCode, body } = await get(server, `/first/seal/${handle}`)
    assert.equal(statusCode, 404)
    assert.match(body, /PORTAL_HANDLE_UNKNOWN/)
  }
})

test('each trouble has its page, with its code and the id of the request, and an outage says that nothing was checked', async () => {
  const server = await portalWith()
  const shown = async (url: string) => {
    const { statusCode, body } = await get(server, url)
    const [, request] = /Request ([0-9a-f-]{36})/.exec(body) ?? []
    assert.ok(request)
    return {
      statusCode,
      code: /<code>([A-Z_]+)<\/code>/.exec(body)?.[1],
      isNotChecked: /Nothing was checked/.test(body),
    }
  }
  const nothing = { isNotChecked: false }
  assert.deepEqual(await shown('/nowhere'), { statusCode: 404, code: 'PORTAL_PAGE_UNKNOWN', ...nothing })
  assert.deepEqual(await shown('/first/refused'), { statusCode: 403, code: 'PORTAL_AREA_NOT_ALLOWED', ...nothing })
  assert.deepEqual(await shown('/first/database'), { statusCode: 503, code: 'PORTAL_UNAVAILABLE', isNotChecked: true })
  assert.deepEqual(await shown('/first/missing'), { statusCode: 500, code: 'PORTAL_FAULT', isNotChecked: true })
})

test('a body nobody can read and one that is too large are refused in words', async () => {
  const server = await portalWith()
  const odd = await server.inject({
    method: 'POST',
    url: '/first',
    headers: { 'content-type': 'text/xml' },
    payload: '<a/>',
  })
  assert.equal(odd.statusCode, 400)
  assert.ok(odd.body.includes('PORTAL_REQUEST_UNREADABLE'))
  const large = await post(server, { token: 'x'.repeat(1_100_000) })
  assert.equal(large.statusCode, 413)
  assert.ok(large.body.includes('PORTAL_TOO_LARGE'))
})

test('where the session cannot be read, no page is shown as if nobody had signed in', async () => {
  const server = await portalWith({
    read: async () => {
      throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })
    },
  })
  for (const url of ['/', '/first', '/role']) {
    const { statusCode, body } = await get(server, url)
    assert.equal(statusCode, 503)
    assert.match(body, /PORTAL_UNAVAILABLE/)
  }
})

test('signing out ends the session here even while CIS2 is away', async () => {
  const server = await portalWith()
  const { headers } = await server.inject({
    method: 'POST',
    url: '/sign-out',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    payload: `token=${formToken(BROWSER)}`,
  })
  assert.equal(headers.location, '/signed-out')
  assert.match(String(headers['set-cookie']), /__Host-cpis-session=;.*HttpOnly; Secure; SameSite=Lax/)
})
