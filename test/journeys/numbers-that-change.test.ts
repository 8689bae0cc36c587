import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NhsNumber } from '../../src/demographics/index.ts'
import { announceOverMesh } from '../../src/main/announce-change.ts'
import { LAPTOP_MNS } from '../../src/main/laptop-mailboxes.ts'
import { checkNow, sweepNow } from '../../src/main/numbers/number-verbs.ts'
import { groundOf } from '../../src/main/processes.ts'
import { openMeshClient } from '../../src/mesh/index.ts'
import { addYears, dayInEngland, silentLog, systemClock, systemRandomness } from '../../src/platform/index.ts'
import type { Authority, Row } from '../support/authority.ts'
import { byNumber, NURSE } from '../support/caller.ts'
import { linesThatName } from '../support/named-in-log.ts'
import { noticesLeft } from '../support/notices.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { keyOf } from '../support/sealed.ts'
import { startService } from '../support/service.ts'
import { until } from '../support/until.ts'

// NHS numbers that change: merged into another, withdrawn at an adoption, and a change nobody told of.

const people = inventedChildren(8)
const [merged, survivor, adopted, afterAdoption, untold, untoldNow, mistaken, stranger] = people
assert.ok(merged && survivor && adopted && afterAdoption && untold && untoldNow && mistaken && stranger)
const service = await startService({ people })
const { owner } = service.database
const { settings, pds } = service
const [first, second, third] = [service.authority('X01'), service.authority('X02'), service.authority('X03')]
const authorities = [first, second, third]
const announce = announceOverMesh(groundOf('announcer', { ...settings, logLevel: 'silent' }), () => settings.meshUrl)
const mns = openMeshClient({
  baseUrl: settings.meshUrl,
  ...LAPTOP_MNS,
  sharedKey: settings.meshSharedKey,
  clock: systemClock,
  randomness: systemRandomness,
  log: silentLog,
})

test('given three authorities hold plans', async () => {
  const protection = { type: 'CPP', start: daysAgo(90) } as const
  const lookedAfter = { type: 'LAC', start: daysAgo(40) } as const
  const children = [merged, adopted, untold, mistaken]
  await upload(
    first,
    children.map(person => ({ person, plans: [protection] })),
  )
  await upload(second, [{ person: merged, plans: [lookedAfter] }])
  await upload(third, [{ person: survivor, plans: [lookedAfter] }])
})

test('when a number is merged into another, then each authority that holds a plan under it is told the new one', async () => {
  await pds.supersede(merged.nhsNumber, survivor.nhsNumber)
  await announce(merged.nhsNumber)
  const told = { nhsNumber: merged.nhsNumber, replacedBy: survivor.nhsNumber, localId: 'L1', uploadSequence: '1' }
  assert.deepEqual(await toldWhenDone(), [[told], [told], []])
})

test('then the plans are found by the old number and by the new', async () => {
  const councils = ['Exampleshire County Council', 'Samplebury Borough Council', 'Testingham City Council']
  for (const { nhsNumber } of [merged, survivor]) assert.deepEqual(await whoIsShown(nhsNumber), councils)
})

test('when the same news come twice, and news come of a stranger, then nobody is told anything', async () => {
  const { nhsNumber } = adopted
  const id = systemRandomness.uuid()
  await tell(JSON.stringify(newsOf(stranger.nhsNumber, systemRandomness.uuid())))
  for (const number of [nhsNumber, nhsNumber]) await tell(JSON.stringify(newsOf(number, id)))
  assert.deepEqual(await toldWhenDone(), [[], [], []])
  const outcomes = await owner.query({ text: 'select outcome from demographics.change_event order by received_at' })
  assert.deepEqual(
    outcomes.map(row => row['outcome']),
    ['changed', 'not-held', 'unchanged'],
  )
})

test('when a child is adopted, then the authority is told that the number is withdrawn, once, and of no other', async () => {
  await pds.invalidate(adopted.nhsNumber)
  const news = JSON.stringify(newsOf(adopted.nhsNumber, systemRandomness.uuid()))
  await tell(news)
  await tell(news)
  const told = { nhsNumber: adopted.nhsNumber, replacedBy: undefined, localId: 'L2', uploadSequence: '1' }
  assert.deepEqual(await toldWhenDone(), [[told], [], []])
  assert.deepEqual(await whoIsShown(adopted.nhsNumber), ['Exampleshire County Council'])
})

test('then nothing joins the child to the number it has after the adoption, though it comes on the register again', async () => {
  await upload(second, [{ person: afterAdoption, plans: [{ type: 'CPP', start: daysAgo(3) }] }], 2)
  assert.deepEqual(await whoIsShown(afterAdoption.nhsNumber), ['Samplebury Borough Council'])
  assert.deepEqual(await whoIsShown(adopted.nhsNumber), ['Exampleshire County Council'])
  assert.deepEqual(await rowsWithBoth(adopted.nhsNumber, afterAdoption.nhsNumber), [])
  assert.notDeepEqual(await rowsWithBoth(merged.nhsNumber, survivor.nhsNumber), [], 'the search finds links')
})

