import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Row } from '../support/authority.ts'
import { byNumber, NURSE } from '../support/caller.ts'
import { accessesToTell } from '../support/notices.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { startService } from '../support/service.ts'
import { pause, until } from '../support/until.ts'
import { type ClusteredRole, startClustered } from './clustered-role.ts'

// The API in three processes under a steady load: replaced one by one without one failed look-up, one killed and
// started again, all ended by SIGTERM.

const CALLERS = 6
const [child] = inventedChildren(1)
assert.ok(child)
const service = await startService({ people: [child], roles: ['mesh', 'worker'] })
const authority = service.authority('X01')
const rows: Row[] = [{ person: child, plans: [{ type: 'CPP', start: daysAgo(30) }] }]
const sent = await authority.send(authority.written(1, rows))
assert.equal((await authority.acknowledgementOf(sent)).fileCode, 'CPF02')

type Load = { readonly answered: number; readonly failed: readonly string[] }

/** Callers that keep their connections ask until told; what fails is kept. */
function load(bearer: string): { end(): Promise<Load> } {
  let told = false
  let answered = 0
  const failed: string[] = []
  const caller = async () => {
    while (!told && failed.length < 100) {
      await service
        .ask({ query: byNumber(child?.nhsNumber ?? ''), bearer, unscheduled: true })
        .then(({ status }) => {
          if (status === 200) answered += 1
          else failed.push(`answered ${status}`)
        })
        .catch(error => failed.push(String((error as Error).cause ?? error)))
    }
  }
  const callers = Array.from({ length: CALLERS }, caller)
  return {
    async end() {
      told = true
      await Promise.all(callers)
      return { answered, failed }
    },
  }
}

const started = () =>
  startClustered({
    role: 'api',
    workers: 3,
    url: service.apiUrl,
    environment: { ...service.environment, CPIS_API_PORT: new URL(service.apiUrl).port },
  })

async function replaced(api: ClusteredRole, before: readonly number[]): Promise<number[]> {
  return until(
    'all processes are replaced',
    async () => {
      const now = await api.processes()
      return now.length === 3 && now.every(pid => !before.includes(pid)) ? now : undefined
    },
    { withinMs: 120_000, everyMs: 50 },
  )
}

test('a rolling restart under load fails no look-up; one that is killed comes back; SIGTERM ends with 0', async () => {
  await using api = await started()
  const before = await api.processes()
  assert.equal(before.length, 3)
  const bearer = await service.signIn(NURSE.userId)
  const asking = load(bearer)
  await pause(500)
  await until('all are ready', () => service.logged().includes('all processes are ready') || undefined)
  api.signal('SIGHUP')
  const after = await replaced(api, before)
  await pause(500)
  const { answered, failed } = await asking.end()
  assert.deepEqual(failed, [])
  assert.ok(answered > 50, `${answered} look-ups`)
  assert.equal((await accessesToTell(service.database.owner)).length > 0, true)

  const [victim] = after
  assert.ok(victim)
  process.kill(victim, 'SIGKILL')
  await until('it is started again', async () => {
    const now = await api.processes()
    return (now.length === 3 && !now.includes(victim)) || undefined
  })
  assert.equal((await service.ask({ query: byNumber(child.nhsNumber), bearer })).status, 200)
  assert.equal(await api.stop(), 0)
})
