import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsFrom } from '../settings.ts'
import { deskOf } from './operations-rounds.ts'

const mail = async () => 'x.eml'
const deskFor = (environment: Record<string, string>) =>
  deskOf(settingsFrom({ CPIS_PROFILE: 'test', ...environment }), mail)

test('a desk is ServiceNow where there is one, else an address, else nobody', () => {
  assert.equal(deskFor({ CPIS_DESK_MAIL: '' }), undefined)
  assert.ok(deskFor({ CPIS_DESK_MAIL: 'desk@example.org' }))
  const secret = { CPIS_DESK_USER: 'cpis', CPIS_DESK_PASSWORD: 'desk-password' }
  assert.ok(deskFor({ CPIS_DESK_URL: 'https://desk.example.org', ...secret }))
  assert.throws(() => deskFor({ CPIS_DESK_URL: 'https://desk.example.org' }), {
    code: 'CONFIG_INVALID',
    message: 'The configuration is not usable (CPIS_DESK_URL needs CPIS_DESK_USER and CPIS_DESK_PASSWORD)',
  })
})

test('the times of the severities are five whole numbers', () => {
  const { incidentFixHours } = settingsFrom({ CPIS_PROFILE: 'test', CPIS_INCIDENT_FIX_HOURS: '1,2,3,4,5' })
  assert.deepEqual(incidentFixHours, { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 })
  for (const odd of ['1,2,3,4', '1,2,3,4,0', '1,2,3,4,x'])
    assert.throws(() => settingsFrom({ CPIS_PROFILE: 'test', CPIS_INCIDENT_FIX_HOURS: odd }), {
      message: /CPIS_INCIDENT_FIX_HOURS must be five whole numbers with commas between, for severity 1 to 5/,
    })
})
