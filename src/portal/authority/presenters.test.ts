import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type NhsNumber, readNhsNumber } from '../../demographics/index.ts'
import type { InboxCounts, InboxNoticeWithEvents } from '../../notifications/index.ts'
import type { AuthorityQuality } from '../../operations/index.ts'
import { calendarDate } from '../../platform/index.ts'
import type { AgreementRow } from '../../programme/index.ts'
import type { OwnPlan, SentUpload } from '../../register/index.ts'
import { presentAgreement } from './agreements/presenter.ts'
import { presentChildren, presentOwnChild } from './children/presenter.ts'
import { presentContacts } from './contacts/presenter.ts'
import { presentHome, type Standing } from './home/presenter.ts'
import { noticeWords } from './notices/notice-words.ts'
import { presentInbox, presentNotice } from './notices/presenter.ts'
import { inboxPath, readSought } from './notices/read-sought.ts'
import { presentQuality } from './quality/presenter.ts'
import { explain, presentUpload, presentUploads, rowsForCsv } from './uploads/presenter.ts'
import { daysLeft, readTyped } from './words.ts'

// The words of the pages for a local authority, without a browser.

const NUMBER = readNhsNumber('9990100004') as NhsNumber
const on = calendarDate('2026-11-22')
const at = new Date('2026-11-15T06:10:00Z')

const upload: SentUpload = {
  uploadId: '0c8a4d6e-3f0b-4d3c-9d5a-6b1f2e3d4c5b',
  sequence: '000002',
  receivedAt: at,
  fileCode: 'CPF02',
  processed: 4,
  stored: 4,
}

const quality: AuthorityQuality = {
  authorityCode: 'X01',
  authorityName: 'Exampleshire County Council',
  on,
  matchedPercent: 98.2,
  isBelowAim: false,
  lastAcceptedAt: at,
  daysSilent: 1,
  isSilent: false,
  superseded: 0,
  sensitive: 0,
  lateEnds: 0,
  contacts: 1,
  contactsToConfirm: 0,
  trend: [],
}

const inbox: InboxCounts = {
  new: { access: 0, 'inactive-number': 0, 'was-not-brought': 0 },
  empty: 0,
  expired: 0,
  overdue: 0,
}

const contact = {
  authorityCode: 'X01',
  role: 'lead',
  email: 'lead@example.org',
  confirmedOn: calendarDate('2026-04-01'),
  isToConfirm: false,
}

const standing: Standing = {
  name: 'Exampleshire County Council',
  quality,
  upload,
  inbox,
  contacts: { contacts: [contact], events: [] },
  agreements: [],
  userId: '656005750301',
}

const todoOf = (more: Partial<Standing>) =>
  presentHome({ ...standing, ...more }).todo.map(one => `${one.urgency}: ${one.text}`)

test('a morning on which all is well has nothing to do, and says so', () => {
  const home = presentHome(standing)
  assert.deepEqual(home.todo, [])
  assert.deepEqual(home.nothing, ['There is nothing to do today.'])
  assert.deepEqual(
    home.figures.map(one => [one.text, one.more]),
    [
      ['All stored', '15 November 2026 at 06:10'],
      ['1 day', 'Not too long.'],
      ['0 notices', 'None is late.'],
    ],
  )
})

