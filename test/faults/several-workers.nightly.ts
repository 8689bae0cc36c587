import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Row } from '../support/authority.ts'
import { byNumber, NURSE } from '../support/caller.ts'
import { accessesToTell, noticesIn, noticesLeft } from '../support/notices.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { freePort, type RoleProcess, startRole } from '../support/role-process.ts'
import { startService } from '../support/service.ts'
import { pause, until } from '../support/until.ts'

// Two workers, then three, on one mailbox while uploads and look-ups come, and one after another is killed: every upload
// is answered once and every access told once, in the mailboxes themselves.

const ROUNDS = [2, 3, 3]
const PER_ROUND = 8
const children = inventedChildren(ROUNDS.length * PER_ROUND)
const service = await startService({ people: children, roles: ['mesh', 'api'] })
const { owner } = service.database
const uploading = service.authority('X01')
const told = service.authority('X02')
const bearer = await service.signIn(NURSE.userId)

const workers: RoleProcess[] = []
after(() => Promise.all(workers.map(worker => worker.kill())))
const startWorker = async () => workers.push(await startRole('worker', await freePort(), service.environment))

const rowOf = (person: (typeof children)[number]): Row => ({ person, plans: [{ type: 'CPP', start: daysAgo(30) }] })
await startWorker()
const first = await told.send(told.written(1, children.map(rowOf)))
assert.equal((await told.acknowledgementOf(first)).fileCode, 'CPF02')

const sent: string[] = []

for (const [round, count] of ROUNDS.entries())
  test(`round ${round + 1}: ${count} workers, and one of them is killed twice`, async () => {
    while (workers.length < count) await startWorker()
    const ours = children.slice(round * PER_ROUND, (round + 1) * PER_ROUND)
    const load = async () => {
      for (const [index, child] of ours.entries()) {
        const sequence = sent.length + 1
        sent.push(await uploading.send(uploading.written(sequence, ours.slice(0, index + 1).map(rowOf))))
        const { status } = await service.ask({ query: byNumber(child.nhsNumber), bearer, unscheduled: true })
        assert.equal(status, 200)
      }
    }
    const strikes = async () => {
      for (const ms of [40 + round * 30, 150]) {
        await pause(ms)
        await workers.shift()?.kill()
        await startWorker()
      }
    }
    await Promise.all([load(), strikes()])
    await until('every upload is dealt with', async () => (await service.waiting()) === 0 || undefined)
  })

test('every upload is acknowledged once, every access told once to each authority that holds the plan', async () => {
  await until('all notices sent', async () => (await noticesLeft(owner)) === 0 || undefined)
  const accesses = await accessesToTell(owner)
  assert.equal(accesses.length, children.length)
  assert.deepEqual(await noticesIn(told), accesses)
  const received = await uploading.collect()
  const acknowledged = received.filter(({ notice }) => notice.kind === 'acknowledgement').map(one => one.localId)
  assert.deepEqual(acknowledged.sort(), sent.map(messageId => `ACK-${messageId}`).sort())
  const notices = received.filter(({ notice }) => notice.kind === 'access').map(one => one.localId)
  assert.equal(new Set(notices).size, notices.length)
})
