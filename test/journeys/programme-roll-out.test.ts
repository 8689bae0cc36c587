import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  addSite,
  addTask,
  blockSite,
  calendarFeed,
  clearSite,
  confirmProvider,
  draftDocument,
  equipSite,
  finishTask,
  handSiteOver,
  keepProvider,
  milestoneTable,
  type NewSite,
  nameSite,
  planSite,
  positions,
  providerTable,
  readHistory,
  setMilestone,
  settingsByAdoption,
  settleMilestone,
  siteKind,
  siteTable,
  stepDocument,
  stepSite,
  trainSite,
} from '../../src/programme/index.ts'
import { startProgramme } from '../support/programme.ts'

// A roll-out lead keeps the sites of the note of June 2023; the organisations are those the public note names.

const programme = await startProgramme('2023-04-20')
const { deps } = programme
after(() => programme.database.end())

const by = 'roll-out-lead'
const of = (key: string) => ({ key, by })
const GP: Pick<NewSite, 'type' | 'careSettings'> = { type: 'gp-practice', careSettings: ['gp-in-hours'] }
const rowOf = async (key: string) => (await siteTable(deps)).find(one => one.key === key)
const LIVE_GPS = ['Bridge End Surgery', 'Manor Road Surgery', 'Southend Medical Centre', 'Laurbel Surgery']

test('given four practices that go through training and go live by NCRS, each step dated and attributed (S-013, S-017, S-032, S-033)', async () => {
  for (const name of LIVE_GPS) {
    const key = name.toLowerCase().replaceAll(' ', '-')
    programme.setDay('2023-04-20')
    await addSite(deps, of(key), { ...GP, name, stage: 'signed_up' })
    await trainSite(deps, of(key), { step: 'signed-up' })
    programme.setDay('2023-05-02')
    await stepSite(deps, of(key), { stage: 'in_training' })
    await trainSite(deps, of(key), { step: 'held', attendees: 6 })
    await equipSite(deps, of(key), { route: 'NCRS', smartcards: 'yes' })
    programme.setDay('2023-05-22')
    await stepSite(deps, of(key), { stage: 'live', accessCode: 'B0170' })
  }
  const history = await readHistory(deps, siteKind, 'bridge-end-surgery')
  assert.deepEqual(
    history.map(one => [one.at.toISOString().slice(0, 10), one.by, one.what]),
    [
      ['2023-04-20', by, 'added at signed_up'],
      ['2023-04-20', by, 'training signed-up'],
      ['2023-05-02', by, 'to in_training'],
      ['2023-05-02', by, 'training held'],
      ['2023-05-02', by, 'access'],
      ['2023-05-22', by, 'to live'],
    ],
  )
  const row = await rowOf('bridge-end-surgery')
  assert.deepEqual(
    [row?.stageWords, row?.since, row?.route, row?.accessCode, row?.trained],
    ['live', '2023-05-22', 'NCRS', 'B0170', 'held 2023-05-02'],
  )
})

test('and the other sites of the note, some only counted, one a school (S-018 to S-023, S-026, S-027, S-030)', async () => {
  programme.setDay('2023-05-24')
  const sites: [string, NewSite][] = [
    ['gp-signed-up', { ...GP, count: 7, stage: 'signed_up' }],
    [
      'west-london',
      {
        ...{ name: 'West London NHS Foundation Trust', type: 'mental-health-trust' },
        ...{ careSettings: ['camhs'], stage: 'in_training', region: 'London' },
      },
    ],
    [
      'stonyhurst',
      {
        name: 'Stonyhurst School',
        type: 'school',
        careSettings: ['school-nursing'],
        stage: 'identified',
        smartcards: 'no',
      },
    ],
    [
      'kent-community',
      {
        ...{ name: 'Kent Community Health NHS Foundation Trust', type: 'community-trust' },
        ...{ careSettings: ['school-nursing'], stage: 'arranging_training', icb: 'Kent and Medway' },
      },
    ],
    [
      'walsall',
      {
        ...{ name: 'Walsall Health Care NHS Trust', type: 'acute-trust', careSettings: ['health-visiting'] },
        ...{ stage: 'in_training', planned: 'end of May', icb: 'QUA' },
      },
    ],
    [
      'united-lincolnshire',
      {
        ...{ name: 'United Lincolnshire Hospital NHS Trust', type: 'acute-trust' },
        ...{ careSettings: ['community-paediatrics'], stage: 'arranging_training' },
      },
    ],
    [
      'dentists',
      {
        type: 'dental-provider',
        careSettings: ['dentistry', 'emergency-dentistry'],
        count: 2,
        stage: 'arranging_training',
      },
    ],
    ['sarcs', { type: 'sarc', careSettings: ['sarc'], count: 2, stage: 'identified' }],
  ]
  for (const [key, site] of sites) await addSite(deps, of(key), site)
  await blockSite(deps, of('stonyhurst'), { kind: 'technical-solution', reason: 'the site does not use smartcards' })
  const stonyhurst = await rowOf('stonyhurst')
  assert.deepEqual(
    [stonyhurst?.type, stonyhurst?.odsCode, stonyhurst?.smartcards, stonyhurst?.stage, stonyhurst?.blockers],
    [
      ...['school', undefined, 'no', 'identified'],
      [{ kind: 'technical-solution', reason: 'the site does not use smartcards', since: '2023-05-24' }],
    ],
  )
  assert.deepEqual([(await rowOf('kent-community'))?.region, (await rowOf('west-london'))?.region], ['Y59', 'Y56'])
})

