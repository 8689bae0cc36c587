import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../../../test/support/database.ts'
import { HUB, LA, NOON, STRANGER, sendUpload, testExchange, UPLOAD } from '../../exchange-for-tests.ts'
import { expireMessages } from '../life/expire-messages.ts'
import { setMailboxActive } from './administration.ts'
import { mailboxFacts } from './facts.ts'

const exchange = await testExchange(await testDatabase())
after(() => exchange.end())

const HANDSHAKE = { 'mex-clientversion': 'ApiDocs==0.0.1', 'mex-osname': 'Linux', 'mex-osversion': '6' }

async function factsAt(until: string, since?: string) {
  const span = { until: new Date(until), ...(since && { since: new Date(since) }) }
  const all = await mailboxFacts(exchange.deps, span)
  return Object.fromEntries(all.map(({ mailboxId, ...facts }) => [mailboxId, facts]))
}

const QUIET = { createdAt: new Date(NOON), waiting: 0, dueIn24h: 0, expired: 0, newlyExpired: 0 }

test('a mailbox that never called has nothing but its first day', async () => {
  assert.deepEqual(await factsAt(NOON), { [LA]: QUIET, [HUB]: QUIET, [STRANGER]: QUIET })
})

test('calls, handshake and client are those of the last authorised call; a refused call counts for nothing', async () => {
  exchange.setTime('2025-11-22T16:00:00Z')
  await exchange.ask(LA, 'POST', '', { headers: HANDSHAKE })
  exchange.setTime('2025-11-22T17:00:00Z')
  await exchange.ask(LA, 'GET', '/inbox')
  exchange.setTime('2025-11-22T18:00:00Z')
  const refused = await exchange.ask(LA, 'GET', '/inbox', { authorization: exchange.token(LA, { password: 'wrong' }) })
  assert.equal(refused.status, 403)
  const facts = await factsAt('2025-11-22T18:00:00Z')
  assert.deepEqual(facts[LA], {
    ...QUIET,
    lastCallAt: new Date('2025-11-22T17:00:00Z'),
    lastHandshakeAt: new Date('2025-11-22T16:00:00Z'),
    clientVersion: 'ApiDocs==0.0.1',
  })
})

test('what waits, is due within a day and expires is counted for the recipient, until it is acknowledged or deleted', async () => {
  exchange.setTime('2025-11-22T20:00:00Z')
  await sendUpload(exchange)
  exchange.setTime('2025-11-23T20:00:00Z')
  const second = await sendUpload(exchange)
  const messageFacts = async (until: string, since?: string) => {
    const { createdAt, lastCallAt, ...facts } = (await factsAt(until, since))[HUB] ?? (QUIET as never)
    return facts
  }
  const oldestWaitingAt = new Date('2025-11-22T20:00:00Z')
  const nothing = { expired: 0, newlyExpired: 0 }
  assert.deepEqual(await messageFacts('2025-11-26T19:59:00Z'), { waiting: 2, dueIn24h: 0, ...nothing, oldestWaitingAt })
  assert.deepEqual(await messageFacts('2025-11-26T20:00:00Z'), { waiting: 2, dueIn24h: 1, ...nothing, oldestWaitingAt })
  const firstLostAt = new Date('2025-12-22T20:00:00Z')
  const after5 = { waiting: 1, dueIn24h: 1, expired: 1, oldestWaitingAt: new Date('2025-11-23T20:00:00Z'), firstLostAt }
  const [before, at] = ['2025-11-27T19:00:00Z', '2025-11-27T20:00:00Z']
  assert.deepEqual(await messageFacts(at, before), { ...after5, newlyExpired: 1 })
  assert.deepEqual(await messageFacts('2025-11-27T21:00:00Z', at), { ...after5, newlyExpired: 0 })
  exchange.setTime('2025-11-27T21:00:00Z')
  await exchange.ask(HUB, 'PUT', `/inbox/${second}/status/acknowledged`)
  const left = { waiting: 0, dueIn24h: 0, expired: 1, newlyExpired: 0, firstLostAt }
  assert.deepEqual(await messageFacts('2025-12-22T19:59:00Z', at), left)
  assert.deepEqual(await messageFacts('2025-12-22T20:00:00Z', at), { waiting: 0, dueIn24h: 0, ...nothing })
})

test('a part of a message that is still being sent does not wait for anybody', async () => {
  exchange.setTime('2025-11-28T09:00:00Z')
  await sendUpload(exchange, { headers: { 'mex-to': HUB, 'mex-workflowid': UPLOAD, 'mex-chunk-range': '1:2' } })
  assert.equal((await factsAt('2025-11-28T10:00:00Z'))[HUB]?.waiting, 0)
})

test('what waits when a mailbox is deactivated expires then, and is new once', async () => {
  exchange.setTime('2025-11-28T11:00:00Z')
  await sendUpload(exchange)
  await setMailboxActive(exchange.deps, HUB, false)
  exchange.setTime('2025-11-28T12:00:00Z')
  await expireMessages(exchange.deps)
  const expiredOf = async (until: string, since: string) => {
    const facts = (await factsAt(until, since))[HUB]
    return [facts?.waiting, facts?.expired, facts?.newlyExpired]
  }
  assert.deepEqual(await expiredOf('2025-11-28T12:30:00Z', '2025-11-28T11:30:00Z'), [0, 2, 1])
  assert.deepEqual(await expiredOf('2025-11-28T13:30:00Z', '2025-11-28T12:30:00Z'), [0, 2, 0])
  await setMailboxActive(exchange.deps, HUB, true)
})
