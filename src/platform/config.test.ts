import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import {
  commonSettings,
  defineSettings,
  oneOf,
  postgresUrl,
  readSettings,
  secret,
  text,
  url,
  wholeNumber,
  yesOrNo,
} from './config.ts'

const settings = defineSettings({
  name: { name: 'T_NAME', what: 'the name', read: text },
  port: { name: 'T_PORT', what: 'the port', fallback: '80', read: wholeNumber(1, 100) },
  key: { name: 'T_KEY', what: 'the key', laptop: 'laptop-key', read: secret },
})

const problem = (detail: string) => ({
  name: 'CpisError',
  code: 'CONFIG_INVALID',
  message: `The configuration is not usable (${detail})`,
})

test('what is set is read, what is not falls back', () => {
  assert.deepEqual(readSettings(settings, { T_NAME: 'n' }), { name: 'n', port: 80, key: 'laptop-key' })
  assert.deepEqual(readSettings(settings, { T_NAME: '', T_PORT: '7', T_KEY: 'another-key' }), {
    name: '',
    port: 7,
    key: 'another-key',
  })
})

test('every variable that is missing or odd is named at once, and no value is repeated', () => {
  const environment = { T_PORT: '4711-hidden', T_KEY: 'short' }
  assert.throws(
    () => readSettings(settings, environment),
    problem(
      'T_NAME is not set: the name; T_PORT must be a whole number from 1 to 100: the port; ' +
        'T_KEY must have at least 8 characters: the key',
    ),
  )
})

test('in production nothing falls back to what a laptop uses', () => {
  const wrong = problem('T_KEY is not set: the key')
  assert.throws(() => readSettings(settings, { CPIS_PROFILE: 'production', T_NAME: 'n' }), wrong)
  assert.throws(() => readSettings(settings, { CPIS_PROFILE_FILE: inFile('production\n'), T_NAME: 'n' }), wrong)
})

test('a value may stand in a file, which wins', () => {
  const environment = { T_NAME: 'not this', T_NAME_FILE: inFile(' from a file\n') }
  assert.equal(readSettings(settings, environment).name, 'from a file')
  assert.throws(
    () => readSettings(settings, { T_NAME_FILE: '/nowhere/at/all' }),
    problem('T_NAME is in a file that cannot be read: the name'),
  )
})

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'config-'))
after(() => fs.rmSync(folder, { recursive: true }))

function inFile(content: string): string {
  const file = path.join(folder, content.trim().replaceAll(' ', '-'))
  fs.writeFileSync(file, content)
  return file
}

test('each reader takes what it should and says what it wants', () => {
  const rows: [(value: string) => unknown, string, unknown][] = [
    [wholeNumber(0, 9), '9', 9],
    [wholeNumber(0, 9), '10', 'must be a whole number from 0 to 9'],
    [wholeNumber(0, 9), '', 'must be a whole number from 0 to 9'],
    [wholeNumber(0, 9), '1e0', 'must be a whole number from 0 to 9'],
    [oneOf('a', 'b'), 'b', 'b'],
    [oneOf('a', 'b'), 'c', 'must be one of a, b'],
    [yesOrNo, 'yes', true],
    [yesOrNo, 'no', false],
    [yesOrNo, 'true', 'must be one of yes, no'],
    [url, 'https://example.org/base/', 'https://example.org/base'],
    [url, 'localhost:8080', 'must be an http or https URL'],
    [url, 'https://', 'must be an http or https URL'],
    [postgresUrl, 'embedded', 'embedded'],
    [postgresUrl, 'postgresql://{role}@/cpis?host=/run', 'postgresql://{role}@/cpis?host=/run'],
    [postgresUrl, 'postgresql://{role}@a:5432,b/cpis', 'must name one host; several stand behind a proxy (deploy/ha)'],
    [postgresUrl, 'mysql://x', 'must be embedded or postgresql://…'],
    [secret, '1234567', 'must have at least 8 characters'],
  ]
  for (const [read, given, wanted] of rows)
    assert.deepEqual(
      outcome(() => read(given)),
      wanted,
      given,
    )
})

function outcome(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return (error as Error).message
  }
}

test('without any variable a process is a laptop with its own PostgreSQL', () => {
  assert.deepEqual(readSettings(commonSettings, {}), {
    profile: 'laptop',
    logLevel: 'info',
    logFile: '',
    databaseUrl: 'embedded',
  })
})
