import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { assurancePages, clauses, hazards, promises } from '../src/main/assurance-pages.ts'
import { PROJECT_FOLDER } from '../src/platform/index.ts'
import { wrongWith } from './support/proofs.ts'

// What the assurance documents say is proven names tests that are there.

const read = (file: string) => fs.readFileSync(path.join(PROJECT_FOLDER, file), 'utf8')
const wrong = (proofs: readonly { file: string; test: string }[]) => proofs.map(wrongWith).filter(Boolean)
const numbered = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

for (const { file, text } of assurancePages()) {
  test(`${file} says what its data say (renew it: bin/cpis docs reference --write)`, () => {
    assert.equal(read(file), text)
  })
}

test('the hazard log holds the 36 hazards, each with a control, each control with a test that is there', () => {
  const ids = numbered(36).map(number => `H-${String(number).padStart(2, '0')}`)
  assert.deepEqual(
    hazards().map(({ id }) => id),
    ids,
  )
  const controls = hazards().flatMap(one => one.controls)
  assert.deepEqual(
    hazards().filter(one => one.controls.length === 0),
    [],
  )
  assert.deepEqual(
    controls.filter(({ proofs }) => proofs.length === 0),
    [],
  )
  assert.deepEqual(wrong(controls.flatMap(({ proofs }) => proofs)), [])
})

test('every promise has a test that is there, or says why only live use or people can show it', () => {
  assert.ok(promises().length >= 37)
  assert.deepEqual(
    promises().filter(({ proofs, reason }) => proofs.length === 0 && !reason),
    [],
  )
  assert.deepEqual(wrong(promises().flatMap(({ proofs }) => proofs)), [])
})

test('every clause has a test that is there, a file that is there, or a reason', () => {
  const without = clauses().filter(({ proofs = [], code, reason }) => proofs.length === 0 && !code && !reason)
  assert.deepEqual(without, [])
  assert.deepEqual(wrong(clauses().flatMap(({ proofs = [] }) => proofs)), [])
  const files = clauses().flatMap(({ code }) => code ?? [])
  assert.deepEqual(
    files.filter(file => !fs.existsSync(path.join(PROJECT_FOLDER, file))),
    [],
  )
})
