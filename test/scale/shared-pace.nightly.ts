import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askFhir, byNumber, NURSE } from '../support/caller.ts'
import { inventedChildren } from '../support/people.ts'
import { freePort, startRole } from '../support/role-process.ts'
import { startService } from '../support/service.ts'

const PER_SECOND = 20
/** A tenth for each process may pass beyond, two at least. */
const BEYOND = 2 * 2

test('two processes of the API let one application through no oftener than one would', async () => {
  const [child] = inventedChildren(1)
  assert.ok(child)
  // All at once wait for connections for as long as a busy machine takes.
  const environment = { CPIS_FHIR_PER_SECOND: String(PER_SECOND), CPIS_ANSWER_WITHIN_MS: '20000' }
  const service = await startService({ people: [child], roles: ['api'], environment })
  const port = await freePort()
  const other = await startRole('api', port, service.environment)
  try {
    const bearer = await service.signIn(NURSE.userId)
    const ask = (place: number) => {
      const url = place % 2 === 0 ? service.apiUrl : `http://127.0.0.1:${port}`
      return askFhir(url, { query: byNumber(child.nhsNumber), bearer, unscheduled: false })
    }
    await Promise.all([ask(0), ask(1)])
    const from = Math.floor(Date.now() / 1000)
    const statuses = await Promise.all(Array.from({ length: 400 }, (_, place) => ask(place).then(one => one.status)))
    const seconds = Math.floor(Date.now() / 1000) - from + 1
    const passed = statuses.filter(status => status === 200).length
    const refused = statuses.filter(status => status === 429).length
    assert.equal(passed + refused, statuses.length)
    assert.ok(passed >= PER_SECOND - 2, `${passed} passed`)
    assert.ok(passed <= seconds * (PER_SECOND + BEYOND), `${passed} passed in ${seconds} s`)
    assert.ok(seconds <= 8, `${seconds} s: two counts of their own would have let as many through`)
  } finally {
    await other.kill()
  }
})
