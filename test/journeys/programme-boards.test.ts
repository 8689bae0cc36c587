import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { calendarDate } from '../../src/platform/index.ts'
import {
  type AcknowledgementPort,
  addSite,
  advanceBoard,
  type BoardSaid,
  coverageMatrix,
  deliverAcknowledgements,
  describeBoard,
  expressInterest,
  listInterests,
  prioritisedSettings,
  readBoard,
  readBoardHistory,
  regionBoard,
  siteTable,
  transferResponsibility,
} from '../../src/programme/index.ts'
import { startProgramme } from '../support/programme.ts'

// The lead of an integrated care board (ICB) and the programme's implementation lead, from the first letter to April 2024.

const programme = await startProgramme('2023-05-15')
const { deps } = programme
after(() => programme.database.end())

const icb = 'NHS Somerset ICB'
const by = 'implementation-lead'
const eoi = {
  contactPost: 'digital lead',
  contactMailbox: 'digital@somerset.example.org',
  channel: 'mailbox',
  by,
} as const
const say = (said: BoardSaid) => describeBoard(deps, { icb, by, said })
const step = (to: string, note = '') => advanceBoard(deps, { icb, to, note, by })
const openRegions = async () =>
  (await regionBoard(deps)).filter(one => one.state === 'open').map(one => one.region.name)

test('given nobody wrote, then all seven regions are open (S-091, S-092)', async () => {
  assert.equal((await openRegions()).length, 7)
})

test('when a board expresses its interest, then it has an acknowledgement, and its region is open no more (S-074, S-093)', async () => {
  const acknowledged = await expressInterest(deps, { ...eoi, icb })
  assert.match(acknowledged.reference, /^EOI-[0-9A-F]{8}$/)
  assert.equal(acknowledged.to, 'digital@somerset.example.org')
  assert.equal(acknowledged.subject, `Your interest in CP-IS is noted (${acknowledged.reference})`)
  assert.match(acknowledged.body, /interest of Somerset ICB .*first conversation/s)
  assert.equal((await readBoard(deps, icb)).stage, 'interest_expressed')
  assert.ok(!(await openRegions()).includes('South West'))
  assert.equal((await openRegions()).length, 6)
})

test('and the acknowledgement leaves once; one that cannot leave waits and leaves the next time', async () => {
  const carried: string[] = []
  const broken: AcknowledgementPort = async () => Promise.reject(new Error('no mail today'))
  await assert.rejects(deliverAcknowledgements(deps, broken), /no mail today/)
  const mail: AcknowledgementPort = async one => {
    carried.push(one.to)
    return `${one.reference}.eml`
  }
  assert.equal(await deliverAcknowledgements(deps, mail), 1)
  assert.equal(await deliverAcknowledgements(deps, mail), 0)
  assert.deepEqual(carried, ['digital@somerset.example.org'])
  const [interest] = await listInterests(deps)
  assert.equal(interest?.deliveredAs, `${interest?.reference}.eml`)
})

test('a region may have more than one board: a target, not a limit (S-072, S-087)', async () => {
  await expressInterest(deps, { ...eoi, icb: 'Birmingham & Solihull ICB' })
  await expressInterest(deps, { ...eoi, icb: 'QJM', sharedCareRecord: 'in use already' })
  const midlands = (await regionBoard(deps)).find(one => one.region.code === 'Y60')
  assert.deepEqual(
    midlands?.boards.map(one => one.name),
    ['Birmingham and Solihull', 'Lincolnshire'],
  )
  assert.equal(midlands?.state, 'filled')
})

test('when its calls are held, then it goes its stages one by one, a follow-up among them (S-088, S-089, S-090, S-094)', async () => {
  programme.setDay('2023-05-24')
  for (const to of ['call_scheduled', 'call_held', 'follow_up_required', 'exploring']) await step(to)
  await say({ callRhythm: 'monthly', nextAction: { what: 'how staff get in', owner: 'the trust' } })
  const history = (await readBoardHistory(deps, icb)).map(one => one.what)
  assert.deepEqual(history.slice(0, 3), ['expression of interest', 'to call_scheduled', 'to call_held'])
  await assert.rejects(step('operational'), {
    code: 'ICB_STEP_REFUSED',
    message: 'Working with a board does not go that way (from exploring to operational)',
  })
})