test('and the authority may still end its plan under the withdrawn number, but not keep it going', async () => {
  const sent = (end?: string): Row => ({
    person: adopted,
    plans: [{ type: 'CPP', start: daysAgo(90), ...(end && { end }) }],
  })
  assert.deepEqual(await upload(first, [sent()], 2), ['CPR01'])
  assert.deepEqual(await upload(first, [sent(daysAgo(1))], 3), ['CPR06'])
})

test('when nobody tells of a change, then the sweep finds it, once, and a birth date that was put right', async () => {
  await pds.supersede(untold.nhsNumber, untoldNow.nhsNumber)
  pds.correctBirthDate(mistaken.nhsNumber, addYears(dayInEngland(new Date()), -18))
  assert.deepEqual(await whoIsShown(mistaken.nhsNumber), ['Exampleshire County Council'])
  const swept = await sweepNow(settings)
  assert.deepEqual([swept.changed, swept.corrected, swept.unsettled, swept.isPdsAway], [1, 1, 0, false])
  const told = { nhsNumber: untold.nhsNumber, replacedBy: untoldNow.nhsNumber, localId: 'L3', uploadSequence: '1' }
  assert.deepEqual(await toldWhenDone(), [[told], [], []])
  assert.deepEqual(await whoIsShown(mistaken.nhsNumber), [], 'of age today')
  const again = await sweepNow(settings)
  assert.deepEqual([again.changed, again.corrected], [0, 0])
  assert.deepEqual(await toldWhenDone(), [[], [], []])
})

test('and an operator who asks about one number hears what became of it', async () => {
  const asked = [untold, survivor].map(person => checkNow(settings, person.nhsNumber as NhsNumber))
  assert.deepEqual(await Promise.all(asked), [
    { kind: 'changed', replaced: true, notices: 0 },
    { kind: 'unchanged', corrected: 0 },
  ])
})

test('when news cannot be read, then they are kept as such and taken out of the mailbox', async () => {
  await tell(`{"subject":"${adopted.nhsNumber}"}`)
  assert.deepEqual(await toldWhenDone(), [[], [], []])
  const kept = await owner.query({
    text: `select child_key, outcome from demographics.change_event where state = 'unreadable'`,
  })
  assert.deepEqual(kept, [{ child_key: null, outcome: 'NOT_AN_EVENT' }])
})

test('and the log names nobody', () => {
  const log = service.logged()
  assert.match(log, /news of a number could not be read/)
  assert.deepEqual(linesThatName(people, log), [])
})

async function upload(authority: Authority, rows: readonly Row[], sequence = 1): Promise<string[]> {
  const answer = await authority.acknowledgementOf(await authority.send(authority.written(sequence, rows)))
  if (sequence === 1) assert.equal(answer.fileCode, 'CPF02')
  return answer.verdicts.map(verdict => verdict.code)
}

const newsOf = (subject: string, id: string) => ({
  specversion: '1.0',
  id,
  source: 'urn:test',
  type: 'nhs-number-change-2',
  time: new Date().toISOString(),
  subject,
})

async function tell(body: string): Promise<void> {
  await mns.send({ to: settings.hubMailbox, workflowId: settings.numberChangeWorkflow, body })
}

/** What each authority is told of numbers, once everything that came in is dealt with and has gone out. */
async function toldWhenDone(): Promise<unknown[][]> {
  await until('all news dealt with', async () => {
    const [row] = await owner.query<{ orders: number }>({
      text: 'select count(*) as orders from register.inactive_number_order',
    })
    const left = (await service.waiting()) + (row?.orders ?? 1) + (await noticesLeft(owner))
    return left === 0 || undefined
  })
  return Promise.all(authorities.map(toldTo))
}

async function toldTo(authority: Authority): Promise<unknown[]> {
  return (await authority.collect()).flatMap(({ notice }) => {
    if (notice.kind !== 'inactive-number') return []
    return notice.notice.numbers.map(({ nhsNumber, replacedBy, localId, uploadSequence }) => ({
      nhsNumber,
      replacedBy,
      localId: localId?.value,
      uploadSequence,
    }))
  })
}

type CareTeam = { readonly name?: string }

async function whoIsShown(nhsNumber: string): Promise<unknown[]> {
  const bearer = await service.signIn(NURSE.userId)
  const { status, body } = await service.ask({ query: byNumber(nhsNumber), bearer, unscheduled: true })
  assert.equal(status, 200)
  const { entry = [] } = body as { entry?: readonly { readonly resource: CareTeam }[] }
  return entry.map(({ resource }) => resource.name).sort()
}

/** The tables with a row in which both children's keys stand. */
async function rowsWithBoth(one: string, other: string): Promise<string[]> {
  const tables = await owner.query<{ name: string }>({
    text: `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
  })
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await owner.query({
      text: `select 1 from ${name} t where t::text like '%' || $1 || '%' and t::text like '%' || $2 || '%' limit 1`,
      values: [keyOf(one), keyOf(other)],
    })
    if (rows.length > 0) found.push(name)
  }
  return found
}
