import assert from 'node:assert/strict'
import { test } from 'node:test'
import { processEnvironment } from '../../src/platform/index.ts'
import type { Row } from '../support/authority.ts'
import { byNumber, NURSE } from '../support/caller.ts'
import { accessesToTell, noticesIn, noticesLeft } from '../support/notices.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { startService } from '../support/service.ts'
import { pause, until } from '../support/until.ts'

// T-23 and T-24 in short: minutes of half the load, and ten times of it at once. `bin/soak --minutes 480` is the long form.

/** Half of the fifty a second that T-21 is measured at. */
const PER_SECOND = 25
const MINUTES = Number(processEnvironment['TEST_SOAK_MINUTES'] ?? 3)
/** Ten times fifty a second: so many callers who do not wait for one another, for so long. */
const CALLERS = 500
const STRESS_SECONDS = 10
const MOST_GROWTH = 1.1

/** A notice is ordered by the first look-up of a child by somebody on a day. */
const children = inventedChildren(Math.min(4_500, Math.ceil(MINUTES * 60 * PER_SECOND)))
const service = await startService({ people: children })
const { owner } = service.database
const authority = service.authority('X01')
const rows = children.map((person): Row => ({ person, plans: [{ type: 'CPP', start: daysAgo(30) }] }))
await authority.send(authority.written(1, rows))
const LONG_MS = 300_000
const [received] = await until(
  'the acknowledgement',
  async () => {
    const all = await authority.collect()
    return all.length > 0 ? all : undefined
  },
  { withinMs: LONG_MS },
)
assert.ok(received?.notice.kind === 'acknowledgement' && received.notice.acknowledgement.fileCode === 'CPF02')

let bearer = await service.signIn(NURSE.userId)
let asked = 0

/** A look-up of the next child; by a token of one's own when the last has run out. */
async function lookUp() {
  asked += 1
  const query = byNumber(children[asked % children.length]?.nhsNumber ?? '')
  const answered = await service.ask({ query, bearer, unscheduled: true })
  if (answered.status !== 401) return answered
  bearer = await service.signIn(NURSE.userId)
  return service.ask({ query, bearer, unscheduled: true })
}

const ROLES = {
  api: service.apiUrl,
  worker: `http://127.0.0.1:${service.settings.workerPort}`,
  mesh: service.settings.meshUrl,
}

/** What each process holds at this moment, in bytes. */
async function memory(): Promise<Record<string, number>> {
  const held = Object.entries(ROLES).map(async ([role, url]) => {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    return [role, Number(/^process_resident_memory_bytes\S* (\S+)/m.exec(metrics)?.[1])] as const
  })
  return Object.fromEntries(await Promise.all(held))
}

const median = (values: readonly number[]) => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0

test(`${MINUTES} minutes at half load: every look-up is answered, memory does not grow, every notice is told once`, async () => {
  const samples: Record<string, number>[] = []
  const begin = performance.now()
  const planned = MINUTES * 60 * PER_SECOND
  const failed: number[] = []
  const hand = new Set<Promise<void>>()
  const samplesAt = Math.max(1, Math.floor(planned / 60))
  for (let made = 0; made < planned; made += 1) {
    const early = (made * 1000) / PER_SECOND - (performance.now() - begin)
    if (early > 0) await pause(early)
    const one = lookUp().then(({ status }) => {
      if (status !== 200) failed.push(status)
      hand.delete(one)
    })
    hand.add(one)
    if (made % samplesAt === 0) samples.push(await memory())
  }
  await Promise.all(hand)
  assert.deepEqual(failed, [])
  await until('all notices sent', async () => (await noticesLeft(owner)) === 0 || undefined, { withinMs: LONG_MS })
  assert.deepEqual(await noticesIn(authority), await accessesToTell(owner))
  for (const role of Object.keys(ROLES)) {
    const held = samples.map(sample => sample[role] ?? 0)
    // The first third fills caches and pools.
    const third = Math.floor(held.length / 3)
    const [middle, last] = [median(held.slice(third, 2 * third)), median(held.slice(2 * third))]
    console.log(`${role}: ${Math.round(middle / 1e6)} MB in the middle, ${Math.round(last / 1e6)} MB at the end`)
    assert.ok(last < middle * MOST_GROWTH, `${role} grew from ${middle} to ${last} bytes`)
  }
})

test('ten times the load is shed politely: what is refused says so by a code, what is answered is right', async () => {
  const seen = new Map<string, number>()
  const took: number[] = []
  const end = performance.now() + STRESS_SECONDS * 1000
  const caller = async () => {
    while (performance.now() < end) {
      const start = performance.now()
      const { status, body } = await lookUp()
      if (status === 200) {
        took.push(performance.now() - start)
        assert.equal((body as { total: number }).total, 1, 'nothing known is not known')
      } else {
        assert.ok([429, 503].includes(status), String(status))
        assert.equal((body as { resourceType: string }).resourceType, 'OperationOutcome')
      }
      seen.set(String(status), (seen.get(String(status)) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: CALLERS }, caller))
  took.sort((one, other) => one - other)
  console.log(
    `${JSON.stringify(Object.fromEntries(seen))}; p50 ${median(took).toFixed()} ms, p99 ${took[Math.floor(took.length * 0.99)]?.toFixed()} ms`,
  )
  assert.ok(took.length > 0)
  const after = await until('it answers as before', async () => {
    const { status, body } = await lookUp()
    return status === 200 ? body : undefined
  })
  assert.equal((after as { total: number }).total, 1)
})