test('and three providers with contact details confirmed, one site wanted of each (S-028, S-029)', async () => {
  for (const place of [1, 2, 3]) {
    const wanted = { sites: 1, careSetting: 'termination-of-pregnancy' }
    await keepProvider(deps, of(`provider-${place}`), {
      ...{ name: `Invented provider ${place}`, type: 'sexual-health-provider', wanted },
    })
    await confirmProvider(deps, of(`provider-${place}`))
  }
  await addSite(deps, of('provider-1-clinic'), {
    ...{ name: 'Invented clinic', type: 'sexual-health-provider', provider: 'provider-1' },
    ...{ careSettings: ['termination-of-pregnancy'], stage: 'identified' },
  })
  assert.deepEqual(
    (await providerTable(deps)).map(one => [one.key, one.contactConfirmedOn, one.sitesWanted, one.sitesFound]),
    [
      ['provider-1', '2023-05-24', 1, 1],
      ['provider-2', '2023-05-24', 1, 0],
      ['provider-3', '2023-05-24', 1, 0],
    ],
  )
})

test('when the position is read on 7 June, then six settings stand on eight lines (S-010 to S-012, S-014, S-016, S-130, S-131)', async () => {
  programme.setDay('2023-06-07')
  const found = await positions(deps)
  const lines = found.flatMap(one => one.lines)
  assert.deepEqual([found.length, lines.length], [6, 8])
  const said = lines.map(({ line, stages }) => [line, ...stages.map(one => `${one.count} ${one.words}`)])
  assert.deepEqual(said.sort(), [
    ['0-19 services: health visitors', '1 in training'],
    ['0-19 services: school nurses', '1 potential early adopter identified', '1 in the process of arranging training'],
    ['CAMHS', '1 in training'],
    ['Community paediatrics', '1 in the process of arranging training'],
    ['Dentistry (emergency and planned)', '2 in the process of arranging training'],
    ['General practice in hours', '7 signed up for training', '4 live'],
    ['Sexual health: SARCs', '2 potential early adopter identified'],
    ['Sexual health: termination of pregnancy services', '1 potential early adopter identified'],
  ])
  const gp = lines.find(one => one.line === 'General practice in hours')
  assert.deepEqual(gp?.stages.find(one => one.stage === 'live')?.named.toSorted(), LIVE_GPS.toSorted())
  assert.deepEqual(gp?.careSettings, ['gp-in-hours'])
  assert.deepEqual(settingsByAdoption(found).without, [])
  assert.equal(settingsByAdoption(found).withAdopter.length, 6)
})

test('and Walsall is overdue, since its end of May is over (S-024, S-025, S-141)', async () => {
  const overdue = (await siteTable(deps)).filter(one => one.overdue)
  assert.deepEqual(
    overdue.map(one => [one.key, one.planned]),
    [['walsall', 'end of May 2023']],
  )
  await planSite(deps, of('walsall'), 'end of June')
  assert.equal((await rowOf('walsall'))?.overdue, false)
})

test('and how things stood on an earlier day, and as they were known then, can be read for good (S-015)', async () => {
  programme.setDay('2023-07-20')
  await nameSite(deps, { ...of('a-named-practice'), group: 'gp-signed-up' }, { name: 'Invented Practice' })
  const now = (await siteTable(deps)).filter(one => one.line === 'General practice in hours')
  assert.deepEqual(
    now.filter(one => one.stage === 'signed_up').map(one => [one.name, one.count]),
    [
      ['Invented Practice', 1],
      [undefined, 6],
    ],
  )
  const knownAt = new Date('2023-05-23T12:00:00Z')
  const before = await siteTable(deps, { on: '2023-05-10' as never, knownAt })
  assert.deepEqual(
    before.map(one => [one.name, one.stage]),
    LIVE_GPS.toSorted().map(name => [name, 'in_training']),
  )
})

