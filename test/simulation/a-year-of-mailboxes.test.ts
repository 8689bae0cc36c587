import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { listAuthorities, loadReference } from '../../src/care-settings/index.ts'
import type { TimeOfDay } from '../../src/demographics/index.ts'
import {
  deliverLetters,
  keepContacts,
  type Mail,
  type OperationsDeps,
  refreshStates,
  runWatch,
  type WatchRun,
} from '../../src/operations/index.ts'
import {
  addDays,
  calendarDate,
  dayInEngland,
  openMetrics,
  silentLog,
  systemRandomness,
} from '../../src/platform/index.ts'
import { testDatabase } from '../support/database.ts'
import { inForm } from '../support/form.ts'
import { DAY, HOUR, isExpired, isWaiting, type ModelMailbox, modelMailbox } from './exchange-model.ts'

// A year each night, its first four months for each change, of the watch over 152 authorities whose clients fail by a seed, on the real database with the clock moved: every
// expiry, run, case and letter is held against what the rules say of the failures (programme.md 3.3).

const SEED = Number(process.env['CPIS_SEED'] ?? 20260101)
const YEAR = {
  from: Date.parse('2026-01-01T00:00:00Z'),
  to: Date.parse(inForm({ short: '2026-05-01T00:00:00Z', long: '2027-01-01T00:00:00Z' })),
}
const DAYS = (YEAR.to - YEAR.from) / DAY
/** The least there must be of something in so many days. */
const least = (inAYear: number) => (inAYear * DAYS) / 365
const AUTHORITIES = 152

const database = await testDatabase()
after(() => database.end())
const mailboxes: ModelMailbox[] = []
const looks: { readonly at: number; readonly isDaily: boolean }[] = []
const runs: WatchRun[] = []
const mailed: Mail[] = []

before(async () => {
  await loadReference(database.owner, { invented: false })
  const today = dayInEngland(new Date(YEAR.from))
  const authorities = (await listAuthorities({ db: database.owner }, today)).slice(0, AUTHORITIES)
  for (const [place, { code }] of authorities.entries())
    mailboxes.push(modelMailbox(`${code}CPIS1`, SEED * 1_000 + place, YEAR))
  await database.owner.query({
    text: `update care_settings.local_authority set mailbox_id = code || 'CPIS1' where code = any ($1)`,
    values: [authorities.map(one => one.code)],
  })
  const roles = ['it', 'lead']
  const contacts = authorities.flatMap(({ code }) =>
    roles.map(role => ({
      authorityCode: code,
      role,
      email: `${role}.${code}@example.org`,
      confirmedOn: calendarDate('2026-01-01'),
    })),
  )
  const time = { now: YEAR.from }
  const deps = depsAt(() => new Date(time.now))
  await keepContacts(deps, contacts)
  const report = async (span: { since?: Date; until: Date }) => mailboxes.map(one => one.report(span))
  const mail = async (letter: Mail) => {
    mailed.push(letter)
    return `${letter.letterId}.eml`
  }
  for (let day = calendarDate('2026-01-01'), days = 0; days < DAYS; day = addDays(day, 1), days += 1) {
    const morning = halfPastSeven(day)
    for (const [place, at] of [morning, morning + 12 * HOUR].entries()) {
      time.now = at
      looks.push({ at, isDaily: place === 0 })
      if (place > 0) await refreshStates(deps, report)
      else {
        runs.push(await runWatch(deps, report))
        while ((await deliverLetters(deps, mail)) > 0);
      }
    }
  }
})

function depsAt(now: () => Date): OperationsDeps {
  return {
    db: database.pool('operations'),
    clock: { now },
    randomness: systemRandomness,
    log: silentLog,
    metrics: openMetrics('test'),
    settings: {
      watchAt: '07:30' as TimeOfDay,
      operationsMail: 'operations@example.org',
      operationsPhone: '01632 960900',
      meshHost: 'mesh.example.org',
    },
  }
}

/** Clocks in England are an hour ahead from the last Sunday of March to that of October. */
function halfPastSeven(day: string): number {
  const summer = day >= '2026-03-29' && day < '2026-10-25'
  return Date.parse(`${day}T${summer ? '06' : '07'}:30:00Z`)
}

type Expected = {
  /** `day mailbox` of each letter. */
  readonly letters: string[]
  /** `mailbox opened closed` of each case; open at the end of the year without the last. */
  readonly cases: string[]
}

/**
 * What the rules say of one mailbox, look by look: bad when silent for more than 24 hours at a daily look or when a
 * message waits for 72; a case from the first bad look to the daily one a day after it was well; a letter on bad days.
 */
