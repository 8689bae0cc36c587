import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { calendarDate } from '../../platform/index.ts'
import type { CareSetting } from '../care-setting.ts'
import { careSettingsErrors } from '../errors.ts'
import { isYes, readReference } from '../reference.ts'
import { lookUpMode } from './look-up-mode.ts'

const ROWS = readReference('care-settings.csv')

function setting(code: string): CareSetting {
  const row = ROWS.find(one => one['code'] === code)
  assert.ok(row, `no care setting ${code}`)
  return {
    code,
    name: String(row['name']),
    mode: row['mode'] as CareSetting['mode'],
    enforced: isYes(row, 'enforced'),
    certainty: String(row['certainty']),
    validFrom: calendarDate(String(row['valid_from'])),
  }
}

/** `activities` blank-separated; declared `true`, `false` or `absent`. */
function ask(code: string, activities: string, declared: string) {
  const held = new Set(activities.split(' ').filter(Boolean))
  const asked = { activities: held, setting: setting(code) }
  return lookUpMode(declared === 'absent' ? asked : { ...asked, unscheduled: declared === 'true' })
}

const STANDARD = [
  'emergency-department',
  'minor-injury-unit',
  'walk-in-centre',
  'urgent-treatment-centre',
  'gp-out-of-hours',
  'nhs-111',
  'ambulance',
  'maternity',
  'paediatric-ward',
]
const SILENT = [
  'gp-in-hours',
  'camhs',
  'school-nursing',
  'health-visiting',
  'community-paediatrics',
  'dentistry',
  'emergency-dentistry',
]
const SILENT_ENFORCED = ['sarc', 'termination-of-pregnancy']
const CLOSED = [
  'contraception-sti',
  'adult-mental-health',
  'other-outpatients',
  'pharmacy',
  'optometry',
  'social-care-provider',
  'local-authority',
]

test('the four lists are the whole table of care settings', () => {
  assert.deepEqual(
    ROWS.map(row => row['code']),
    [...STANDARD, ...SILENT, ...SILENT_ENFORCED, ...CLOSED],
  )
})

const as = (mode: 'standard' | 'silent', asSetting: boolean) => ({ allowed: true, mode, asSetting })
const refused = (code: string) => ({ allowed: false, code })
const silentOnlyRole = refused('LOOK_UP_ACTIVITY_SILENT_ONLY')
const silentOnlySetting = refused('LOOK_UP_SETTING_SILENT_ONLY')
const closed = refused('LOOK_UP_SETTING_CLOSED')

for (const code of STANDARD)
  test(`${code}: standard with B0107, silent only when declared scheduled`, () => {
    assert.deepEqual(ask(code, 'B0107', 'true'), as('standard', true))
    assert.deepEqual(ask(code, 'B0107', 'absent'), as('standard', true))
    assert.deepEqual(ask(code, 'B0107', 'false'), as('silent', false))
    assert.deepEqual(ask(code, 'B0170', 'false'), as('silent', false))
    assert.deepEqual(ask(code, 'B0170', 'true'), silentOnlyRole)
    assert.deepEqual(ask(code, 'B0170', 'absent'), silentOnlyRole)
    assert.deepEqual(ask(code, 'B0107 B0170', 'absent'), as('standard', true))
  })

for (const code of SILENT)
  test(`${code}: silent when declared scheduled, standard only with B0107`, () => {
    assert.deepEqual(ask(code, 'B0170', 'false'), as('silent', true))
    assert.deepEqual(ask(code, 'B0107', 'false'), as('silent', true))
    assert.deepEqual(ask(code, 'B0107', 'true'), as('standard', false))
    assert.deepEqual(ask(code, 'B0107', 'absent'), as('standard', false))
    assert.deepEqual(ask(code, 'B0170', 'true'), silentOnlyRole)
    assert.deepEqual(ask(code, 'B0170', 'absent'), silentOnlyRole)
  })

for (const code of SILENT_ENFORCED)
  test(`${code}: silent, and nothing else whatever the role`, () => {
    assert.deepEqual(ask(code, 'B0170', 'false'), as('silent', true))
    assert.deepEqual(ask(code, 'B0107', 'false'), as('silent', true))
    for (const activities of ['B0107', 'B0170', 'B0107 B0170'])
      for (const declared of ['true', 'absent']) assert.deepEqual(ask(code, activities, declared), silentOnlySetting)
  })

for (const code of CLOSED)
  test(`${code}: shut to everybody`, () => {
    for (const activities of ['B0107', 'B0170', 'B0107 B0170'])
      for (const declared of ['true', 'false', 'absent']) assert.deepEqual(ask(code, activities, declared), closed)
  })

test('a role without B0107 and B0170 is refused before anything else is looked at', () => {
  const missing = refused('LOOK_UP_ACTIVITY_MISSING')
  for (const { code } of ROWS)
    for (const declared of ['true', 'false', 'absent'])
      for (const activities of ['', 'B0264 R0001']) assert.deepEqual(ask(String(code), activities, declared), missing)
  assert.deepEqual(lookUpMode({ activities: new Set() }), missing)
})

test('a setting in no table is refused', () => {
  assert.deepEqual(
    lookUpMode({ activities: new Set(['B0107']), unscheduled: true }),
    refused('LOOK_UP_SETTING_UNKNOWN'),
  )
})

test('whatever is asked: nothing standard without B0107 or where silence is enforced', () => {
  const asked = fc.record({
    code: fc.constantFrom(...ROWS.map(row => String(row['code']))),
    activities: fc.subarray(['B0107', 'B0170', 'B0264']),
    declared: fc.constantFrom('true', 'false', 'absent'),
  })
  fc.assert(
    fc.property(asked, ({ code, activities, declared }) => {
      const answer = ask(code, activities.join(' '), declared)
      if (!answer.allowed) return
      if (answer.mode === 'standard') {
        assert.ok(activities.includes('B0107'))
        assert.ok(!setting(code).enforced)
        assert.notEqual(declared, 'false')
      } else assert.equal(declared, 'false')
    }),
  )
})

test('each refusal has its sentence', () => {
  const sentences = Object.fromEntries(
    Object.entries(careSettingsErrors).map(([code, row]) => [code, `${row.status} ${row.sentence}`]),
  )
  assert.deepEqual(sentences, {
    LOOK_UP_ACTIVITY_MISSING: '403 Your role does not include viewing child protection information',
    LOOK_UP_SETTING_UNKNOWN: '403 Your organisation is not registered to look up child protection information',
    LOOK_UP_SETTING_CLOSED: '403 Child protection information is not available in your care setting',
    LOOK_UP_ACTIVITY_SILENT_ONLY:
      '403 Your role is for scheduled care only and this look-up was not declared as scheduled',
    LOOK_UP_SETTING_SILENT_ONLY:
      '403 In your care setting a look-up must be declared as scheduled, because the local authority is not told',
    REFERENCE_INVALID: '500 A reference file cannot be used',
  })
})
