import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { holdingLease, type StillOurs, silentLog } from './index.ts'

const database = await testDatabase()
after(() => database.end())
const time = { now: new Date('2026-03-02T08:00:00Z') }
const deps = { db: database.pool('register'), clock: { now: () => time.now }, log: silentLog }
const [ADA, BEN] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']
const leaseOf = (holder: string, name = 'mailbox A') => ({ name, holder, forMs: 30_000 })
const pass = (ms: number) => {
  time.now = new Date(time.now.getTime() + ms)
}

test('one holder at a time; the next when it is done', async () => {
  const outcome = await holdingLease(deps, leaseOf(ADA), async () => {
    assert.equal(await holdingLease(deps, leaseOf(BEN), async () => 'both'), undefined)
    assert.equal(await holdingLease(deps, leaseOf(BEN, 'mailbox B'), async () => 'another'), 'another')
    return 'done'
  })
  assert.equal(outcome, 'done')
  assert.equal(await holdingLease(deps, leaseOf(BEN), async () => 'next'), 'next')
})

test('work that fails leaves the lease too', async () => {
  const failing = holdingLease(deps, leaseOf(ADA), () => Promise.reject(new Error('in the middle')))
  await assert.rejects(failing, { message: 'in the middle' })
  assert.equal(await holdingLease(deps, leaseOf(BEN), async () => 'next'), 'next')
})

test('a holder not heard of is waited for until its lease ends, and then may do nothing more', async () => {
  const stalled = Promise.withResolvers<void>()
  let ours: StillOurs = async () => {}
  const first = holdingLease(deps, leaseOf(ADA), async stillOurs => {
    ours = stillOurs
    await stalled.promise
  })
  while ((await database.owner.query({ text: 'select from platform.lease' })).length === 0);
  pass(29_999)
  assert.equal(await holdingLease(deps, leaseOf(BEN), async () => 'early'), undefined)
  pass(1)
  const outcome = await holdingLease(deps, leaseOf(BEN), async () => {
    await assert.rejects(ours(), { code: 'LEASE_LOST', message: 'Another process has taken the work over (mailbox A)' })
    return 'taken over'
  })
  assert.equal(outcome, 'taken over')
  await ours()
  stalled.resolve()
  await first
  assert.deepEqual(await database.owner.query({ text: 'select from platform.lease' }), [])
})

test('a holder that says so again keeps it', async () => {
  await holdingLease(deps, leaseOf(ADA), async stillOurs => {
    pass(29_999)
    await stillOurs()
    pass(29_999)
    assert.equal(await holdingLease(deps, leaseOf(BEN), async () => 'both'), undefined)
  })
})