function expectedOf(mailbox: ModelMailbox): Expected {
  const letters: string[] = []
  const cases: string[] = []
  let openedAt: number | undefined
  let wellSince: number | undefined
  let isDown = false
  for (const [place, { at, isDaily }] of looks.entries()) {
    const previous = looks[place - 1]?.at ?? 0
    const silent = at - mailbox.lastCallAt(at) > 24 * HOUR
    isDown = silent && (isDown || isDaily)
    const near = mailbox.messages.filter(one => one.deliveredAt <= at && one.deliveredAt > at - 10 * DAY)
    const overdue = near.some(one => isWaiting(one, at) && at - one.deliveredAt >= 72 * HOUR)
    const expired = near.some(one => isExpired(one, at) && one.expiresAt > previous)
    const isWell = !silent && !overdue
    const surprise = isWell && expired && (openedAt === undefined || wellSince !== undefined)
    const bad = isDown || overdue || surprise
    if (bad) wellSince = undefined
    if (bad && openedAt === undefined) openedAt = at
    if (bad && isDaily) letters.push(`${dayInEngland(new Date(at))} ${mailbox.mailboxId}`)
    if (openedAt === undefined || bad || !isWell) continue
    if (wellSince === undefined) wellSince = at
    else if (isDaily && at - wellSince >= 23 * HOUR) {
      cases.push(`${mailbox.mailboxId} ${iso(openedAt)} ${iso(at)}`)
      openedAt = undefined
      wellSince = undefined
    }
  }
  if (openedAt !== undefined) cases.push(`${mailbox.mailboxId} ${iso(openedAt)}`)
  return { letters, cases }
}

const iso = (at: number) => new Date(at).toISOString()
const countOf = (of: (mailbox: ModelMailbox) => number) => mailboxes.reduce((sum, mailbox) => sum + of(mailbox), 0)

test(`the year has failures of every kind (seed ${SEED})`, () => {
  const kinds = new Set(mailboxes.flatMap(one => one.failures.map(failure => failure.kind)))
  assert.deepEqual([...kinds].sort(), ['certificate', 'password', 'slow', 'stopped', 'stuck'])
  assert.equal(mailboxes.length, AUTHORITIES)
})

test('there is one run a day, on the days the clocks change too, whether or not all is well', () => {
  assert.equal(runs.length, DAYS)
  assert.equal(new Set(runs.map(run => run.day)).size, DAYS)
  assert.deepEqual([...new Set(runs.map(run => `${run.watched} ${run.withoutMailbox}`))], ['152 1'])
  assert.ok(runs.some(run => run.casesOpen === 0))
})

test('every expired message is counted, in one run, and no other', () => {
  const last = runs.at(-1)?.at.getTime() ?? 0
  const expected = countOf(mailbox => mailbox.messages.filter(one => isExpired(one, last)).length)
  assert.ok(expected > least(100))
  assert.equal(
    runs.reduce((sum, run) => sum + run.newlyExpired, 0),
    expected,
  )
})

test('every run counts what is disconnected, what waits too long, and what expired and is kept for thirty days', () => {
  for (const run of runs) {
    const now = run.at.getTime()
    const near = (mailbox: ModelMailbox) => mailbox.messages.filter(one => one.deliveredAt > now - 30 * DAY)
    assert.deepEqual(
      {
        day: run.day,
        disconnected: run.disconnected,
        late: run.late,
        uncollected: run.uncollected,
        expired: run.expired,
      },
      {
        day: run.day,
        disconnected: mailboxes.filter(one => now - one.lastCallAt(now) > DAY).length,
        late: 0,
        uncollected: mailboxes.filter(one =>
          near(one).some(message => isWaiting(message, now) && now - message.deliveredAt >= 72 * HOUR),
        ).length,
        expired: countOf(one => near(one).filter(message => isExpired(message, now)).length),
      },
    )
  }
})

test('every letter went to the whole contact group on the day the rules say, and no other', () => {
  const expected = mailboxes.flatMap(one => expectedOf(one).letters)
  assert.ok(expected.length > least(500))
  assert.deepEqual(mailed.map(letter => `${letter.day} ${letter.about}`).sort(), expected.sort())
  for (const { about: mailboxId, recipients } of mailed) {
    const code = mailboxId.replace(/CPIS1$/, '').toLowerCase()
    assert.deepEqual(
      recipients.map(address => address.toLowerCase()),
      [`it.${code}@example.org`, `lead.${code}@example.org`],
    )
  }
})

test('every case was opened and closed when the rules say, one at a time', async () => {
  const kept = await database.owner.query<{ mailbox_id: string; state: string; opened_at: Date; changed_at: Date }>({
    text: 'select mailbox_id, state, opened_at, changed_at from operations.mailbox_case',
  })
  const cases = kept.map(one => {
    const closed = one.state === 'closed' ? ` ${one.changed_at.toISOString()}` : ''
    return `${one.mailbox_id} ${one.opened_at.toISOString()}${closed}`
  })
  assert.deepEqual(cases.sort(), mailboxes.flatMap(one => expectedOf(one).cases).sort())
})

test('every case went only the steps of the table, and was for the telephone when a message waited for 96 hours', async () => {
  const wrong = await database.owner.query({
    text: `select from_state, to_state from operations.case_event
      where from_state <> to_state and (from_state, to_state) not in (('opened', 'notified'), ('opened', 'reconnecting'),
        ('opened', 'restored'), ('notified', 'reconnecting'), ('notified', 'restored'), ('reconnecting', 'restored'),
        ('restored', 'opened'), ('restored', 'closed'))`,
  })
  assert.deepEqual(wrong, [])
  const rung = await database.owner.query<{ at: Date; mailbox_id: string }>({
    text: `select e.at, c.mailbox_id from operations.case_event e join operations.mailbox_case c using (case_id)
      where note like 'for the telephone%'`,
  })
  assert.ok(rung.length > least(20))
  for (const { at, mailbox_id } of rung) {
    const mailbox = mailboxes.find(one => one.mailboxId === mailbox_id)
    const now = at.getTime()
    assert.ok(mailbox?.messages.some(one => isWaiting(one, now) && now - one.deliveredAt >= 96 * HOUR))
  }
})
