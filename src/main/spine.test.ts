import assert from 'node:assert/strict'
import { test } from 'node:test'
import { certificateAuthority } from '../../test/support/certificates.ts'
import { groundOf } from './processes.ts'
import { settingsFrom } from './settings.ts'
import { type SpineGround, startSpine } from './spine.ts'

const { key, certificate, authorities } = certificateAuthority().issue('cpis.example.org')
const TLS = {
  CPIS_SPINE_TLS_KEY: key,
  CPIS_SPINE_TLS_CERTIFICATE: certificate,
  CPIS_SPINE_TLS_AUTHORITIES: authorities,
}
const USUAL = {
  CPIS_PROFILE: 'test',
  CPIS_LOG_LEVEL: 'silent',
  CPIS_DATABASE_URL: 'postgresql://{role}@127.0.0.1:1/none',
  CPIS_SPINE_PORT: '0',
}

function start(environment: Record<string, string>, profile: 'test' | 'production' = 'test') {
  const settings = { ...settingsFrom({ ...USUAL, ...environment }), profile }
  const ready = async () => {}
  return startSpine({ ...groundOf('api', settings), ready } as SpineGround)
}

test('without an accredited system id of our own there is no such door', async () => {
  assert.equal(await start({ CPIS_SPINE_ASID: '' }), undefined)
  assert.equal(await start({ CPIS_SPINE_ASID: '' }, 'production'), undefined)
})

test('with the three parts of TLS the door takes connections with a certificate only', async () => {
  const door = await start(TLS, 'production')
  assert.match(door?.url ?? '', /^https:/)
  await assert.rejects(fetch(`${door?.url}/syncservice`))
  await door?.stop()
})

test('on a laptop there need be no TLS', async () => {
  const door = await start({})
  assert.match(door?.url ?? '', /^http:/)
  await door?.stop()
})

const NEEDED = 'The configuration is not usable (HL7 v3 queries need CPIS_SPINE_TLS_KEY, _CERTIFICATE, _AUTHORITIES)'

test('production without TLS does not start, nor does half of it anywhere', async () => {
  await assert.rejects(start({}, 'production'), { code: 'CONFIG_INVALID', message: NEEDED })
  await assert.rejects(start({ CPIS_SPINE_TLS_KEY: key }), { code: 'CONFIG_INVALID', message: NEEDED })
})

test('odd settings are named, never their values', () => {
  const odd = { CPIS_SPINE_ASID: '1', CPIS_SPINE_PATH: 'x', CPIS_SPINE_TLS_KEY: 'x', CPIS_SPINE_TLS_CERTIFICATE: 'x' }
  assert.throws(
    () => settingsFrom({ ...USUAL, ...odd }),
    ({ message }: Error) =>
      /CPIS_SPINE_ASID must be 12 digits/.test(message) &&
      /CPIS_SPINE_PATH must be a path as \/syncservice/.test(message) &&
      /CPIS_SPINE_TLS_KEY must be a private key as PEM/.test(message) &&
      /CPIS_SPINE_TLS_CERTIFICATE must be a certificate as PEM/.test(message),
  )
})