test('when a SARC would go live before its arrangements are in place, then it is kept back (S-043, S-044, S-056)', async () => {
  const key = 'a-sarc'
  const name = { name: 'Invented SARC' }
  await nameSite(deps, { ...of(key), group: 'sarcs' }, name)
  await equipSite(deps, of(key), { route: 'NCRS' })
  await addTask(deps, of('sarc-arrangements'), {
    ...{ title: 'finalise the IG arrangements of SARCs', careSetting: 'sarc', owner: 'IG lead' },
  })
  await assert.rejects(stepSite(deps, of(key), { stage: 'live', accessCode: 'B0170' }), {
    code: 'SITE_NOT_READY',
    message:
      'The site cannot go live yet (IG of sarc: no approved dpia covers it; IG of sarc: no approved ig-framework covers ' +
      'it; IG of sarc: to do: finalise the IG arrangements of SARCs)',
  })
  assert.equal((await rowOf(key))?.stage, 'identified')
  for (const kind of ['dpia', 'ig-framework'] as const) {
    await draftDocument(deps, of(kind), { kind, title: kind, version: '2.0', careSettings: ['sarc'] })
    await stepDocument(deps, of(kind), 'in_review')
    await stepDocument(deps, { key: kind, by: 'somebody-else' }, 'approved')
  }
  await finishTask(deps, of('sarc-arrangements'))
  const live = await stepSite(deps, of(key), { stage: 'live', accessCode: 'B0170' })
  assert.equal(live.steps.at(-1)?.stage, 'live')
})

test('what lacks a name, a route or the right code, or is blocked, does not go live', async () => {
  const take = { stage: 'live', accessCode: 'B0107' } as const
  await assert.rejects(stepSite(deps, of('stonyhurst'), take), {
    message:
      'The site cannot go live yet (no access route is recorded; its staff need the code B0170; blocked: technical-solution)',
  })
  await assert.rejects(stepSite(deps, of('dentists'), take), { message: /it has no name; no access route/ })
  await clearSite(deps, of('stonyhurst'), { kind: 'technical-solution', how: 'another way to prove who one is' })
  await equipSite(deps, of('stonyhurst'), { route: 'shared care record' })
  await stepSite(deps, of('stonyhurst'), { stage: 'live', accessCode: 'B0170' })
  assert.deepEqual((await rowOf('stonyhurst'))?.blockers, [])
})

test('a site goes back, pauses and is withdrawn with a reason only, and never to where it stands', async () => {
  const walsall = of('walsall')
  await assert.rejects(stepSite(deps, walsall, { stage: 'signed_up' }), { code: 'SITE_REASON_MISSING' })
  await assert.rejects(stepSite(deps, walsall, { stage: 'in_training' }), { code: 'SITE_STEP_REFUSED' })
  await assert.rejects(stepSite(deps, walsall, { stage: 'ready', on: '2023-04-01' as never }), {
    message: 'A site does not go that way (from in_training on 2023-05-24 to ready on 2023-04-01)',
  })
  await assert.rejects(stepSite(deps, walsall, { stage: 'ready', on: '2023-07-21' as never }), {
    code: 'PROGRAMME_DAY_AHEAD',
  })
  await stepSite(deps, walsall, { stage: 'paused', reason: 'staff are away' })
  await stepSite(deps, walsall, { stage: 'in_training', reason: 'they are back' })
  assert.equal((await rowOf('walsall'))?.stage, 'in_training')
})

test('what is not known, of two lines, or there already is refused', async () => {
  const site: NewSite = { ...GP, name: 'X', stage: 'identified' }
  await assert.rejects(addSite(deps, of('walsall'), site), {
    code: 'PROGRAMME_KEY_TAKEN',
    message: 'There is one of this name already (site walsall)',
  })
  await assert.rejects(addSite(deps, of('x'), { ...site, careSettings: ['gp-in-hours', 'camhs'] }), {
    message: /more than one line of the report \(gp-in-hours, camhs are of 2 lines\)/,
  })
  await assert.rejects(addSite(deps, of('x'), { ...site, careSettings: ['barber'] }), { code: 'SITE_SETTING_UNKNOWN' })
  await assert.rejects(planSite(deps, of('nowhere'), 'July'), {
    message: 'The programme knows nothing of this name (site nowhere)',
  })
  await assert.rejects(clearSite(deps, of('walsall'), { kind: 'network', how: '-' }), { code: 'SITE_BLOCKER_UNKNOWN' })
  await assert.rejects(nameSite(deps, { ...of('y'), group: 'walsall' }, { name: 'Y' }), { code: 'SITE_STEP_REFUSED' })
  await assert.rejects(addSite(deps, of('Not a key'), site), { code: 'PROGRAMME_ENTRY_INVALID' })
})

