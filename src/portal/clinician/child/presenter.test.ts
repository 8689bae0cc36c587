import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NhsNumber } from '../../../demographics/index.ts'
import { KNOWN } from '../../components/answer/fixtures.ts'
import type { Child, Tracing } from '../child.ts'
import type { Manner } from '../look-up.ts'
import { bannerOf, presentChild } from './presenter.ts'

const child: Child = {
  nhsNumber: '9990100004' as NhsNumber,
  tracing: 'current',
  given: ['Robin'],
  family: 'Sample',
  birthDate: '2016-04-02',
  gender: 'male',
}
const manner: Manner = { mode: 'standard', careSetting: 'x', gate: 'open', findings: [], mustSay: false }
const settings = { officeHours: { from: '09:00', to: '17:00', closedOn: new Set<string>() }, silentAfterDays: 7 }
const now = new Date('2026-11-19T10:00:00Z')
const alert = {
  answer: KNOWN,
  manner,
  now,
  mode: 'standard',
  settings,
  path: '/child/x',
  requestId: 'r',
  mayTell: false,
} as const

test('the alert says that there is something and who will be told, and nothing of what it is', () => {
  const model = presentChild(child, alert)
  const [shown] = model.alerts
  assert.match(
    shown?.text ?? '',
    /Exampleshire County Council and Testingham City Council will be told that you looked/,
  )
  assert.equal(shown?.button, 'Open, and tell the local authority')
  assert.deepEqual(model.answers, [])
  assert.doesNotMatch(JSON.stringify(model), /plan|01632|07700|Subject to/)
})

test('in silence the button says that nobody is told', () => {
  const [shown] = presentChild(child, { ...alert, manner: { ...manner, mode: 'silent' }, mayTell: true }).alerts
  assert.equal(shown?.button, 'Open; the local authority is not told')
  assert.match(shown?.text ?? '', /will not be told that you looked/)
  assert.equal(shown?.notBrought.length, 1)
})

test('a role with both codes says which care it is before it opens', () => {
  const [shown] = presentChild(child, { ...alert, manner: { ...manner, mustSay: true } }).alerts
  assert.deepEqual(
    shown?.care[0]?.items.map(item => [item.value, item.checked ?? false]),
    [
      ['unscheduled', true],
      ['scheduled', false],
    ],
  )
})

test('where there is nothing to open the answer is said at once', () => {
  const notChecked = { kind: 'NotChecked', reason: 'too-slow', checkedAt: now } as const
  assert.equal(presentChild(child, { ...alert, answer: notChecked }).title, 'NOT CHECKED: CP-IS could not be read')
  const withheld = presentChild(child, { ...alert, answer: { ...KNOWN, plans: [] } })
  assert.equal(withheld.title, 'Known, but not shown to your care setting')
})

test('the banner says who, and when PDS did not trace the number', () => {
  assert.deepEqual(bannerOf(child), {
    name: 'SAMPLE, Robin',
    note: '',
    parts: [
      { label: 'Born', text: '2 April 2016' },
      { label: 'NHS number', text: '999 010 0004' },
      { label: 'Gender', text: 'Male' },
    ],
  })
  const untraced = (tracing: Tracing) => bannerOf({ nhsNumber: child.nhsNumber, tracing, given: [] })
  for (const tracing of ['unknown', 'invalidated', 'unavailable'] as const)
    assert.match(untraced(tracing).note, /^NHS number not traced: PDS /)
  assert.equal(untraced('unavailable').name, 'Name not known')
  assert.equal(untraced('current').name, 'Name withheld by PDS')
})
