import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formOf } from '../../frame/form.ts'
import { type Act, errorsIn, given, typedOf } from './act.ts'
import { presentForm } from './form-model.ts'

const ACT: Act = {
  id: 'step',
  title: 'Take a step',
  fields: [
    { name: 'stage', label: 'To', as: 'one', choices: [['live', 'Live']] },
    { name: 'careSettings', label: 'Settings', as: 'several', choices: [['camhs', 'CAMHS']], isOptional: true },
    { name: 'on', label: 'On', isOptional: true },
    { name: 'note', label: 'Note', as: 'text' },
  ],
  run: async () => {},
}
const sent = (fields: Record<string, string>) => formOf(new URLSearchParams(fields))

test('what is empty, no choice of the list, or no day that exists is said of its field', () => {
  assert.deepEqual(errorsIn(ACT, sent({})), [
    { text: 'Choose: To', href: '#step-stage' },
    { text: 'Enter: Note', href: '#step-note' },
  ])
  assert.deepEqual(errorsIn(ACT, sent({ stage: 'x', on: '2023-02-30', note: 'n', careSettings: 'y' })), [
    { text: 'Choose one of the list: To', href: '#step-stage' },
    { text: 'Choose one of the list: Settings', href: '#step-careSettings' },
    { text: 'Enter a day as 2026-04-01: On', href: '#step-on' },
  ])
  assert.deepEqual(errorsIn(ACT, sent({ stage: 'live', note: 'n' })), [])
})

test('a form that failed is open, filled with what was typed, with each error at its field', () => {
  const typed = sent({ stage: 'x', note: 'as typed' })
  const failed = { id: 'step', typed, errors: errorsIn(ACT, typed) }
  const model = presentForm(ACT, { action: '/a', failed })
  assert.ok(model.isOpen)
  const [stage, , , note] = model.fields.map(one => one.of as Record<string, unknown>)
  assert.deepEqual(stage?.['errorMessage'], { text: 'Choose one of the list: To' })
  assert.equal(note?.['value'], 'as typed')
})

test('of the same form twice on a page, only the one that was sent is open', () => {
  const typed = sent({ within: '2' })
  const failed = { id: 'step', typed, errors: errorsIn(ACT, typed) }
  const open = ['1', '2'].map(within => presentForm(ACT, { action: '/a', failed, within }).isOpen)
  assert.deepEqual(open, [false, true])
  assert.equal(failed.errors[0]?.href, '#step-stage2')
})

test('what was not typed is not there, and what was is trimmed', () => {
  const typed = typedOf(sent({ stage: 'live', note: ' a\r\nb ', on: '2023-06-07' }))
  assert.equal(typed.get('note'), 'a\nb')
  assert.equal(typed.maybe('nothing'), undefined)
  assert.equal(typed.one('stage', ['live']), 'live')
  assert.throws(() => typed.one('stage', ['other']), RangeError)
  assert.deepEqual(given({ on: typed.day('on'), no: undefined }), { on: '2023-06-07' })
})
