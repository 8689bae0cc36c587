import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inLondon, readNotBrought, type TypedNotBrought } from './read-not-brought.ts'

const typed: TypedNotBrought = {
  date: { day: '20', month: '11', year: '2026' },
  time: '9:05',
  reason: 'X-NOT-BROUGHT',
  note: '',
}
const errorsOf = (more: Partial<TypedNotBrought>) => {
  const read = readNotBrought({ ...typed, ...more })
  return 'errors' in read ? read.errors.map(error => error.text) : []
}

test('what was typed is told, by the clock in London', () => {
  assert.deepEqual(readNotBrought(typed), {
    told: { reason: 'X-NOT-BROUGHT', appointmentAt: new Date('2026-11-20T09:05:00Z') },
  })
  assert.deepEqual(readNotBrought({ ...typed, note: 'Third time' }), {
    told: { reason: 'X-NOT-BROUGHT', appointmentAt: new Date('2026-11-20T09:05:00Z'), note: 'Third time' },
  })
})

test('summer time counts, and in the night it ends the first of two hours', () => {
  assert.equal(inLondon('2026-07-02', '14:30').toISOString(), '2026-07-02T13:30:00.000Z')
  assert.equal(inLondon('2026-11-20', '14:30').toISOString(), '2026-11-20T14:30:00.000Z')
  assert.equal(inLondon('2026-10-25', '01:30').toISOString(), '2026-10-25T00:30:00.000Z')
})

test('each fault is said beside its field', () => {
  assert.deepEqual(errorsOf({ date: { day: '31', month: '2', year: '2026' } }), ['Enter the date of the appointment'])
  assert.deepEqual(errorsOf({ time: '25:00' }), ['Enter the time of the appointment, as 14:30'])
  assert.deepEqual(errorsOf({ reason: 'X-MADE-UP' }), ['Choose a reason'])
  assert.deepEqual(errorsOf({ reason: 'toString' }), ['Choose a reason'])
  assert.deepEqual(errorsOf({ note: 'x'.repeat(501) }), ['Use at most 500 plain characters'])
  assert.deepEqual(errorsOf({ note: 'a\u0007b' }), ['Use at most 500 plain characters'])
})
