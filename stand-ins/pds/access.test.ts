import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { NOON, outcomeBody, send, standIn } from './fixture.ts'
import type { PdsStandIn } from './index.ts'

let sandbox: PdsStandIn
let strict: PdsStandIn
let second = 0
before(async () => {
  sandbox = await standIn()
  strict = await standIn({
    mode: 'strict',
    clock: { now: () => new Date(NOON.now().getTime() + second * 1000) },
    verifyToken: async token => (token === 'good' ? 'worker' : undefined),
  })
})
after(async () => {
  await sandbox.stop()
  await strict.stop()
})

const read = (pds: PdsStandIn, headers: Record<string, string>) => send(`${pds.url}/Patient/9990100004`, headers)
const denied = (diagnostics: string) =>
  outcomeBody('error', 'forbidden', ['ACCESS_DENIED', 'Access Denied - Unauthorised'], diagnostics)

test('it does not start in production', async () => {
  await assert.rejects(standIn({ profile: 'production' }), {
    code: 'PDS_STAND_IN_REFUSED',
    message: 'The PDS stand-in does not start in production',
  })
})

test('X-Request-ID is required and must be a UUID, in both modes', async () => {
  for (const pds of [sandbox, strict]) {
    const missing = await read(pds, { 'x-request-id': '' })
    assert.equal(missing.status, 400)
    assert.deepEqual(
      missing.body,
      outcomeBody(
        'error',
        'required',
        ['MISSING_VALUE', 'Required value is missing'],
        'Invalid request with error - X-Request-ID header must be supplied to access this resource',
      ),
    )
    const wrong = await read(pds, { 'x-request-id': '1234' })
    assert.equal(wrong.status, 400)
    assert.equal(wrong.headers.get('x-request-id'), '1234')
    assert.deepEqual(
      wrong.body,
      outcomeBody(
        'error',
        'value',
        ['INVALID_VALUE', 'Provided value is invalid'],
        "Invalid value - '1234' in header 'X-Request-ID'",
      ),
    )
  }
})

test('NHSD-Session-URID is digits when sent', async () => {
  assert.equal((await read(sandbox, { 'nhsd-session-urid': '555021935107' })).status, 200)
  const { status, body } = await read(sandbox, { 'nhsd-session-urid': 'nurse' })
  assert.equal(status, 400)
  assert.equal(body.issue[0].diagnostics, "Invalid value - 'nurse' in header 'NHSD-Session-URID'")
})

test('sandbox: no token is needed, one that is sent must have the form', async () => {
  assert.equal((await read(sandbox, { authorization: 'Bearer anything' })).status, 200)
  const { status, body } = await read(sandbox, { authorization: 'Basic abc' })
  assert.equal(status, 401)
  assert.deepEqual(body, denied("Invalid token type 'Basic', must be 'Bearer'"))
})

test('strict: every way a token can be wrong', async () => {
  for (const [headers, diagnostics] of [
    [{}, 'Missing Authorization header'],
    [{ authorization: '' }, 'Empty Authorization header'],
    [{ authorization: 'Bearer' }, 'Missing access token'],
    [{ authorization: 'Basic good' }, "Invalid token type 'Basic', must be 'Bearer'"],
    [{ authorization: 'Bearer bad' }, 'Invalid Access Token'],
  ] as [Record<string, string>, string][]) {
    const { status, body } = await read(strict, headers)
    assert.equal(status, 401)
    assert.deepEqual(body, denied(diagnostics))
  }
})

test('strict: five requests a second, sandbox without limit', async () => {
  const authorization = 'Bearer good'
  second += 10
  for (let request = 1; request <= 5; request += 1) assert.equal((await read(strict, { authorization })).status, 200)
  const refused = await read(strict, { authorization })
  assert.equal(refused.status, 429)
  assert.equal(refused.headers.get('retry-after'), '1')
  second += 1
  assert.equal((await read(strict, { authorization })).status, 200)
  for (let request = 1; request <= 10; request += 1) assert.equal((await read(sandbox, {})).status, 200)
})
