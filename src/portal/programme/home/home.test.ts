import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarDate } from '../../../platform/index.ts'
import { type AgreementRow, type NoteDraft, readPeriod } from '../../../programme/index.ts'
import { overdueOf, presentHome, type Standing, waitingFor } from './home.ts'

const NOTHING: Standing = {
  ...{ positions: [], sites: [], milestones: [], consultations: [], actions: [] },
  ...{ agreements: [], documents: [], notes: [], reminders: [] },
}
const ME = '656005750305'
const day = calendarDate('2023-06-07')

const agreement = (askedBy: string): AgreementRow => ({
  ...{ authorityCode: 'X01', authorityName: 'Exampleshire', state: 'offered' },
  agreement: { agreementId: 'a/1', authorityCode: 'X01', version: '1', careSettings: ['camhs'], offeredOn: day },
  waiting: { action: 'sign', askedBy, on: day },
})
const note = (reviewedBy: string): NoteDraft => ({
  ...{ period: readPeriod('2023-06'), stage: 'reviewed', sections: {}, publishOn: day, accepted: [], reviewedBy },
})

test('what another asked for is to approve; what one asked for oneself is for another', () => {
  const standing = { ...NOTHING, agreements: [agreement('another'), agreement(ME)], notes: [note('another'), note(ME)] }
  assert.deepEqual(
    waitingFor(standing, ME).map(one => [one.urgency, one.text, one.href]),
    [
      ['Approve', 'Exampleshire: a signature', '/programme/ig/agreements/a%2F1'],
      ['For another', 'Exampleshire: a signature', '/programme/ig/agreements/a%2F1'],
      ['Approve', 'The briefing note of June 2023', '/programme/notes/2023-06'],
      ['For another', 'The briefing note of June 2023', '/programme/notes/2023-06'],
    ],
  )
})

test('a reminder of a month that is not begun leads to where it can be', () => {
  const reminders = [{ period: readPeriod('2023-07'), says: 'the note of July 2023 is not begun' }]
  const [one] = waitingFor({ ...NOTHING, reminders }, ME)
  assert.deepEqual([one?.text, one?.href], ['The note of July 2023 is not begun', '/programme/notes'])
})

test('agreements that are overdue are one line, with how many', () => {
  const late = { ...agreement('another'), state: 'overdue' } as const
  assert.deepEqual(
    overdueOf({ ...NOTHING, agreements: [late, late] }).map(one => one.text),
    ['2 agreements are not signed'],
  )
})

test('where nothing is to do, the page says so', () => {
  const { parts } = presentHome(NOTHING, { path: '/programme', by: ME })
  const said = parts.flatMap(part => (part.kind === 'todo' ? part.of.nothing : []))
  assert.deepEqual(said, ['Nothing waits for you.', 'Nothing is over its day.'])
})
