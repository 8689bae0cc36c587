import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { PROJECT_FOLDER, processEnvironment } from '../../src/platform/index.ts'
import { readPeople } from '../../stand-ins/people/index.ts'
import { linesThatName } from '../support/named-in-log.ts'

// What whoever comes to this project does first: one command, the whole service, its story. And what it leaves in the
// log.

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-start-'))
after(() => fs.rmSync(folder, { recursive: true, force: true }))
fs.chmodSync(folder, 0o755)
const logFile = path.join(folder, 'story.log')

test('bin/start --story-only tells its story on fresh data, and every step is true', async () => {
  const { code, said } = await whenStarted()
  assert.equal(code, 0)
  assert.deepEqual(JSON.parse(said.trimEnd().split('\n').at(-1) ?? ''), {
    story: 'ok',
    rows: 62,
    stored: 51,
    refused: 11,
    acknowledgements: 3,
    standardLookups: 2,
    notices: 2,
    silentLookups: 1,
    noticesForSilent: 0,
  })
})

test('then its log names nobody: no NHS number, no family name, no date of birth', () => {
  const log = fs.readFileSync(logFile, 'utf8')
  assert.match(log, /an upload was applied/)
  assert.match(log, /"route":"\/cpis\/FHIR\/R4\/CareTeam\/_search"/)
  assert.deepEqual(linesThatName(readPeople(), log), [])
})

test('then nothing of it is left running, and no data', () => {
  assert.deepEqual(
    fs.readdirSync(folder).filter(name => name.startsWith('story-')),
    [],
  )
})

async function whenStarted(): Promise<{ code: number; said: string }> {
  const child = spawn(path.join(PROJECT_FOLDER, 'bin', 'start'), ['--story-only'], {
    env: { ...processEnvironment, CPIS_DATA: folder, CPIS_LOG_FILE: logFile, CPIS_LOG_LEVEL: 'debug' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return { code, said }
}
