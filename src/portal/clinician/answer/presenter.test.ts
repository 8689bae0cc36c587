import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NhsNumber } from '../../../demographics/index.ts'
import { KNOWN } from '../../components/answer/fixtures.ts'
import { isOfficeOpen } from './office-hours.ts'
import { phonesOf, readable } from './phones.ts'
import { presentAnswer } from './presenter.ts'

const settings = {
  officeHours: { from: '09:00', to: '17:00', closedOn: new Set(['2026-12-25']) },
  silentAfterDays: 7,
}
const now = new Date('2026-11-19T10:00:00Z')
const look = { now, mode: 'standard', settings } as const
const nhsNumber = '9990100004' as NhsNumber

function known(more: Partial<typeof KNOWN> = {}, mode: 'standard' | 'silent' = 'standard') {
  const model = presentAnswer({ ...KNOWN, ...more }, { ...look, mode })
  assert.ok(model.form === 'known')
  return model
}

test('the three answers have three forms and three headings', () => {
  const checkedAt = now
  const answers = [
    KNOWN,
    { kind: 'NotKnown', nhsNumber, checkedAt },
    { kind: 'NotChecked', reason: 'too-slow', checkedAt },
  ] as const
  const models = answers.map(answer => presentAnswer(answer, look))
  assert.deepEqual(
    models.map(({ form, heading }) => [form, heading]),
    [
      ['known', 'This patient is known to a local authority'],
      ['not-known', 'No information on CP-IS for this NHS number'],
      ['not-checked', 'NOT CHECKED: CP-IS could not be read'],
    ],
  )
})

test('nothing found is no assurance, and says so', () => {
  const model = presentAnswer({ kind: 'NotKnown', nhsNumber, checkedAt: now }, look)
  assert.ok(model.form === 'not-known')
  assert.match(model.meaning, /^This is no assurance that the child is safe\./)
  assert.equal(model.checked, 'CP-IS was read on 19 November 2026 at 10:00 and holds nothing for this number.')
})

test('not checked says that nothing is known either way', () => {
  const model = presentAnswer({ kind: 'NotChecked', reason: 'register-unavailable', checkedAt: now }, look)
  assert.ok(model.form === 'not-checked')
  assert.match(model.meaning, /^Nothing is known either way\./)
  assert.match(model.reason, /^The register could not be reached\./)
})

test('a plan has the labels of the national guide, in their order', () => {
  const [first, second] = known().plans
  assert.deepEqual(
    first?.rows.map(row => [row.key.text, row.value.text]),
    [
      ['Type of plan', 'Subject to child protection plan'],
      ['Start Date', '5 January 2026'],
      ['End Date', 'None: the plan goes on'],
      ['Responsible Local Authority', 'Exampleshire County Council'],
      ['Emergency Duty Tel Number', '07700 900801'],
      ['Office Hours Tel Number', '01632 960801'],
    ],
  )
  assert.equal(second?.state, 'Ended on 1 November 2026')
  assert.equal(second?.rows.at(-1)?.value.text, 'Not given by the local authority')
})

test('who looked before has the labels of the national guide; a system stands under who is responsible for it', () => {
  const [history] = known().history
  assert.equal(history?.caption, 'Child Protection Information Previously Viewed By')
  assert.deepEqual(history?.head, ['Date & Time', 'Viewer’s Name', 'Role', 'Organisation'])
  assert.deepEqual(
    history?.rows.map(row => row.map(cell => cell.text)),
    [
      ['19 November 2026 at 10:00', 'Ms Ada EXAMPLE', 'Nurse Access Role', 'EXAMPLE TEACHING HOSPITAL NHS TRUST'],
      [
        '17 November 2026 at 22:15 (told that the child was not brought)',
        'Cleo LEAD (responsible for a system)',
        'Safeguarding Lead',
        'NHS 111 EXAMPLESHIRE',
      ],
    ],
  )
})

test('each authority is to be rung once, the withheld one too, by the number for the hour', () => {
  assert.deepEqual(
    known().ring.map(one => [one.name, one.phones[0]?.label, one.phones[0]?.now]),
    [
      ['Exampleshire County Council', 'Office Hours Tel Number', 'ring this now: the office is open'],
      ['Testingham City Council', 'Emergency Duty Tel Number', 'the only number it gives'],
      ['Samplebury Borough Council', 'Emergency Duty Tel Number', 'the only number it gives'],
    ],
  )
})

test('who was told is said by the mode, and that a notice replaces no referral', () => {
  assert.equal(known().told, 'Exampleshire County Council and Testingham City Council will be told that you looked.')
  assert.equal(
    known({}, 'silent').told,
    'No local authority was told that you looked, and you are not in the list below.',
  )
  assert.equal(known().steps.at(-1), 'The notice the local authority gets does not replace a referral.')
})

test('what is withheld is said as such, and with nothing else to show there is no list of who looked', () => {
  const model = known({ plans: [], history: [] })
  assert.equal(model.heading, 'Known, but not shown to your care setting')
  assert.match(
    model.withheld[0] ?? '',
    /no data sharing agreement covers it\. Ring Samplebury Borough Council and ask\.$/,
  )
  assert.deepEqual(model.history, [])
  assert.equal(model.told, 'No local authority was told that you looked.')
})

test('a mother is said to be one, and an authority that fell silent is warned of', () => {
  assert.equal(known().aboutMother.length, 1)
  assert.deepEqual(known().warnings, [
    'Testingham City Council has sent nothing for 18 days. There may be newer plans than these: ring to make sure.',
  ])
  assert.deepEqual(known({ plans: KNOWN.plans.slice(0, 1) }).warnings, [])
})

test('the office is open on weekdays in its hours, by the clock in London, and on no bank holiday', () => {
  const isOpen = (instant: string) => isOfficeOpen(settings.officeHours, new Date(instant))
  assert.ok(isOpen('2026-11-19T09:00:00Z'))
  assert.ok(isOpen('2026-11-19T16:59:59Z'))
  assert.ok(!isOpen('2026-11-19T17:00:00Z'))
  assert.ok(!isOpen('2026-11-19T08:59:59Z'))
  assert.ok(!isOpen('2026-11-21T12:00:00Z'), 'a Saturday')
  assert.ok(!isOpen('2026-11-22T12:00:00Z'), 'a Sunday')
  assert.ok(!isOpen('2026-12-25T12:00:00Z'), 'Christmas Day')
  assert.ok(isOpen('2026-07-02T08:30:00Z'), 'half past nine in summer')
  assert.ok(!isOpen('2026-07-02T16:30:00Z'), 'half past five in summer')
})

test('outside the hours the emergency duty number stands first', () => {
  const both = { emergencyPhone: '07700900801', officePhone: '01632960801' }
  assert.deepEqual(
    phonesOf(both, false).map(phone => [phone.number, phone.href]),
    [
      ['07700 900801', 'tel:07700900801'],
      ['01632 960801', 'tel:01632960801'],
    ],
  )
  assert.equal(readable('999'), '999')
})
