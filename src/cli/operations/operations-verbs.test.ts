import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Command } from 'commander'
import type { IncidentStory, QualityReport, QualityRow } from '../../operations/index.ts'
import { calendarDate } from '../../platform/index.ts'
import { program } from '../program.ts'
import type { Verb } from '../verb.ts'
import { type IncidentUse, incidentVerbs } from './incident.ts'
import { qualityNational, qualityReport } from './quality.ts'
import { serviceLevelShow } from './service-level.ts'

let said: string[] = []
const say = (line: string) => said.push(line)
beforeEach(() => {
  said = []
})

/** Runs a verb with these words and returns its lines; throws instead of ending the process. */
async function run(verbs: Verb | readonly Verb[], ...words: string[]): Promise<string[]> {
  await quiet(program([verbs].flat())).parseAsync(words, { from: 'user' })
  return said.flatMap(text => text.split('\n'))
}

function quiet(command: Command): Command {
  command.exitOverride().configureOutput({ writeErr: () => {} })
  for (const child of command.commands) quiet(child)
  return command
}

const AT = new Date('2026-07-04T06:30:00Z')
const LATEST: QualityReport = {
  ...{ uploadId: 'u', authorityCode: 'X01', receivedAt: AT, madeAt: AT, fileCode: 'CPF03', processed: 3, stored: 2 },
  ...{ skipped: 0, held: 20, plans: { CPP: 18, LAC: 2, UCP: 0 }, unmatched: 2, unmatchedSince: AT },
  causes: [{ code: 'CPR03', inFile: 1, outstanding: 2 }],
  ...{ withdrawn: 1, unbornOverdue: 0, nearEighteen: 3, shared: 4 },
}
const ROW: QualityRow = {
  ...{ authorityCode: 'X01', authorityName: 'Exampleshire County Council', latest: LATEST, matchedPercent: 90.9 },
  ...{ isBelowAim: true, lastAcceptedAt: AT, daysSilent: 9, isSilent: true, superseded: 0, sensitive: 0, lateEnds: 0 },
  ...{ contacts: 2, contactsToConfirm: 1 },
}
const QUALITY = { ...ROW, on: calendarDate('2026-07-13'), trend: [{ ...LATEST, matchedPercent: 90.9 }] }

test('quality report prints the gauge, the causes in words and the trend; or CSV, or JSON', async () => {
  const asked: string[] = []
  const verb = qualityReport(async code => {
    asked.push(code)
    return { quality: QUALITY, trend: 'trend\r\n', causes: 'causes\r\n' }
  }, say)
  assert.deepEqual(await run(verb, 'quality', 'report', '--la', 'x01'), [
    'Exampleshire County Council: 90.9 % matched, BELOW 95 %; 20 people held, 2 records not matched',
    'Last accepted 2026-07-04 07:30, 9 days ago, SILENT; contacts 2, to confirm 1',
    'Superseded 0, restricted 0, ended late 0, withdrawn 1, unborn overdue 0, near 18 3, also held by another 4',
    '  2 CPR03: name or date of birth differ from PDS; 1 in the newest file',
    '',
    'Upload            Answer  Processed  Stored  Held  Unmatched  Matched',
    '2026-07-04 07:30  CPF03   3          2       20    2          90.9 %',
  ])
  said = []
  for (const how of ['--csv', '--causes', '--json']) await run(verb, 'quality', 'report', '--la', 'X01', how)
  assert.deepEqual([said[0], said[1], JSON.parse(said[2] ?? '').matchedPercent], ['trend', 'causes', 90.9])
  assert.deepEqual([...new Set(asked)], ['X01'])
  await assert.rejects(run(verb, 'quality', 'report'), {
    message: "error: required option '--la <code>' not specified",
  })
})

test('quality report of an authority without an upload says so', async () => {
  const { latest, ...none } = QUALITY
  const verb = qualityReport(async () => ({ quality: none, trend: '', causes: '' }), say)
  assert.deepEqual(await run(verb, 'quality', 'report', '--la', 'X01'), [
    'Exampleshire County Council: no upload has been reported on.',
  ])
})

test('quality national prints the sums and a line for each that reports', async () => {
  const { latest, ...silent } = ROW
  const totals = {
    ...{ authorities: 2, reporting: 1, silent: 2, belowAim: 1, held: 20, unmatched: 2, matchedPercent: 90.9 },
    ...{ superseded: 0, sensitive: 0, lateEnds: 0, withdrawn: 1, unbornOverdue: 0, nearEighteen: 3, shared: 4 },
    ...{ withoutContacts: 0, contactsStale: 2, causes: [] },
  }
  const quality = { on: QUALITY.on, rows: [ROW, silent], totals }
  const verb = qualityNational(async () => ({ quality, csv: 'csv\r\n' }), say)
  assert.deepEqual(await run(verb, 'quality', 'national'), [
    '2026-07-13: 90.9 % matched; 20 people held, 2 records not matched',
    '1 of 2 authorities report, 2 are silent, 1 are below 95 %; 0 without contacts, 2 with contacts to confirm',
    '',
    'Authority                        Matched  Held  Unmatched  Last accepted     Days  Shared',
    'X01 Exampleshire County Council  90.9 %   20    2          2026-07-04 07:30  9     4',
  ])
})

