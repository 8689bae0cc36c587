import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { NhsNumber } from '../../src/demographics/index.ts'
import { type Answer, answerTogether, askAboutChild, type LookupDeps, openBeacon } from '../../src/lookup/index.ts'
import { databaseChecks } from '../../src/main/doctor/database-checks.ts'
import type { Ground } from '../../src/main/processes.ts'
import { openMetrics, silentLog, steadyNow, systemClock, systemRandomness } from '../../src/platform/index.ts'
import { daysAgo } from '../support/people.ts'
import { nhsNumber, staff, uploader } from '../support/register.ts'
import { startPair } from '../support/standby.ts'
import { pause, until } from '../support/until.ts'

// Silent look-ups from a real standby: one that is behind the bound is not used, and none that says "nothing known" is
// older than it says.

const LAG_MS = 600
const pair = await startPair('lookup')
after(() => pair.database.end())
const { database } = pair
const db = database.pool('lookup')
const reads = { used: 0, 'too-old': 0, failed: 0 }
const metrics = openMetrics('test')
const count = (_event: string, outcome: string) => {
  reads[outcome as keyof typeof reads] += 1
}
const deps: LookupDeps = {
  db,
  clock: systemClock,
  randomness: systemRandomness,
  log: silentLog,
  metrics,
  answerWithinMs: 5_000,
  answering: answerTogether(db, db, {
    standby: pair.standby,
    beacon: openBeacon({
      db,
      randomness: systemRandomness,
      steadyNow,
      now: systemClock.now,
      lagMs: LAG_MS,
      onFault: error => assert.fail(String(error)),
    }),
    steadyNow,
    log: silentLog,
    metrics: { ...metrics, count },
  }),
}
const authority = uploader(database, systemClock, 'X01', 'Exampleshire County Council')
const put = (number: NhsNumber) =>
  authority.upload([{ person: { nhsNumber: number }, plans: [{ type: 'CPP', start: daysAgo(30) }] }])

let asked = 0
function ask(number: NhsNumber): Promise<Answer> {
  asked += 1
  return askAboutChild(deps, {
    nhsNumber: number,
    mode: 'silent',
    careSetting: 'general-practice',
    gate: 'open',
    findings: [],
    actor: staff('Ada'),
    channel: 'fhir',
    history: false,
    requestId: systemRandomness.uuid(),
  })
}

/** Asks until the standby is read. */
const used = (number: NhsNumber) =>
  until('the standby is read', async () => {
    const before = reads.used
    const answer = await ask(number)
    return reads.used > before ? answer : undefined
  })

const [first, second, third] = [nhsNumber(1), nhsNumber(2), nhsNumber(3)]

test('a standby that keeps up is read, the answer says since when it may be behind, the audit is at the primary', async () => {
  await put(first)
  await pair.caughtUp()
  await until('a mark after the upload', async () => ((await ask(first)).kind === 'Known' ? true : undefined))
  const from = Date.now()
  const answer = await used(first)
  assert.equal(answer.kind, 'Known')
  assert.ok(answer.checkedAt.getTime() >= from - LAG_MS && answer.checkedAt.getTime() <= Date.now())
  const [row] = await database.owner.query<{ count: number }>({
    text: `select count(*) from audit.entry where action = 'look-up'`,
  })
  assert.equal(row?.count, asked)
})

test('replay is held: beyond the bound an upload that was acknowledged is always seen', async () => {
  await used(second)
  await pair.pause()
  await put(second)
  const acknowledged = Date.now()
  let early = 0
  for (;;) {
    const at = Date.now()
    const answer = await ask(second)
    if (answer.kind === 'Known') {
      if (at - acknowledged > 3 * LAG_MS) break
      continue
    }
    early += 1
    assert.equal(answer.kind, 'NotKnown')
    assert.ok(at - acknowledged <= LAG_MS, `nothing known ${at - acknowledged} ms after the upload`)
    assert.ok(answer.checkedAt.getTime() <= acknowledged, 'it said to be newer than the upload')
    await pause(5)
  }
  const old = reads['too-old']
  assert.ok(old > 0 || early > 0, 'the standby was asked')
  const before = reads.used
  assert.equal((await ask(second)).kind, 'Known')
  assert.equal(reads.used, before)
  await pair.resume()
  await pair.caughtUp()
  assert.equal((await used(second)).kind, 'Known')
})

test('the doctor tells who leads from who follows', async () => {
  const [look] = databaseChecks({ pool: () => pair.standby } as unknown as Ground)
  await assert.rejects(async () => look?.look(), { message: 'a standby, which takes no writes' })
  const [leads] = databaseChecks({ pool: () => db } as unknown as Ground)
  assert.match(String(await leads?.look()), /^PostgreSQL \d+$/)
})

test('a standby that is gone fails nobody', async () => {
  await pair.stopStandby()
  await put(third)
  for (let turn = 0; turn < 20; turn += 1) assert.equal((await ask(third)).kind, 'Known')
  assert.ok(reads.failed >= 1 && reads.failed <= 2, `${reads.failed} tries failed`)
})
