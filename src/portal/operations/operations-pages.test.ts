import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IncidentStory, NationalQuality, ServiceLevels, WatchRow, WatchTable } from '../../operations/index.ts'
import { calendarDate } from '../../platform/index.ts'
import { formOf } from '../frame/form.ts'
import { presentTrends, readTrendName, rowsOfTrend } from './charts/presenter.ts'
import { presentHome } from './home/presenter.ts'
import { presentIncident, presentIncidents } from './incidents/presenter.ts'
import { readChange, readNew, typedIncident } from './incidents/read-incident.ts'
import { presentMailbox, presentWatch, rowsOfWatch } from './mailboxes/presenter.ts'
import { readPause, readStep } from './mailboxes/read-step.ts'
import { presentNational } from './quality/presenter.ts'
import { percentOf, presentServiceLevels, rowsOfLevels } from './service-levels/presenter.ts'

const NOW = new Date('2026-11-22T10:00:00Z')
const day = calendarDate('2026-11-22')

const row = (mailboxId: string, more: Partial<WatchRow> = {}): WatchRow => ({
  mailboxId,
  authorityCode: mailboxId.slice(0, 3),
  authorityName: `${mailboxId.slice(0, 3)} Council`,
  source: 'server',
  connection: 'connected',
  messages: 'none',
  seenAt: NOW,
  waiting: 0,
  dueIn24h: 0,
  expired: 0,
  newlyExpired: 0,
  expiredNotices: 0,
  lostNotices: 0,
  contacts: 2,
  contactsToConfirm: 0,
  ...more,
})

const RUN = {
  day,
  at: NOW,
  watched: 2,
  withoutMailbox: 0,
  late: 0,
  disconnected: 0,
  paused: 0,
  uncollected: 0,
  newlyExpired: 0,
  expired: 0,
  casesOpen: 0,
  letters: 0,
}
const WELL: WatchTable = { run: RUN, rows: [row('X01CPIS1'), row('X02CPIS1')], withoutMailbox: [] }
const SILENT = row('X02CPIS1', {
  connection: 'disconnected',
  messages: 'urgent',
  case: { caseId: 'c', cause: 'disconnected', state: 'notified', openedAt: NOW, letterOn: day },
})
const QUALITY = {
  on: day,
  rows: [],
  totals: { authorities: 3, silent: 0, causes: [], reporting: 0, belowAim: 0, held: 0, unmatched: 0, superseded: 0 },
} as unknown as NationalQuality
const LEVELS: ServiceLevels = {
  at: NOW,
  from: NOW,
  levels: [
    {
      name: 'look-ups',
      what: '',
      objective: 0.9995,
      valid: 10_000,
      good: 9_980,
      ratio: 0.998,
      budgetLeft: -3,
      isKept: false,
    },
    { name: 'notices', what: '', objective: 0.99, valid: 0, good: 0, isKept: true },
  ],
  burns: [{ hours: 1, factor: 14.4, valid: 100, bad: 20, rate: 400, isBurning: true }],
}
const CALM: ServiceLevels = { at: NOW, from: NOW, levels: [], burns: [] }

test('when nothing is wrong there is nothing to do, and the daily watch says so', () => {
  const home = presentHome({ watch: WELL, incidents: [], levels: CALM, quality: QUALITY })
  assert.deepEqual(home.nothing, ['There is nothing to do.'])
  assert.equal(presentWatch(WELL).said, 'At the daily watch all was well.')
  assert.equal(
    presentWatch({ rows: [], withoutMailbox: [] }).said,
    'Nothing is known of any mailbox before the first daily watch.',
  )
})

