import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWasNotBrought } from '../../src/notifications/index.ts'
import { systemRandomness } from '../../src/platform/index.ts'
import { byNumber, GP, NHS_NUMBER_SYSTEM, NURSE } from '../support/caller.ts'
import { linesThatName } from '../support/named-in-log.ts'
import { noticesLeft } from '../support/notices.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { startService } from '../support/service.ts'
import { until } from '../support/until.ts'

// A GP reads in silence, finds a plan, and tells the authority that the child was not brought. Nobody else hears of it.

const [child] = inventedChildren(1)
assert.ok(child)
const service = await startService({ people: [child] })
const { owner } = service.database
const first = service.authority('X01')
const requestId = systemRandomness.uuid()

test('given an authority holds a plan, and a GP has read it in silence', async () => {
  const rows = [{ person: child, plans: [{ type: 'CPP', start: daysAgo(90) }] }] as const
  const answer = await first.acknowledgementOf(await first.send(first.written(7, rows)))
  assert.equal(answer.fileCode, 'CPF02')
  const bearer = await service.signIn(GP.userId)
  const { body } = await service.ask({ query: byNumber(child.nhsNumber), bearer, unscheduled: false })
  assert.equal((body as { total: number }).total, 1)
  assert.equal(await noticesLeft(owner), 0)
})

test('when the GP tells that the child was not brought, twice by the same request, then it is recorded once', async () => {
  assert.deepEqual(await told(GP.userId), { status: 200, outcome: 'recorded' })
  assert.deepEqual(await told(GP.userId), { status: 200, outcome: 'already-recorded' })
})

test('then the authority has one message of ours, which says who tells what', async () => {
  await until('the notice sent', async () => (await noticesLeft(owner)) === 0 || undefined)
  const [messageId, ...others] = await first.mesh.list()
  assert.ok(messageId)
  assert.deepEqual(others, [])
  const message = await first.mesh.download(messageId)
  assert.ok(message !== 'gone')
  assert.equal(message.workflowId, 'OPENCPIS_WAS_NOT_BROUGHT')
  const { authority, alert } = readWasNotBrought(message.body)
  assert.equal(authority.odsCode, 'X01')
  assert.deepEqual(
    [alert.nhsNumber, alert.localId?.value, alert.reason, alert.author.kind === 'person' && alert.author.userId],
    [child.nhsNumber, 'L1', 'X-NOT-BROUGHT', GP.userId],
  )
  await first.mesh.acknowledge(messageId)
})

test('and the next nurse sees in the history what it was', async () => {
  const bearer = await service.signIn(NURSE.userId)
  const { body } = await service.ask({ path: '/AuditEvent', query: byNumber(child.nhsNumber), bearer })
  const { total, entry } = body as { total: number; entry: { resource: { subtype?: { code: string }[] } }[] }
  assert.equal(total, 1)
  assert.equal(entry[0]?.resource.subtype?.[0]?.code, 'X-WAS-NOT-BROUGHT')
})

test('and a nurse in unscheduled care is told that there is nothing to alert', async () => {
  assert.equal((await told(NURSE.userId)).status, 403)
})

test('and the log does not name the child', () => {
  assert.deepEqual(linesThatName([child], service.logged()), [])
})

async function told(userId: string): Promise<{ status: number; outcome?: string }> {
  assert.ok(child)
  const response = await fetch(`${service.apiUrl}/cpis/FHIR/R4/$was-not-brought`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await service.signIn(userId)}`,
      'content-type': 'application/fhir+json',
      'x-request-id': requestId,
    },
    body: JSON.stringify({
      resourceType: 'Parameters',
      parameter: [
        { name: 'patient', valueIdentifier: { system: NHS_NUMBER_SYSTEM, value: child.nhsNumber } },
        { name: 'appointmentAt', valueInstant: `${daysAgo(3)}T09:30:00Z` },
        {
          name: 'reason',
          valueCoding: {
            system: 'https://open-cpis.example.org/CodeSystem/X-not-brought-reason',
            code: 'X-NOT-BROUGHT',
          },
        },
      ],
    }),
  })
  const body = (await response.json()) as { parameter?: { valueCode: string }[] }
  const outcome = body.parameter?.[0]?.valueCode
  return { status: response.status, ...(outcome !== undefined && { outcome }) }
}