test('what is to do is said, the gravest first', () => {
  const { lastAcceptedAt: _, ...unheard } = quality
  assert.deepEqual(todoOf({ upload: undefined, quality: { ...unheard, isSilent: true } }), [
    'Now: Find out why no file of yours was taken for so long',
  ])
  assert.deepEqual(todoOf({ upload: { ...upload, fileCode: 'CPF05', processed: 0, stored: 0 } }), [
    'Now: Send your last file again: nothing of it was stored',
  ])
  assert.deepEqual(todoOf({ upload: { ...upload, fileCode: 'CPF03', stored: 3 } }), [
    'Today: Mend 1 record of your last file',
  ])
  const busy = { new: { access: 2, 'inactive-number': 1, 'was-not-brought': 1 }, empty: 0, expired: 1, overdue: 2 }
  assert.deepEqual(todoOf({ inbox: busy }), [
    'Now: Ask why NHS staff opened a record: 2 notices',
    'Now: Have sent again what never reached your mailbox: 1 notice',
    'Today: Look into an appointment a child was not brought to: 1 notice',
    'Today: Find the NHS number that holds now: 1 notice',
  ])
  assert.deepEqual(todoOf({ quality: { ...quality, isBelowAim: true, superseded: 2, lateEnds: 1 } }), [
    'Today: Match more records: you are below the aim',
    'Today: Send 2 records with the new NHS number',
    'Soon: Delete 1 plan that ended more than a year ago',
  ])
  assert.deepEqual(todoOf({ contacts: { contacts: [], events: [] } }), [
    'Soon: Say whom we write to, and that it is right',
  ])
})

const agreement = {
  agreementId: '0a9e4c1d-0000-4000-8000-000000000004',
  authorityCode: 'X01',
  version: 'X-DSA-1',
  careSettings: ['dentistry'],
  offeredOn: calendarDate('2023-06-15'),
}
const row = { authorityCode: 'X01', authorityName: 'Exampleshire', agreement, state: 'overdue' } as const
const waiting = { action: 'sign', askedBy: '656005750301', on: '2026-11-20' } as const

test('who asked for a signature is not told to approve it', () => {
  const asked: AgreementRow = { ...row, waiting }
  assert.deepEqual(todoOf({ agreements: [row] }), ['Today: Sign what is overdue: 1 agreement'])
  assert.deepEqual(todoOf({ agreements: [asked] }), [])
  assert.deepEqual(todoOf({ agreements: [asked], userId: '656005750311' }), [
    'Today: Decide what a colleague asked for: 1 agreement',
  ])
})

test('the next step of an agreement is that of whoever looks', () => {
  const shown = (userId: string, of = {}) =>
    presentAgreement({ ...row, ...of }, { userId, history: [], names: new Map([['dentistry', 'Dentistry']]) })
  const open = shown('656005750301')
  assert.deepEqual([open.asking.length, open.approving, open.refusing.length], [1, [], 0])
  assert.deepEqual(open.opens, ['Dentistry'])
  const own = shown('656005750301', { waiting })
  assert.deepEqual([own.asking.length, own.approving, own.refusing[0]?.button], [0, [], 'Take it back'])
  assert.match(own.waits[0] ?? '', /Somebody else of your authority has to approve it/)
  const second = shown('656005750311', { waiting })
  assert.deepEqual([second.approving, second.refusing[0]?.button], [['Approve the signature'], 'Refuse'])
  const signed = shown('656005750301', { state: 'signed' })
  assert.deepEqual([signed.asking, signed.approving, signed.refusing], [[], [], []])
})

test('every verdict is explained, a detail by its own sentence', () => {
  const of = { position: 1, plans: [] } as const
  assert.deepEqual(explain({ ...of, code: 'CPR06' }), { short: 'Stored', mend: 'Nothing' })
  for (const code of ['CPR01', 'CPR02', 'CPR03', 'CPR04', 'CPR05', 'CPR07'] as const)
    assert.match(explain({ ...of, code }).mend, /^[A-Z].{10}/)
  const detail = { detailCode: 'X-DOB-FUTURE', detailSentence: 'The date of birth is in the future.' }
  assert.equal(explain({ ...of, code: 'CPR07', ...detail }).mend, 'The date of birth is in the future.')
})

