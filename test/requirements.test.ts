import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { requirements } from '../src/main/requirements-page.ts'
import { PROJECT_FOLDER } from '../src/platform/index.ts'

// Each row of programme.md, part 1, names the test that proves it, and that test is there.

const all = requirements()
const proofs = all.flatMap(({ id, proof = [] }) => proof.map(one => ({ id, ...one })))
const NAME = /(?:^|\s)test\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g

function testsOf(file: string): Set<string> {
  const at = path.join(PROJECT_FOLDER, file)
  if (!file.endsWith('.test.ts') || !fs.existsSync(at)) return new Set()
  const found = fs.readFileSync(at, 'utf8').matchAll(NAME)
  return new Set(
    [...found].map(([, single, double, template]) => (single ?? double ?? template ?? '').replaceAll("\\'", "'")),
  )
}

test('every row from S-001 to S-147 is there, once and in order', () => {
  const rows = Array.from({ length: 147 }, (_, place) => `S-${String(place + 1).padStart(3, '0')}`)
  assert.deepEqual(
    all.map(one => one.id),
    rows,
  )
})

test('every row says what it asks, and has a proof or a reason, never both', () => {
  const odd = all.filter(({ asks, proof, why }) => {
    const isProven = (proof?.length ?? 0) > 0
    return asks.trim().length < 5 || isProven === (why?.trim().length ?? 0) > 20
  })
  assert.deepEqual(odd, [])
})

test('every test that is named stands in the file that is named', () => {
  const tests = new Map([...new Set(proofs.map(one => one.file))].map(file => [file, testsOf(file)]))
  assert.deepEqual(
    proofs.filter(one => !tests.get(one.file)?.has(one.test)),
    [],
  )
})

test('a test that names a row in brackets is not forgotten: the row has a proof', () => {
  const rows = new Map(all.map(one => [one.id, one]))
  const named = new Set(proofs.flatMap(one => one.test.match(/\bS-\d{3}\b/g) ?? []))
  assert.ok(named.size > 40)
  assert.deepEqual(
    [...named].filter(id => rows.get(id)?.proof === undefined),
    [],
  )
})
