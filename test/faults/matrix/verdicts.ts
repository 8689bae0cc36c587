import assert from 'node:assert/strict'
import { ABSENT, WHOLE } from './cells.ts'
import type { Seen } from './doors.ts'
import type { LookUpMust, NoticeMust, UploadMust } from './faults.ts'

// What may be seen while something is broken. "Not known" of a known child is in no row.

export const LOOK_UP: Record<LookUpMust, readonly Seen['kind'][]> = {
  answered: ['Known'],
  'answered or signed out': ['Known', 'Failed'],
  'answered or not checked': ['Known', 'NotChecked'],
  'not checked': ['NotChecked'],
  'nothing leaves': ['NotChecked', 'Failed'],
}

export const MEANWHILE: Record<UploadMust, (found: typeof WHOLE) => void> = {
  stay: found => assert.deepEqual(found, ABSENT),
  finish: found => assert.deepEqual(found, WHOLE),
  'be told to come again': found => assert.deepEqual(found, { ...WHOLE, stored: 0, refused: 1, plans: 0 }),
  'finish or stay'(found) {
    const { stored, plans, answers, refused, state } = found
    assert.deepEqual({ refused, plans }, { refused: 0, plans: 2 * stored })
    assert.ok(answers <= stored, 'nothing is answered that is not stored')
    if (state !== 'accepted') assert.deepEqual(found, WHOLE)
  },
}

export const NOTICE: Record<NoticeMust, (told: { X01: number; X02: number }) => boolean> = {
  wait: told => told.X01 + told.X02 === 0,
  once: told => told.X01 === 1 && told.X02 === 1,
  'once or wait': told => told.X01 <= 1 && told.X02 <= 1,
}