test('a file refused whole says why; one without a number says that', () => {
  const refused = {
    ...upload,
    sequence: '-1',
    fileCode: 'CPF01' as const,
    processed: 0,
    stored: 0,
    detailCode: 'X-COUNT',
    detailSentence: 'The file does not hold as many records as it says.',
  }
  const shown = { ...refused, rows: [], total: 0, refused: 0 }
  const model = presentUpload(shown, { page: 1, refusedOnly: false })
  assert.equal(model.title, 'File without a readable number')
  assert.deepEqual(model.reasons, [{ code: 'X-COUNT', sentence: refused.detailSentence }])
  assert.equal(model.table.empty, 'The records of this file were not looked at.')
  assert.equal(model.facts.rows[1]?.value.text, 'Not yet')
  assert.deepEqual(
    presentUploads({ rows: [refused], total: 41 }, 2).table.rows[0]?.map(cell => cell.text),
    ['15 November 2026 at 06:10', 'not readable', 'Refused whole', '0', '0', '0'],
  )
  assert.equal(presentUploads({ rows: [refused], total: 41 }, 2).pages.said, 'Page 2 of 3')
  assert.deepEqual(rowsForCsv([{ position: 2, code: 'CPR04', plans: ['CPP', 'LAC'] }])[1]?.slice(0, 5), [
    2,
    '',
    'CPP LAC',
    'CPR04',
    '',
  ])
})

const plan: OwnPlan = {
  nhsNumber: NUMBER,
  type: 'CPP',
  subject: 'child',
  start: calendarDate('2026-01-05'),
  shownUntil: calendarDate('2026-11-22'),
  isWithdrawn: false,
  uploadSequence: '000001',
  position: 3,
  storedAt: at,
}

test('a number is masked until it is asked for, and days left count the last', () => {
  const child = { nhsNumber: NUMBER, plans: [plan] }
  const of = { on, access: undefined, path: '/authority/children/x' }
  const masked = presentOwnChild(child, { ...of, withNumber: false })
  assert.doesNotMatch(JSON.stringify(masked), /9990100004|999 010/)
  assert.equal(masked.facts.rows[0]?.value.text, 'ends in 0004')
  assert.deepEqual(masked.toShow, ['Show the NHS number'])
  const shown = presentOwnChild({ ...child, plans: [{ ...plan, isWithdrawn: true }] }, { ...of, withNumber: true })
  assert.equal(shown.facts.rows[0]?.value.text, '999 010 0004')
  assert.deepEqual([shown.toShow, shown.warnings.length], [[], 1])
  assert.equal(daysLeft(on, calendarDate('2026-11-22')), 'last day')
  assert.equal(daysLeft(on, calendarDate('2026-11-23')), '1 day left')
  const list = { on, page: 1, sought: '', pathOf: () => '/authority/children/x' }
  const found = { rows: [child], total: 1 }
  const access = new Map([[NUMBER, { count: 2, lastAt: at }]])
  assert.deepEqual(
    presentChildren(found, { ...list, accesses: access }).table.rows[0]?.map(cell => cell.text),
    [
      'no id given',
      'Child protection plan',
      '22 November 2026 (last day)',
      'ends in 0004',
      '2',
      '15 November 2026 at 06:10',
    ],
  )
  assert.match(presentChildren({ rows: [], total: 0 }, { ...list, sought: 'x', accesses: access }).found, /^No child/)
})

const common = {
  noticeId: '0c8a4d6e-3f0b-4d3c-9d5a-6b1f2e3d4c5c',
  createdAt: at,
  authority: { odsCode: 'X01', name: 'Exampleshire' },
}
const number = { nhsNumber: NUMBER, uploadSequence: '000001' }
const noticeOf = (notice: InboxNoticeWithEvents['notice'], more = {}): InboxNoticeWithEvents => ({
  notice,
  state: 'new',
  delivery: 'collected',
  isResent: false,
  events: [],
  ...more,
})

test('the number in the place of another is never shown beside it', () => {
  const replaced = noticeOf({ kind: 'inactive-number', ...common, numbers: [{ ...number, replacedBy: '9990100071' }] })
  assert.doesNotMatch(JSON.stringify(presentNotice(replaced)), /9990100071|0071|9990100004/)
  assert.match(noticeWords(replaced).more[0]?.[1] ?? '', /^Another number took its place/)
  const withdrawn = noticeOf({ kind: 'inactive-number', ...common, numbers: [number] })
  assert.match(noticeWords(withdrawn).more[0]?.[1] ?? '', /After an adoption stop sending/)
  for (const empty of [
    noticeOf({ kind: 'inactive-number', ...common, numbers: [] }),
    noticeOf({ kind: 'access', ...common, accesses: [] }),
  ])
    assert.match(noticeWords(empty).more[0]?.[1] ?? '', /^Nothing: the notice names no record/)
})

