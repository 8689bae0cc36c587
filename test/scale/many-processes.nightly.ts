import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Row } from '../support/authority.ts'
import { byNumber, NURSE } from '../support/caller.ts'
import { accessesToTell } from '../support/notices.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { startService } from '../support/service.ts'
import { startClustered } from './clustered-role.ts'
import { killOne, restartUnderLoad } from './restarted-under-load.ts'

// The API in three processes under a steady load: replaced one by one without one failed look-up, one killed and
// started again, all ended by SIGTERM.

const [child] = inventedChildren(1)
assert.ok(child)
const service = await startService({ people: [child], roles: ['mesh', 'worker'] })
const authority = service.authority('X01')
const rows: Row[] = [{ person: child, plans: [{ type: 'CPP', start: daysAgo(30) }] }]
const sent = await authority.send(authority.written(1, rows))
assert.equal((await authority.acknowledgementOf(sent)).fileCode, 'CPF02')

test('a rolling restart under load fails no look-up; one that is killed comes back; SIGTERM ends with 0', async () => {
  await using api = await startClustered({
    role: 'api',
    workers: 3,
    url: service.apiUrl,
    environment: { ...service.environment, CPIS_API_PORT: new URL(service.apiUrl).port },
  })
  assert.equal((await api.processes()).length, 3)
  const bearer = await service.signIn(NURSE.userId)
  const lookUp = () => service.ask({ query: byNumber(child.nhsNumber), bearer, unscheduled: true })
  const { answered, failed } = await restartUnderLoad(api, async () => {
    const { status } = await lookUp()
    return status === 200 ? undefined : `answered ${status}`
  })
  assert.deepEqual(failed, [])
  assert.ok(answered > 50, `${answered} look-ups`)
  assert.equal((await accessesToTell(service.database.owner)).length > 0, true)
  await killOne(api)
  assert.equal((await lookUp()).status, 200)
  assert.equal(await api.stop(), 0)
})