test('when no group is there, then it cannot be formed; with three roles, a plan and terms it can (S-082, S-083)', async () => {
  await say({
    member: {
      role: 'safeguarding',
      organisation: 'Somerset ICB',
      post: 'designated nurse',
      since: calendarDate('2023-06-01'),
    },
  })
  await assert.rejects(step('group_formed'), {
    code: 'ICB_STEP_TOO_EARLY',
    message:
      'The board is not ready for this stage; what is missing (nobody for systems, nobody for ics, no plan, no terms of reference)',
  })
  await say({
    member: {
      role: 'systems',
      organisation: 'Somerset ICB',
      post: 'head of records',
      since: calendarDate('2023-06-01'),
    },
  })
  await say({
    member: { role: 'ics', organisation: 'Somerset ICB', post: 'programme lead', since: calendarDate('2023-06-01') },
  })
  for (const kind of ['plan', 'terms of reference'] as const)
    await say({ document: { kind, state: 'draft', version: '0.1', reference: `folder/${kind}` } })
  assert.equal((await step('group_formed')).stage, 'group_formed')
})

test('when it implements, then estate, shared care record, prerequisites and a specialist are known (S-073, S-076 to S-078)', async () => {
  await assert.rejects(step('implementing'), (error: Error) => {
    assert.match(error.message, /plan not agreed, terms of reference not agreed, no shared care record named, no impl/)
    assert.match(error.message, /no system recorded, smartcards not looked into/)
    return true
  })
  for (const kind of ['plan', 'terms of reference'] as const)
    await say({ document: { kind, state: 'agreed', version: '1.0', reference: `folder/${kind}` } })
  const careSettings = ['gp-in-hours', 'camhs']
  const system = { system: 'Examplecare', supplier: 'Example Ltd', careSettings, isSharedCareRecord: false } as const
  await say({ sharedCareRecord: 'Somerset Shared Record', specialist: 'implementation specialist South West' })
  await say({ system: { ...system, cpisIntegrated: 'unknown', pdsIntegrated: 'yes' } })
  await say({ system: { ...system, cpisIntegrated: 'no', pdsIntegrated: 'yes' } })
  for (const kind of ['smartcards', 'network', 'role codes', 'supplier assurance'] as const)
    await say({ prerequisite: { kind, state: kind === 'smartcards' ? 'not needed' : 'met' } })
  const board = await step('implementing')
  assert.deepEqual(
    board.systems.map(one => [one.system, one.cpisIntegrated, one.pdsIntegrated]),
    [['Examplecare', 'no', 'yes']],
  )
})

test('then the matrix shows every prioritised setting, with the live sites of the register (S-075)', async () => {
  await addSite(
    deps,
    { key: 'a-practice', by },
    {
      ...{ name: 'Invented Practice', type: 'gp-practice', careSettings: ['gp-in-hours'], icb },
      ...{ stage: 'live', accessCode: 'B0170', route: 'NCRS' },
    },
  )
  await say({ coverage: { careSetting: 'gp-in-hours', state: 'in progress', route: 'NCRS' } })
  const { settings, rows } = await coverageMatrix(deps)
  assert.equal(settings.length, 9)
  const row = rows.find(one => one.icb === 'QSL')
  assert.deepEqual(
    row?.cells.find(one => one.careSetting === 'gp-in-hours'),
    { careSetting: 'gp-in-hours', state: 'in progress', route: 'NCRS', liveSites: 1 },
  )
  assert.deepEqual([row?.settled, row?.cells.filter(one => one.state === 'nothing').length], [0, 8])
})

test('when every setting is live or not provided, then it is operational, and not before', async () => {
  await assert.rejects(step('operational'), /gp-in-hours not live/)
  for (const careSetting of await prioritisedSettings(deps))
    await say({ coverage: { careSetting, state: careSetting === 'sarc' ? 'not provided' : 'live' } })
  assert.equal((await step('operational')).stage, 'operational')
})

