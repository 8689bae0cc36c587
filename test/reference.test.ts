import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { OUTCOMES } from '../src/fhir/index.ts'
import { catalogues, referencePages, SHOWN } from '../src/main/reference-pages.ts'
import { PROJECT_FOLDER } from '../src/platform/index.ts'
import { VERDICT_DETAILS } from '../src/register/index.ts'
import { cis2StandInErrors } from '../stand-ins/cis2/errors.ts'
import { incidentDeskErrors } from '../stand-ins/incident-desk/index.ts'
import { pdsStandInErrors } from '../stand-ins/pds/errors.ts'

const read = (file: string) => fs.readFileSync(path.join(PROJECT_FOLDER, file), 'utf8')

function filesBelow(folder: string): string[] {
  const names = fs.readdirSync(path.join(PROJECT_FOLDER, folder), { recursive: true, encoding: 'utf8' })
  return names.map(name => path.posix.join(folder, name)).filter(file => /\.(ts|json)$/.test(file))
}

const isTest = (file: string) => file.startsWith('test/') || file.endsWith('.test.ts')
const files = ['src', 'stand-ins', 'test'].flatMap(filesBelow)
const product = files.filter(file => file.endsWith('.ts') && !isTest(file))
const tests = files
  .filter(file => isTest(file) && file !== 'test/reference.test.ts')
  .map(read)
  .join('\n')

const all = catalogues()
const rows = all.flatMap(one => Object.entries(one.rows))
const standInCodes = [cis2StandInErrors, incidentDeskErrors, pdsStandInErrors].flatMap(one => Object.keys(one))

for (const { file, text } of referencePages()) {
  test(`${file} says what the code says (renew it: bin/cpis docs reference --write)`, () => {
    assert.equal(read(file), text)
  })
}

test('every catalogue of the sources is in the reference, and the reference says where it is shown', () => {
  const declared = product
    .filter(file => file.startsWith('src/'))
    .flatMap(file => [...read(file).matchAll(/(\w+) = defineErrors\(/g)].map(found => found[1]))
  assert.deepEqual(all.map(one => one.name).sort(), declared.sort())
  assert.deepEqual(
    all.filter(one => SHOWN[one.name] === undefined),
    [],
  )
})

test('no code stands in two catalogues', () => {
  const codes = [...rows.map(([code]) => code), ...standInCodes]
  assert.deepEqual(
    codes.filter((code, place) => codes.indexOf(code) !== place),
    [],
  )
})

test('a code is capitals, a status is HTTP’s, and a sentence begins and ends as one of a list', () => {
  for (const [code, { status, sentence }] of rows) {
    assert.match(code, /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/)
    assert.ok(status >= 300 && status < 600, code)
    assert.ok(sentence.length > 3 && !/[.\s]$/.test(sentence), code)
  }
})

test('every code thrown is in a catalogue, and every row of a catalogue is thrown by something', () => {
  const text = product.map(read).join('\n')
  const thrown = [...text.matchAll(/(?:refusal\(\s*\w+,\s*|refused\(|Fault\(|AnswerError\()'([A-Z0-9_]+)'/g)]
  const known = new Set([...rows.map(([code]) => code), ...standInCodes])
  assert.deepEqual(
    thrown.map(found => found[1] ?? '').filter(code => !known.has(code)),
    [],
  )
  const unused = rows.map(([code]) => code).filter(code => !namedOutside(code))
  assert.deepEqual(unused, [])
})

/** Whether a file that neither declares nor maps codes names this one. */
function namedOutside(code: string): boolean {
  const lists = /errors\.ts$|fhir\/outcome\.ts$|server\/faults\.ts$/
  return (
    product.some(file => !lists.test(file) && new RegExp(`'${code}'`).test(read(file))) ||
    new RegExp(`(?:refusal|refused|Fault)\\([^)]*'${code}'`).test(
      product
        .filter(file => lists.test(file))
        .map(read)
        .join(),
    )
  )
}

/** Rows that no test produces, and why. */
const NOT_PRODUCED: Record<string, string> = {
  MESH_REQUEST_INVALID: 'its answer lists the fields that are wrong, and has neither code nor sentence (mesh.md 10)',
}

/** Whether a test names a code, its sentence with any filling, or the words FHIR has for it. */
function isProduced(code: string, sentence: string): boolean {
  const outcome = Object.entries(OUTCOMES).find(([mapped]) => mapped === code)?.[1].diagnostics ?? ''
  const words = [`'${code}'`, ...(outcome.includes('{') || outcome === '' ? [] : [outcome])]
  const parts = sentence.split(/\{\w+\}/).map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return words.some(word => tests.includes(word)) || new RegExp(parts.join('[^\\n]{1,40}')).test(tests)
}

test('every row of a catalogue is produced by a test', () => {
  const untested = rows.filter(([code, { sentence }]) => !isProduced(code, sentence))
  assert.deepEqual(untested.map(([code]) => code).sort(), Object.keys(NOT_PRODUCED).sort())
})

test('every detail of a verdict is produced by a test', () => {
  const codes = Object.keys(VERDICT_DETAILS)
  assert.deepEqual(
    codes.filter(code => !code.startsWith('X-') || !tests.includes(code)),
    [],
  )
})

test('every code that can reach FHIR has its answer there', () => {
  const [, type = ''] = /type Catalogue =([\s\S]*?)\nexport/.exec(read('src/fhir/outcome.ts')) ?? []
  const facing = all.filter(one => type.includes(one.name))
  const codes = facing.flatMap(one => Object.keys(one.rows))
  assert.ok(facing.length >= 4)
  assert.deepEqual(Object.keys(OUTCOMES).sort(), codes.sort())
})

test('every digest that a comment cites is told of in docs/reference/sources.md', () => {
  const cited = files
    .filter(file => file.endsWith('.ts'))
    .flatMap(file => {
      const found = read(file).matchAll(/\b([a-z][a-z0-9-]*\.md) (?=\d|T-\d)/g)
      return [...found].map(one => one[1] ?? '')
    })
  const sources = read('docs/reference/sources.md')
  assert.ok(cited.length > 50)
  assert.deepEqual(
    [...new Set(cited)].filter(name => !sources.includes(`| \`${name}\` |`)),
    [],
  )
})