test('what burns, what is late and what is one for the telephone come first', () => {
  const watch = { run: RUN, rows: [row('X01CPIS1'), SILENT], withoutMailbox: ['X03'] }
  const quality = {
    ...QUALITY,
    rows: Array.from({ length: 8 }, (_, index) => ({
      authorityCode: `A${index}`,
      authorityName: `Authority ${index}`,
      isSilent: true,
      isBelowAim: false,
      ...(index < 6 && { daysSilent: 10 + index }),
    })),
  } as unknown as NationalQuality
  const { todo } = presentHome({ watch, incidents: [], levels: LEVELS, quality })
  assert.deepEqual(
    todo.map(({ urgency, text }) => `${urgency}: ${text}`),
    [
      'Now: The error budget of look-ups burns 400.0 times too fast over 1 hour',
      'Now: X02 Council: mailbox X02CPIS1 is one for the telephone',
      'Today: Not kept: Look-ups answered rightly within 2 seconds',
      'Soon: The mailbox of 1 authority is not known',
      ...[15, 14, 13, 12, 11].map(days => `Soon: Authority ${days - 10} has sent nothing for ${days} days`),
      'Soon: 3 more authorities sent nothing that was taken for too long, or never',
    ],
  )
})

test('the watch shows open cases first, each with its two clocks', () => {
  const { table } = presentWatch({
    run: { ...RUN, disconnected: 1 },
    rows: [row('X01CPIS1'), SILENT],
    withoutMailbox: [],
  })
  assert.deepEqual(
    table.rows.map(cells => cells.map(cell => cell.text)),
    [
      [
        'X02 Council',
        'never seen',
        'never seen',
        'none waits',
        '0',
        '0',
        'Disconnected',
        'Over 96 hours',
        'Authority written to: the mailbox is silent, letter of 22 November 2026',
      ],
      ['X01 Council', 'never seen', 'never seen', 'none waits', '0', '0', 'Connected', 'None wait', 'none'],
    ],
  )
  assert.equal(
    rowsOfWatch({ rows: [SILENT], withoutMailbox: [] })[1]?.join(' '),
    'X02 X02 Council X02CPIS1    0 0 0 disconnected urgent notified 2026-11-22T10:00:00.000Z 2026-11-22',
  )
})

test('a mailbox without case or letter says so', () => {
  const model = presentMailbox({ row: row('X01CPIS1'), story: undefined, letter: undefined })
  assert.deepEqual(
    [...model.noCase, ...model.noLetter],
    ['No case is open for this mailbox.', 'No letter was written about this mailbox.'],
  )
})

const form = (fields: Record<string, string>) => formOf(new URLSearchParams(fields))

test('a step and a pause say at their fields what is to be mended, and nothing of a child may stand there', () => {
  const step = (fields: Record<string, string>) => {
    const read = readStep(form(fields), NOW)
    return 'errors' in read ? read.errors.map(one => one.text) : read
  }
  assert.deepEqual(step({ to: 'acknowledged', note: 'they rang' }), { to: 'acknowledged', note: 'they rang' })
  assert.deepEqual(step({ to: 'gone', note: '' }), [
    'Choose what is next',
    'Say what was said or done, in 1 to 500 characters',
  ])
  assert.deepEqual(step({ to: 'acknowledged', note: 'about 999 000 0018' }), [
    'Nothing about any child may stand here: no NHS number and no date of birth',
  ])
  assert.deepEqual(step({ to: 'acknowledged', note: 'a\u0000b' }), ['Use plain characters'])
  const pause = (fields: Record<string, string>) => {
    const read = readPause(form(fields), NOW)
    return 'errors' in read ? read.errors.map(one => one.text) : read
  }
  assert.deepEqual(pause({ until: '2026-11-30', reason: 'work' }), {
    until: new Date('2026-12-01T00:00:00Z'),
    reason: 'work',
  })
  assert.deepEqual(pause({ until: '2027-03-01', reason: 'work' }), ['Enter a day within the next 90'])
  assert.deepEqual(pause({ until: '30/11/2026', reason: '' }), [
    'Enter a day within the next 90',
    'Say what was said or done, in 1 to 500 characters',
  ])
})

