import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { PEOPLE, standIn } from '../../../stand-ins/pds/fixture.ts'
import { testDatabase } from '../../../test/support/database.ts'
import type { NhsNumber } from '../../demographics/index.ts'
import { systemClock } from '../../platform/index.ts'
import { groundOf } from '../processes.ts'
import { settingsFrom } from '../settings.ts'
import { demographicsDepsOf } from './number-deps.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-key-'))
after(() => fs.rmSync(folder, { recursive: true, force: true }))

const QUIET = { CPIS_LOG_LEVEL: 'silent', CPIS_DATABASE_URL: 'postgresql://{role}@db.example.org/cpis' }
const ACCESS = {
  CPIS_PDS_TOKEN_URL: 'https://pds.example.org/oauth2/token',
  CPIS_PDS_API_KEY: 'our-api-key',
  CPIS_PDS_KEY_ID: 'open-cpis-1',
}

test('by its settings alone a process reads PDS in strict mode, the key in a file', async () => {
  const database = await testDatabase()
  const keys = { 'open-cpis-1': publicKey }
  const applications = [{ apiKey: 'our-api-key', keys }]
  const pds = await standIn({ mode: 'strict', people: PEOPLE, clock: systemClock, applications })
  const file = path.join(folder, 'key.pem')
  fs.writeFileSync(file, pem)
  const named = { CPIS_DATABASE_URL: database.url, CPIS_PDS_URL: pds.url, CPIS_PDS_PER_SECOND: '5' }
  const access = { ...ACCESS, CPIS_PDS_TOKEN_URL: pds.tokenUrl, CPIS_PDS_KEY_FILE: file }
  const ground = groundOf('test', settingsFrom({ ...QUIET, ...named, ...access }))
  const numbers = PEOPLE.slice(0, 7).map(one => one.nhsNumber as NhsNumber)
  const client = demographicsDepsOf(ground).pds
  const findings = await Promise.all(numbers.map(number => client.read(number)))
  assert.deepEqual(
    findings.map(one => one.kind),
    ['current', 'current', 'superseded', 'current', 'invalidated', 'current', 'current'],
  )
  await ground.end()
  await pds.stop()
  await database.end()
})

test('without a token endpoint none is asked; with one, every part must be there', async () => {
  const of = (environment: Record<string, string>) => demographicsDepsOf(groundOf('test', settingsFrom(environment)))
  assert.doesNotThrow(() => of(QUIET))
  const incomplete = {
    code: 'CONFIG_INVALID',
    message:
      'The configuration is not usable (CPIS_PDS_TOKEN_URL needs CPIS_PDS_API_KEY, CPIS_PDS_KEY_ID and CPIS_PDS_KEY)',
  }
  assert.throws(() => of({ ...QUIET, ...ACCESS }), incomplete)
  const { CPIS_PDS_KEY_ID, ...withoutId } = ACCESS
  assert.throws(() => of({ ...QUIET, ...withoutId, CPIS_PDS_KEY: pem }), incomplete)
})

test('a key that is none, too short, or of another kind is refused without being shown, as is an odd time', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const curve = generateKeyPairSync('ed25519').privateKey
  const pems = [short, curve].map(key => key.export({ type: 'pkcs8', format: 'pem' }).toString())
  for (const key of ['not a key', ...pems])
    assert.throws(() => settingsFrom({ CPIS_PDS_KEY: key }), {
      message:
        'The configuration is not usable (CPIS_PDS_KEY must be an RSA private key of 2048 bits or more, as PEM: ' +
        'the private RSA key that signs for us at PDS, as PEM; by CPIS_PDS_KEY_FILE in a file)',
    })
  assert.throws(() => settingsFrom({ CPIS_NUMBER_SWEEP_AT: 'at night' }), {
    message: /\(CPIS_NUMBER_SWEEP_AT must be a time of day as 02:00: .+\)$/,
  })
})
