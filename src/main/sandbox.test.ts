import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { byNumber } from '../../test/support/caller.ts'
import { startSandbox } from './sandbox.ts'
import { settingsFrom } from './settings.ts'

// The sandbox without anything around it: no database is there to be asked.

let sandbox: Awaited<ReturnType<typeof startSandbox>>

before(async () => {
  const anyPort = { CPIS_API_PORT: '0', CPIS_DATABASE_URL: 'postgresql://{role}@127.0.0.1:9/none' }
  sandbox = await startSandbox(settingsFrom({ CPIS_PROFILE: 'test', CPIS_LOG_LEVEL: 'silent', ...anyPort }))
})
after(() => sandbox.stop())

const ask = (number: string) =>
  fetch(`${sandbox.url}/sandbox/cpis/FHIR/R4/CareTeam?${byNumber(number)}`, {
    headers: { 'x-request-id': '0c8a4d6e-3f0b-4d3c-9d5a-6b1f2e3d4c5b' },
  })

test('a documented number has its canned answer, and the pages that document it are there', async () => {
  const { resourceType, total } = (await (await ask('9990100284')).json()) as { resourceType: string; total: number }
  assert.deepEqual({ resourceType, total }, { resourceType: 'Bundle', total: 2 })
  assert.equal((await fetch(`${sandbox.url}/openapi.json`)).status, 200)
  assert.equal((await fetch(`${sandbox.url}/docs`)).status, 200)
})

test('a number that is not documented is refused in so many words, never answered', async () => {
  const answer = await ask('9990000018')
  assert.equal(answer.status, 404)
  assert.match(await answer.text(), /The sandbox has no example for this NHS number/)
})

test('nothing but the sandbox is served', async () => {
  assert.equal((await fetch(`${sandbox.url}/cpis/FHIR/R4/CareTeam`)).status, 404)
  assert.equal((await fetch(`${sandbox.url}/oauth2/token`)).status, 404)
})
