import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Authority } from '../support/authority.ts'
import { byNumber, GP, NURSE } from '../support/caller.ts'
import { linesThatName } from '../support/named-in-log.ts'
import { accessesToTell, noticesLeft } from '../support/notices.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { startService } from '../support/service.ts'
import { until } from '../support/until.ts'

// A child two authorities hold a plan of: both plans are shown, and each authority hears of the look-up for itself.

const [child, sibling] = inventedChildren(2)
assert.ok(child && sibling)
const service = await startService({ people: [child, sibling] })
const { owner } = service.database
const [first, second, third] = [service.authority('X01'), service.authority('X02'), service.authority('X03')]

test('given two authorities hold plans of one child', async () => {
  const protection = { person: child, plans: [{ type: 'CPP', start: daysAgo(90) }] } as const
  const lookedAfter = { person: child, plans: [{ type: 'LAC', start: daysAgo(40) }] } as const
  const ofSibling = { person: sibling, plans: [{ type: 'CPP', start: daysAgo(90) }] } as const
  for (const [authority, rows] of [[first, [protection]] as const, [second, [ofSibling, lookedAfter]] as const]) {
    const answer = await authority.acknowledgementOf(await authority.send(authority.written(7, rows)))
    assert.equal(answer.fileCode, 'CPF02')
  }
})

test('when a nurse asks in unscheduled care, then both plans are shown, the newer first', async () => {
  const plans = await whenAsked(NURSE.userId, true)
  assert.deepEqual(plans, [
    { name: 'Samplebury Borough Council', start: daysAgo(40) },
    { name: 'Exampleshire County Council', start: daysAgo(90) },
  ])
})

test('then each authority has one notice, of its own record, and nobody else has any', async () => {
  await until('all notices sent', async () => (await noticesLeft(owner)) === 0 || undefined)
  const [access, ...others] = await accessesToTell(owner)
  assert.ok(access)
  assert.deepEqual(others, [])
  const told = (localId: string) => [{ ...access, localId, uploadSequence: '7', author: NURSE.userId }]
  assert.deepEqual(await toldTo(first), told('L1'))
  assert.deepEqual(await toldTo(second), told('L2'))
  assert.deepEqual(await third.collect(), [])
})

test('when the nurse asks again within the day, and a GP in scheduled care, then no authority hears of it', async () => {
  assert.equal((await whenAsked(NURSE.userId, true)).length, 2)
  assert.equal((await whenAsked(GP.userId, false)).length, 2)
  assert.equal(await noticesLeft(owner), 0)
  assert.equal((await accessesToTell(owner)).length, 1)
  assert.deepEqual([await first.collect(), await second.collect(), await third.collect()], [[], [], []])
})

test('and the log names neither child', () => {
  const log = service.logged()
  assert.match(log, /CareTeam/)
  assert.deepEqual(linesThatName([child, sibling], log), [])
})

type CareTeam = { readonly name?: string; readonly period?: { readonly start?: string } }

async function whenAsked(userId: string, unscheduled: boolean): Promise<unknown[]> {
  assert.ok(child)
  const bearer = await service.signIn(userId)
  const { status, body } = await service.ask({ query: byNumber(child.nhsNumber), bearer, unscheduled })
  assert.equal(status, 200)
  const { entry } = body as { entry: readonly { readonly resource: CareTeam }[] }
  return entry.map(({ resource }) => ({ name: resource.name, start: resource.period?.start }))
}

async function toldTo(authority: Authority): Promise<unknown[]> {
  const received = await authority.collect()
  return received.flatMap(({ notice }) => {
    assert.ok(notice.kind === 'access')
    return notice.notice.accesses.map(({ accessId, nhsNumber, localId, uploadSequence, author }) => ({
      accessId,
      nhsNumber,
      localId: localId?.value,
      uploadSequence,
      author: author.kind === 'person' ? author.userId : undefined,
    }))
  })
}
