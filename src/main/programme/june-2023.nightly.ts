import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { dataFolder, PROJECT_FOLDER } from '../../platform/index.ts'

// Each command makes a PostgreSQL of its own, which takes a while.

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'june-2023-'))
fs.chmodSync(folder, 0o711)
after(() => fs.rmSync(folder, { recursive: true }))

const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'], CPIS_DATA: path.join(folder, 'data') }
const cpis = (...words: string[]) =>
  promisify(execFile)(path.join(PROJECT_FOLDER, 'bin', 'cpis'), words, { env: environment })

test('a newcomer needs nothing for the note of June 2023, and nothing of it is left behind', async () => {
  const built = await cpis('note', 'build', '--period', '2023-06', '--fixture', '--format', 'md')
  assert.match(built.stdout, /^# Child Protection - Information Sharing Briefing Note: June 2023\n/)
  const linted = await cpis('note', 'lint', '--period', '2023-06', '--fixture', '--json')
  assert.deepEqual(
    (JSON.parse(linted.stdout) as { code: string }[]).map(one => one.code),
    ['standfirst-period', 'share-without-whole', 'date-over'],
  )
  assert.equal(built.stderr + linted.stderr, '')
  const left = fs.readdirSync(dataFolder(environment))
  assert.deepEqual(
    left.filter(name => name.startsWith('note-')),
    [],
  )
})

test('a month that is not the fixture’s is refused in one line', async () => {
  await assert.rejects(cpis('note', 'build', '--period', '2023-07', '--fixture'), (error: { stderr: string }) => {
    assert.equal(error.stderr, 'NOTE_UNKNOWN: There is no briefing note of this month (2023-07)\n')
    return true
  })
})
