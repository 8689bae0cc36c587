import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { decodeJwt } from 'jose'
import { silentLog } from '../../src/platform/index.ts'
import { type Cis2StandIn, readStandInUsers, startCis2StandIn } from './index.ts'

const CALLBACK = 'https://portal.example.org/callback'
const SIGNED_OUT = 'https://portal.example.org/signed-out'

let cis2: Cis2StandIn
let cookies: Map<string, string>

before(async () => {
  cis2 = await startCis2StandIn({
    port: 0,
    users: readStandInUsers(),
    clients: [
      {
        clientId: 'portal',
        clientSecret: 'only-for-tests',
        redirectUris: [CALLBACK],
        postLogoutRedirectUris: [SIGNED_OUT],
      },
    ],
    profile: 'test',
    log: silentLog,
  })
})
beforeEach(() => {
  cookies = new Map()
})
after(() => cis2.stop())

type Seen = { readonly url: URL; readonly status: number; readonly html: string }

/** One browser: keeps cookies and follows redirects until a page, or the client's own address, is reached. */
async function open(address: string | URL, form?: Record<string, string>): Promise<Seen> {
  const url = new URL(address)
  if (!url.href.startsWith(cis2.url)) return { url, status: 0, html: '' }
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const sent = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }
  const response = await fetch(url, { ...sent, headers: { accept: 'text/html', cookie }, redirect: 'manual' })
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    cookies.set(name, value)
  }
  const location = response.headers.get('location')
  if (location !== null) return open(new URL(location, url))
  return { url, status: response.status, html: await response.text() }
}

const authorize = (more: Record<string, string> = {}) =>
  open(
    `${cis2.issuer}/authorize?${new URLSearchParams({
      response_type: 'code',
      client_id: 'portal',
      redirect_uri: CALLBACK,
      scope: 'openid selectedrole',
      state: 's',
      ...more,
    })}`,
  )

function exchange(code: string): Promise<Response> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: CALLBACK,
    client_id: 'portal',
    client_secret: 'only-for-tests',
  })
  return fetch(`${cis2.issuer}/access_token`, { method: 'POST', body })
}

async function tokenFor(back: Seen): Promise<Record<string, unknown> & { idToken: string }> {
  const answer = (await (await exchange(back.url.searchParams.get('code') ?? '')).json()) as { id_token: string }
  return { ...decodeJwt(answer.id_token), idToken: answer.id_token }
}

test('the pages name everybody, ask for a role of those who have several, and hold no script', async () => {
  const users = await authorize()
  assert.equal(users.status, 200)
  assert.match(users.html, /<h1>Choose who signs in<\/h1>/)
  assert.match(
    users.html,
    /Ms Ada Example \(656005750107\), Nurse Access Role at EXAMPLE TEACHING HOSPITAL NHS TRUST \(X99\), B0107, assurance level 3/,
  )
  assert.match(users.html, /Ms Faye Norole \(656005750113\), no role, assurance level 3/)
  assert.match(users.html, /CHILDREN&#39;S WARDS/)
  const roles = await open(users.url, { user: '656005750104' })
  assert.match(roles.html, /<h1>Choose your role<\/h1>/)
  assert.equal(roles.html.match(/name="role"/g)?.length, 2)
  for (const { html } of [users, roles]) {
    assert.doesNotMatch(html, /<script|javascript:|\son\w+=/i)
    assert.match(html, /<html lang="en-GB">/)
  }
  const back = await open(roles.url, { user: '656005750104', role: '555254242108' })
  assert.equal((await tokenFor(back))['selected_roleid'], '555254242108')
})

test('what is not on offer is asked again', async () => {
  const users = await authorize()
  assert.match((await open(users.url, { user: '656005750999' })).html, /Choose who signs in/)
  assert.match((await open(users.url, { user: 'x'.repeat(5_000) })).html, /Choose who signs in/)
  const roles = await open(users.url, { user: '656005750104', role: '555254242105' })
  assert.match(roles.html, /Choose your role/)
})

test('who is signed in stays so with the role chosen; prompt=login lets choose again, also somebody else', async () => {
  const users = await authorize()
  await open(users.url, { user: '656005750104', role: '555254242108' })
  const again = await authorize()
  assert.equal((await tokenFor(again))['selected_roleid'], '555254242108')
  const otherRole = await open((await authorize({ prompt: 'login' })).url, {
    user: '656005750104',
    role: '555254242107',
  })
  assert.equal((await tokenFor(otherRole))['selected_roleid'], '555254242107')
  const somebodyElse = await open((await authorize({ prompt: 'login' })).url, { user: '656005750107' })
  const claims = await tokenFor(somebodyElse)
  assert.deepEqual([claims['sub'], claims['selected_roleid']], ['656005750107', '555254242105'])
  assert.equal((await tokenFor(await authorize()))['sub'], '656005750107')
})

test('nobody signed in and no page wanted goes back with the error', async () => {
  const back = await authorize({ prompt: 'none' })
  assert.equal(back.url.searchParams.get('error'), 'login_required')
})

test('signing out ends the session and goes where the client wants', async () => {
  const back = await open((await authorize()).url, { user: '656005750107' })
  const { idToken } = await tokenFor(back)
  const query = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: SIGNED_OUT, state: 'out' })
  const question = await open(`${cis2.issuer}/connect/endSession?${query}`)
  assert.match(question.html, /<h1>Sign out of CIS2<\/h1>/)
  assert.doesNotMatch(question.html, /<script/)
  const action = /action="([^"]+)"/.exec(question.html)?.[1] ?? ''
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(question.html)?.[1] ?? ''
  assert.equal((await open(action, { xsrf, logout: 'yes' })).url.href, `${SIGNED_OUT}?state=out`)
  assert.match((await authorize()).html, /Choose who signs in/)
})

test('a code is taken once', async () => {
  const back = await open((await authorize()).url, { user: '656005750107' })
  const code = back.url.searchParams.get('code') ?? ''
  assert.equal((await exchange(code)).status, 200)
  const second = await exchange(code)
  assert.equal(second.status, 400)
  assert.equal(((await second.json()) as { error: string }).error, 'invalid_grant')
})

test('a login page without its sign-in says so, and other paths are not found', async () => {
  const lost = await open(`${cis2.issuer}/login/nothing`)
  assert.equal(lost.status, 400)
  assert.match(lost.html, /<h1>This sign-in is over<\/h1>/)
  assert.equal((await open(`${cis2.url}/elsewhere`)).status, 404)
})
