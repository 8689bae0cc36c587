import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import { PROJECT_FOLDER } from '../../src/platform/index.ts'

// A sample of wrong changes each night, another each day: four of five must be noticed (trust.md 10.2).

const SAMPLE = 40
const seed = String(1 + Math.floor(Date.now() / 86_400_000))

for (const target of ['register', 'lookup', 'audit'])
  test(`of ${SAMPLE} wrong changes of ${target}, four of five are noticed`, () => {
    const words = ['--target', target, '--sample', String(SAMPLE), '--seed', seed]
    const { status, stdout } = spawnSync(path.join(PROJECT_FOLDER, 'bin', 'mutate'), words, { encoding: 'utf8' })
    console.log(stdout)
    assert.equal(status, 0, stdout)
  })
