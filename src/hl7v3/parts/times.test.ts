import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readDay, readInstant, writeBirthDay, writeInstant, writePlanDay } from './times.ts'

test('days of 8, 12 and 14 digits, with or without offset', () => {
  for (const sent of ['20260105', '202601050000', '20260105101500', '202601052330+0100', '20260105101500.5-0500'])
    assert.equal(readDay(sent), '2026-01-05')
  assert.equal(readDay('20260231'), '2026-02-31')
})

test('a text that is no day stays as sent', () => {
  for (const sent of ['2026', '2026-01-05', '202601', '5 January', '2026010510']) assert.equal(readDay(sent), sent)
})

test('instants, UTC where no offset is given', () => {
  const read = (sent: string) => readInstant(sent)?.toISOString()
  assert.equal(read('20140808124202'), '2014-08-08T12:42:02.000Z')
  assert.equal(read('20260705101500+0100'), '2026-07-05T09:15:00.000Z')
  assert.equal(read('202601051015-01'), '2026-01-05T11:15:00.000Z')
  assert.equal(read('20260105'), '2026-01-05T00:00:00.000Z')
})

test('what is no instant', () => {
  for (const sent of ['', '2026', '20260231', '20260105250000', '20260105101500+9900', 'now'])
    assert.equal(readInstant(sent), undefined)
})

test('written forms', () => {
  assert.equal(writeInstant(new Date('2026-07-05T10:15:00.900+01:00')), '20260705091500+0000')
  assert.equal(writePlanDay('2026-01-05'), '202601050000')
  assert.equal(writePlanDay('1899-12-31'), undefined)
  assert.equal(writePlanDay('20260105'), undefined)
  assert.equal(writeBirthDay('2026-01-05'), '20260105')
  assert.equal(writeBirthDay('5 January'), undefined)
})
