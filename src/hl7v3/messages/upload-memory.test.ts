import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('../testing/read-large-upload.ts', import.meta.url))

// In a process of its own: the memory of this one belongs to the test runner. The young generation is bounded as it is
// in the worker that reads uploads, and the old one too: left to itself V8 collects late, later still on a busy machine.
test('5,000 records are read in less than 150 MB of process memory', () => {
  const said = execFileSync(process.execPath, ['--max-semi-space-size=8', '--max-old-space-size=48', CHILD, '5000'], {
    encoding: 'utf8',
  })
  const { records, megabytes, peakMegabytes } = JSON.parse(said)
  assert.equal(records, 5000)
  assert.ok(megabytes > 3, 'the file is as large as a real one')
  assert.ok(peakMegabytes < 150, `the process took ${peakMegabytes} MB`)
})