test('an incident needs a service, a severity and a summary; what is empty of the rest is not sent', () => {
  const errors = (read: ReturnType<typeof readNew>) => ('errors' in read ? read.errors.map(one => one.href) : read)
  assert.deepEqual(errors(readNew(typedIncident(form({ users: 'many' })))), [
    '#service',
    '#severity',
    '#summary',
    '#users',
  ])
  assert.deepEqual(
    readNew(typedIncident(form({ service: 'MESH', severity: '2', summary: 'away', users: '3', high: 'yes' }))),
    {
      service: 'MESH',
      severity: 2,
      summary: 'away',
      highSeverity: true,
      minimum: { usersAffected: 3 },
    },
  )
  const change = readChange(typedIncident(form({ severity: '9', email: 'desk@example.org' })))
  assert.deepEqual(change, { errors: [{ text: 'Say what was found or done', href: '#note' }] })
})

const STORY: IncidentStory = {
  incidentId: 'i',
  number: 7,
  severity: 3,
  service: 'PDS',
  state: 'resolved',
  highSeverity: false,
  summary: 'slow',
  minimum: { organisation: 'Trust' },
  openedAt: NOW,
  changedAt: NOW,
  clock: { respondBy: NOW, isRespondLate: false, fixBy: NOW, isFixLate: true, isStopped: false, resolvedAt: NOW },
  missing: ['email'],
  events: [],
  links: [],
  steps: ['local', 'closed'],
}

test('a resolved incident can be closed or go back; one that is over cannot be changed', () => {
  const resolved = presentIncident(STORY)
  assert.deepEqual(resolved.closing, ['Close it: who reported it agrees'])
  assert.deepEqual(
    resolved.changing[0]?.to.items.map(item => item.text),
    ['It stays where it is', 'With local IT'],
  )
  assert.deepEqual(resolved.missing, ['The service bridge still asks for: an e-mail address.'])
  assert.equal(resolved.clock.text, 'Resolved late')
  const over = presentIncident({ ...STORY, state: 'closed', steps: [] })
  assert.deepEqual([over.changing, over.closing, over.over], [[], [], ['This incident is over.']])
  assert.equal(presentIncidents([], false).table.empty, 'No incident is open.')
})

test('shares are never rounded up, and a spent budget says so', () => {
  assert.equal(percentOf(0.999996), '99.999 %')
  assert.equal(percentOf(0.9995), '99.95 %')
  assert.equal(percentOf(undefined), 'Nothing to measure yet')
  const { table, chart, burns } = presentServiceLevels(LEVELS)
  assert.deepEqual(table.rows[0]?.map(cell => cell.text).slice(1), [
    '99.95 %',
    '99.8 %',
    '9,980',
    '10,000',
    'spent',
    'Not kept',
  ])
  assert.equal(chart.description, 'Spent: look-ups.')
  assert.equal(burns.rows[0]?.[0]?.text, 'the last hour')
  assert.deepEqual(rowsOfLevels(LEVELS)[2], ['notices', 99, '', 0, 0, ''])
})

test('charts say in a sentence what is to be seen; England without figures says that there are none', () => {
  const trends = {
    uploads: [{ day, files: 2, refused: 1 }],
    notices: [],
    mesh: [{ day, watched: 3, disconnected: 1, uncollected: 0 }],
    lookUps: [{ setting: 'Emergency departments', standard: 5, silent: 2 }],
  }
  assert.deepEqual(
    presentTrends(trends).charts.map(one => one.chart.description),
    [
      '2 files in the last 14 days, 1 of them not taken as a whole.',
      '7 look-ups in the last 7 days, over all doors.',
      '0 notices in the last 14 days, 0 of them expired uncollected.',
      '1 daily watch in the last 14 days; at worst 1 mailbox disconnected.',
    ],
  )
  assert.deepEqual(rowsOfTrend(trends, 'look-ups')[1], ['Emergency departments', 5, 2])
  assert.equal(readTrendName('children'), undefined)
  const national = presentNational({
    quality: {
      ...QUALITY,
      totals: { ...QUALITY.totals, sensitive: 0, lateEnds: 0, unbornOverdue: 0, nearEighteen: 0, shared: 0 },
    } as NationalQuality,
    trend: [],
    page: 1,
  })
  assert.equal(national.chart.description, 'There is nothing to draw yet.')
})