const INCIDENT: IncidentStory = {
  ...{ incidentId: 'i', number: 7, severity: 2, service: 'MESH', state: 'local', highSeverity: false },
  ...{ summary: 'Uploads are refused', minimum: {}, openedAt: AT, changedAt: AT, missing: ['email'] },
  clock: {
    ...{ respondBy: AT, isRespondLate: false, fixBy: new Date('2026-07-04T10:30:00Z'), isFixLate: true },
    isStopped: false,
  },
  desk: { isWaiting: true, lastFailure: 'DESK_REFUSED' },
  events: [{ incidentId: 'i', eventNo: 1, at: AT, to: 'reported', by: 'op', note: 'opened: Uploads are refused' }],
  links: [{ kind: 'case', target: 'c', at: AT, by: 'op' }],
  steps: ['supplier', 'resolved'],
}

function use(): { readonly verbs: Verb[]; readonly asked: unknown[] } {
  const asked: unknown[] = []
  const keep = async (given: unknown) => {
    asked.push(given)
    return INCIDENT
  }
  const all: IncidentUse = {
    ...{ open: keep, advance: keep, note: keep, link: keep, close: keep },
    list: async withOver => ({ rows: withOver ? [] : [INCIDENT], csv: 'csv\r\n' }),
    show: async () => ({ incident: INCIDENT, text: 'text\n' }),
  }
  return { verbs: incidentVerbs(all, say), asked }
}

test('incident list and show print where an incident stands', async () => {
  const { verbs } = use()
  assert.deepEqual(await run(verbs, 'incident', 'list'), [
    'No  Sev  Service  State  Opened            Fix by                 Desk          Summary',
    '7   2    MESH     local  2026-07-04 07:30  LATE 2026-07-04 11:30  DESK_REFUSED  Uploads are refused',
  ])
  said = []
  assert.deepEqual(await run(verbs, 'incident', 'show', '7'), [
    '7: Uploads are refused',
    'severity 2, MESH, local; opened 2026-07-04 07:30',
    'respond by 2026-07-04 07:30; fix by 2026-07-04 11:30, LATE',
    'missing for the service bridge: email',
    'desk: -, to be told, DESK_REFUSED',
    'linked: case c',
    '  2026-07-04 07:30  reported (op): opened: Uploads are refused',
    'may go to: supplier, resolved',
  ])
  said = []
  await run(verbs, 'incident', 'list', '--all')
  await run(verbs, 'incident', 'list', '--csv')
  await run(verbs, 'incident', 'show', '7', '--text')
  assert.deepEqual(said, ['No incident is open.', 'csv', 'text'])
})

test('the parts of an incident are read from options, and only those that are given', async () => {
  const { verbs, asked } = use()
  const open = ['incident', 'open', '--service', 'HL7 API', '--severity', '1', '--summary', 's']
  await run(verbs, ...open, '--users', '12', '--email', 'a@example.org', '--high-severity')
  await run(verbs, 'incident', 'advance', '7', '--to', 'service-bridge', '--note', 'n', '--organisation', 'o')
  await run(verbs, 'incident', 'note', '7', '--note', 'n', '--severity', '3', '--public-text', 'p')
  await run(verbs, 'incident', 'link', '7', '--case', 'c')
  await run(verbs, 'incident', 'close', '7', '--note', 'n', '--json')
  assert.deepEqual(asked, [
    {
      ...{ service: 'HL7 API', severity: 1, summary: 's', highSeverity: true },
      minimum: { email: 'a@example.org', usersAffected: 12 },
    },
    { number: 7, to: 'service-bridge', note: 'n', minimum: { organisation: 'o' } },
    { number: 7, note: 'n', severity: 3, publicText: 'p' },
    { number: 7, kind: 'case', target: 'c' },
    { number: 7, note: 'n' },
  ])
  assert.equal(said[0], 'incident 7 is local')
  assert.equal(JSON.parse(said.at(-1) ?? '').number, 7)
})

for (const [words, message] of [
  [['show', 'x'], "error: command-argument value 'x' is invalid for argument 'number'. must be a whole number"],
  [['note', '7'], "error: required option '--note <text>' not specified"],
  [
    ['note', '7', '--note', 'n', '--users', '-1'],
    "error: option '--users <count>' argument '-1' is invalid. must be a whole number",
  ],
] as const)
  test(`incident ${words.join(' ')} is refused`, async () => {
    await assert.rejects(run(use().verbs, 'incident', ...words), { message })
  })

test('service-level show prints what was promised and kept, and how the budget burns', async () => {
  const levels = {
    ...{ from: new Date('2026-06-04T06:30:00Z'), at: AT },
    levels: [
      {
        name: 'look-ups',
        ...{ what: '', objective: 0.9995, valid: 1000, good: 998, ratio: 0.998, budgetLeft: -3, isKept: false },
      },
      { name: 'notices', what: '', objective: 0.99, valid: 0, good: 0, isKept: true },
    ],
    burns: [{ hours: 1, factor: 14.4, valid: 100, bad: 5, rate: 100, isBurning: true }],
  } as const
  assert.deepEqual(
    await run(
      serviceLevelShow(async () => levels, say),
      'service-level',
      'show',
    ),
    [
      'From 2026-06-04 07:30 to 2026-07-04 07:30',
      'Level     Promised  Kept      Good  Valid  Budget left',
      'look-ups  99.95 %   99.800 %  998   1000   spent        BROKEN',
      'notices   99.00 %   -         0     0      -',
      'Error budget of look-ups over 1 h: 5 of 100 not good, burns 100.0 times as fast; alarm at 14.4, BURNING',
    ],
  )
})
