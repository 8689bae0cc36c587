import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { PROJECT_FOLDER } from '../src/platform/index.ts'
import { scriptOf } from './support/guide.ts'

// The guides of who changes the project, in a clone: their commands change files.

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'contributor-'))
const clone = path.join(folder, 'open-cpis')
const { PATH, HOME } = process.env

before(() => {
  fs.chmodSync(folder, 0o711)
  execFileSync('git', ['clone', '--quiet', PROJECT_FOLDER, clone])
})
after(() => fs.rmSync(folder, { recursive: true, force: true }))

for (const guide of ['first-hour.md', 'contributor.md']) {
  test(`every command of ${guide} works in a fresh clone`, () => {
    const script = scriptOf(fs.readFileSync(path.join(clone, 'docs/guides', guide), 'utf8'), clone)
    const env = { PATH, HOME }
    const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: clone,
      env,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 ** 2,
    })
    assert.equal(status, 0, `${stdout.slice(-4000)}\n${stderr.slice(-4000)}`)
  })
}