test('nothing that looks like an NHS number is taken, wherever it stands (no child data)', async () => {
  const reason = 'the trace of 999 000 0018 fails'
  await assert.rejects(blockSite(deps, of('walsall'), { kind: 'other', reason }), {
    code: 'PROGRAMME_NAMES_A_CHILD',
    message: 'The programme holds nothing about any child, and this looks like an NHS number',
  })
  await blockSite(deps, of('walsall'), { kind: 'other', reason: 'ring 01632 960900, ticket 9990000019' })
})

test('and in April 2024 the board answers for its sites (S-080)', async () => {
  programme.setDay('2024-04-02')
  await handSiteOver(deps, of('kent-community'), 'NHS Kent and Medway ICB')
  assert.equal((await rowOf('kent-community'))?.owner, 'QKS')
  await assert.rejects(handSiteOver(deps, of('kent-community'), 'Atlantis'), { code: 'PROGRAMME_ICB_UNKNOWN' })
})

test('the milestones of the note stand in a calendar with what they were said to be (S-031, S-037, S-062, S-079, S-142 to S-146)', async () => {
  programme.setDay('2023-06-07')
  const said: [string, string, string][] = [
    ['early-adopters', 'Further early adopters implemented', 'mid-June'],
    ['dsa-available', 'Data sharing agreements available', 'end of June'],
    ['hl7-api', 'HL7 API available', 'Q1 2023/24'],
    ['toolkit', 'Toolkit', 'July'],
    ['dsa-signed', 'Data sharing agreements signed', '31 July'],
    ['icb-handover', 'Joint work with ICBs ends', 'end of March 2024'],
  ]
  for (const [key, title, due] of said) await setMilestone(deps, of(key), { title, due, owner: 'programme' })
  await setMilestone(deps, of('hl7-api'), { title: 'HL7 API available', due: '30 June 2023', owner: 'programme' })
  const rows = await milestoneTable(deps)
  assert.deepEqual(
    rows.map(one => [one.key, one.due, one.last]),
    [
      ['early-adopters', 'mid-June 2023', '2023-06-20'],
      ['dsa-available', 'end of June 2023', '2023-06-30'],
      ['hl7-api', '30 June 2023', '2023-06-30'],
      ['dsa-signed', '31 July 2023', '2023-07-31'],
      ['toolkit', 'July 2023', '2023-07-31'],
      ['icb-handover', 'end of March 2024', '2024-03-31'],
    ],
  )
  await settleMilestone(deps, of('dsa-available'), 'reached')
  await settleMilestone(deps, of('toolkit'), 'dropped')
  await assert.rejects(settleMilestone(deps, of('none'), 'reached'), { code: 'PROGRAMME_KEY_UNKNOWN' })
  programme.setDay('2023-07-02')
  const late = (await milestoneTable(deps)).filter(one => one.overdue).map(one => one.key)
  assert.deepEqual(late, ['early-adopters', 'hl7-api'])
  const feed = await calendarFeed(deps)
  assert.match(feed, /^BEGIN:VCALENDAR\r\n/)
  const [, event = ''] = /BEGIN:VEVENT\r\nUID:milestone-early-adopters@cp-is\r\n([\s\S]*?)END:VEVENT/.exec(feed) ?? []
  assert.match(event, /DTSTART;VALUE=DATE:20230611\r\nDTEND;VALUE=DATE:20230621\r\n/)
  assert.match(event, /SUMMARY:Further early adopters implemented\r\n/)
  assert.match(event, /DESCRIPTION:mid-June 2023\r\n/)
  assert.match(feed, /SUMMARY:Go-live: Walsall Health Care NHS Trust/)
  assert.doesNotMatch(feed, /toolkit/)
})

test('what was entered cannot be changed or taken away, also not by SQL of the context', async () => {
  for (const text of ["update programme.site_ledger set by_whom = 'x'", 'delete from programme.site_ledger'])
    await assert.rejects(deps.db.query({ text }), { message: 'permission denied for table site_ledger' })
})
