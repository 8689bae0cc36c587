import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from '../platform/index.ts'
import { identitySettings } from './settings.ts'

const given = { CPIS_CIS2_ISSUER: 'https://am.example.org:443/realm/', CPIS_CIS2_AUDIENCE: 'portal, supplier' }

test('the issuer is kept letter by letter and level 3 is wanted unless told otherwise', () => {
  assert.deepEqual(readSettings(identitySettings, given), {
    issuer: 'https://am.example.org:443/realm/',
    audience: ['portal', 'supplier'],
    minimumAssurance: 3,
    clockToleranceSeconds: 5,
    tokens: 'id-token-too',
    refusedAMinute: 30,
  })
  assert.equal(readSettings(identitySettings, { ...given, CPIS_MINIMUM_ASSURANCE: '2' }).minimumAssurance, 2)
})

test('without a word about it production takes our own tokens only', () => {
  assert.equal(readSettings(identitySettings, { ...given, CPIS_PROFILE: 'production' }).tokens, 'opaque')
})

test('level 1 and an issuer that is no address are refused', () => {
  const wrong = { ...given, CPIS_MINIMUM_ASSURANCE: '1', CPIS_CIS2_ISSUER: 'cis2' }
  assert.throws(() => readSettings(identitySettings, wrong), {
    code: 'CONFIG_INVALID',
    message:
      'The configuration is not usable (CPIS_CIS2_ISSUER must be a URL: the issuer of the ID tokens, letter by letter; ' +
      'CPIS_MINIMUM_ASSURANCE must be one of 2, 3: the lowest authenticator assurance level let in)',
  })
})