test('when April 2024 comes, then responsibility passes to it with every site of its area, and never back (S-079, S-080, S-146)', async () => {
  programme.setDay('2024-03-31')
  await assert.rejects(transferResponsibility(deps, { icb, by }), {
    code: 'ICB_TRANSFER_TOO_EARLY',
    message: 'Responsibility passes to boards from April 2024 (2024-03-31)',
  })
  programme.setDay('2024-04-01')
  await assert.rejects(step('transferred'), /responsibility is transferred by itself/)
  await assert.rejects(transferResponsibility(deps, { icb: 'QJM', by }), {
    code: 'ICB_STEP_REFUSED',
    message: 'Working with a board does not go that way (from interest_expressed to transferred)',
  })
  const { board, sites } = await transferResponsibility(deps, { icb, by })
  assert.deepEqual([board.stage, board.transferredOn, sites], ['transferred', '2024-04-01', ['a-practice']])
  assert.equal((await siteTable(deps)).find(one => one.key === 'a-practice')?.owner, 'QSL')
  await assert.rejects(step('implementing', 'we want it back'), { code: 'ICB_STEP_REFUSED' })
})

test('going back needs a reason, and what was said on an earlier day can be read for good', async () => {
  const other = (to: string, note = '') => advanceBoard(deps, { icb: 'QJM', to, note, by })
  await other('call_scheduled')
  await assert.rejects(other('interest_expressed', ' '), { code: 'ICB_REASON_MISSING' })
  assert.equal((await other('interest_expressed', 'the call was cancelled')).stage, 'interest_expressed')
  const then = await regionBoard(deps, new Date('2023-05-16T00:00:00Z'))
  assert.equal(then.flatMap(one => one.boards).find(one => one.icb === 'QSL')?.stage, 'interest_expressed')
})

test('what cannot be is refused word for word', async () => {
  const refused = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (one: unknown) => one as Error & { code: string },
    )
    return `${error?.code}: ${error?.message}`
  }
  const known = 'interest_expressed, call_scheduled, call_held, follow_up_required, exploring, group_formed'
  assert.deepEqual(
    [
      await refused(expressInterest(deps, { ...eoi, icb: 'Atlantis' })),
      await refused(expressInterest(deps, { ...eoi, icb, contactMailbox: 'two@example.org, three@example.org' })),
      await refused(expressInterest(deps, { ...eoi, icb, contactPost: ' ' })),
      await refused(expressInterest(deps, { ...eoi, icb, on: calendarDate('2024-05-01') })),
      await refused(expressInterest(deps, { ...eoi, icb, contactPost: 'about 9990000018' })),
      await refused(readBoard(deps, 'Devon')),
      await refused(advanceBoard(deps, { icb, to: 'finished', note: '', by })),
      await refused(describeBoard(deps, { icb, by, said: {} })),
      await refused(describeBoard(deps, { icb, by: ' ', said: { callRhythm: 'weekly' } })),
      await refused(say({ intendedRoute: 'carrier pigeon' as 'NCRS' })),
    ],
    [
      'PROGRAMME_ICB_UNKNOWN: There is no such integrated care board (Atlantis)',
      'INTEREST_INVALID: The expression of interest is not usable (the mailbox must be one address)',
      'INTEREST_INVALID: The expression of interest is not usable (the post of the contact is missing)',
      'INTEREST_INVALID: The expression of interest is not usable (2024-05-01 is a day to come)',
      'PROGRAMME_NAMES_A_CHILD: The programme holds nothing about any child, and this looks like an NHS number',
      'ICB_NOT_ENGAGED: This board has not expressed its interest (Devon)',
      `ICB_STAGE_UNKNOWN: There is no such stage of working with a board (finished; there are ${known}, implementing, operational, transferred)`,
      'ICB_ENTRY_INVALID: What was said of the board is not usable (nothing was said)',
      'PROGRAMME_AUTHOR_MISSING: Every change names who made it',
      'ICB_ENTRY_INVALID: What was said of the board is not usable (the route is one of NCRS, HL7 API, FHIR API, shared care record)',
    ],
  )
})

test('two who change a board at once: one is told to look again, and nothing is lost', async () => {
  const change = (n: number) => describeBoard(deps, { icb: 'QJM', by, said: { callRhythm: `rhythm ${n}` } })
  const outcomes = await Promise.allSettled([change(1), change(2), change(3), change(4)])
  assert.ok(outcomes.some(one => one.status === 'fulfilled'))
  const lost = outcomes.flatMap(one => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))
  assert.ok(lost.every(code => code === 'PROGRAMME_CHANGED_MEANWHILE'))
  const entries = await readBoardHistory(deps, 'QJM')
  assert.deepEqual(
    entries.map(one => one.entryNo),
    entries.map((_, place) => place + 1),
  )
  const text = "update programme.icb_ledger set what = 'something else'"
  await assert.rejects(deps.db.query({ text }), /permission denied/)
})