test('a system that looked is named by who is responsible for it', () => {
  const organisation = { odsCode: 'X99', name: 'EXAMPLE TRUST' }
  const device = { kind: 'device', systemId: '200000000999', organisation } as const
  const access = { ...number, accessId: common.noticeId, at }
  const of = (responsible: (typeof device & { responsible: never[] })['responsible'] | object[]) =>
    noticeWords(
      noticeOf({ kind: 'access', ...common, accesses: [{ ...access, author: { ...device, responsible } as never }] }),
    ).who
  assert.equal(of([]), 'a system')
  assert.equal(
    of([{ roleCode: 'R', roleName: 'Lead', name: { given: ['Eve'], family: 'Lead' } }]),
    'a system; responsible: Eve LEAD',
  )
})

test('what can be done about a notice is what is left to do', () => {
  const access = { kind: 'access', ...common, accesses: [] } as const
  const fresh = presentNotice(noticeOf(access))
  assert.deepEqual([fresh.seen.length, fresh.again.length, fresh.state.text], [1, 0, 'New'])
  const expired = presentNotice(noticeOf(access, { delivery: 'undeliverable', state: 'seen' }))
  assert.deepEqual([expired.seen.length, expired.again.length, expired.state.text], [0, 1, 'Seen'])
  const again = presentNotice(noticeOf(access, { delivery: 'undeliverable', isResent: true }))
  assert.deepEqual([again.again.length, again.state.text], [0, 'Sent again'])
})

test('an address asks for what there is; anything else asks for all', () => {
  assert.deepEqual(readSought(new URLSearchParams('kind=access&state=new&delivery=sent')), {
    kind: 'access',
    state: 'new',
    delivery: 'sent',
  })
  assert.deepEqual(readSought(new URLSearchParams('kind=toString&state=1&delivery=')), {})
  assert.equal(inboxPath({}), '/authority/notices')
  assert.equal(inboxPath({ state: 'new' }), '/authority/notices?state=new')
  const empty = { found: { rows: [], total: 0 }, counts: inbox, page: 1 }
  const refused = { ...upload, fileCode: 'CPF03' as const, stored: 1 }
  const alerts = presentInbox({ ...empty, upload: refused, sought: {} }).alerts.rows
  assert.deepEqual(
    alerts.map(cells => cells[1]?.text),
    ['0', '0', '0', '0', '0', '0', '3'],
  )
  assert.match(presentInbox({ ...empty, upload: undefined, sought: {} }).table.empty, /There are no notices yet/)
})

test('quality without a report, and contacts without anybody, say so', () => {
  const { matchedPercent: _, lastAcceptedAt: __, daysSilent: ___, ...unknown } = quality
  const model = presentQuality(unknown, [])
  assert.equal(model.gauge.figure, 'Nothing to measure yet')
  assert.equal(model.chart.hasPicture, false)
  assert.equal(model.measures.rows[0]?.[1]?.text, 'No file was ever taken')
  const nobody = presentContacts({ contacts: [], events: [] }, undefined)
  assert.match(nobody.warnings[0] ?? '', /nobody to write to/)
  assert.deepEqual(nobody.confirm, [])
  const stale = presentContacts({ contacts: [{ ...contact, isToConfirm: true }], events: [] }, undefined)
  assert.match(stale.warnings[0] ?? '', /^A year has passed/)
})

test('a typed text keeps its lines, and is refused when too long or not plain', () => {
  assert.equal(readTyped('a\r\nb', 10), 'a\nb')
  assert.equal(readTyped('x'.repeat(11), 10), undefined)
  assert.equal(readTyped('a\u0007b', 10), undefined)
})
