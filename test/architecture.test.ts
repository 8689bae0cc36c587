import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { PROJECT_FOLDER } from '../src/platform/index.ts'

// Draws the import graph of `src` and `stand-ins` and holds it against the rings of ARCHITECTURE.md.

const RINGS: Record<string, number> = {
  platform: 0,
  identity: 1,
  demographics: 1,
  'care-settings': 1,
  register: 2,
  lookup: 2.1,
  notifications: 2.2,
  operations: 3,
  programme: 3,
  records: 3,
  hl7v3: 4,
  fhir: 4,
  mesh: 4,
  portal: 4,
  agent: 4,
  conformance: 4,
  cli: 4,
  main: 5,
}
const MAY_IMPORT_RING_3 = new Set(['hl7v3', 'fhir', 'mesh', 'portal', 'agent', 'cli', 'main'])

type Import = { from: string; to: string }

function sources(folder: string): string[] {
  const at = path.join(PROJECT_FOLDER, folder)
  if (!fs.existsSync(at)) return []
  return fs
    .readdirSync(at, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => path.posix.join(folder, name))
}

const files = [...sources('src'), ...sources('stand-ins')]
const product = files.filter(file => !file.endsWith('.test.ts') && !file.endsWith('.nightly.ts'))
const IMPORT = /(?:^|\n)\s*(?:import|export)[^'\n]*?(?:\{[^}]*\}[^'\n]*?)?from '(\.[^']+)'|import\('(\.[^']+)'\)/g

function importsOf(file: string): Import[] {
  const text = fs.readFileSync(path.join(PROJECT_FOLDER, file), 'utf8')
  return [...text.matchAll(IMPORT)].map(found => ({
    from: file,
    to: path.posix.join(path.posix.dirname(file), found[1] ?? found[2] ?? ''),
  }))
}

const contextOf = (file: string) => (file.startsWith('src/') ? (file.split('/')[1] ?? '') : '')
const imports = product.flatMap(importsOf)
const between = imports.filter(one => contextOf(one.from) !== contextOf(one.to))

test('every folder of src has its ring', () => {
  const folders = fs.readdirSync(path.join(PROJECT_FOLDER, 'src'))
  assert.deepEqual(
    folders.filter(folder => RINGS[folder] === undefined),
    [],
  )
})

test('a folder imports only lower rings; edges never import each other; only edges and main import ring 3', () => {
  const wrong = between.filter(({ from, to }) => {
    const [source, target] = [contextOf(from), contextOf(to)]
    if (source === '' || target === '') return source !== '' && source !== 'main'
    if (Math.floor(RINGS[target] ?? 9) === 3 && !MAY_IMPORT_RING_3.has(source)) return true
    return (RINGS[target] ?? 9) >= (RINGS[source] ?? -1)
  })
  assert.deepEqual(wrong, [])
})

// Two nouns of the command have a door of their own, so that the others do not load what stands behind them.
const DOOR = /^src\/([^/]+|cli\/operations|cli\/programme)\/index\.ts$/

test('another folder is entered by its index.ts only', () => {
  assert.deepEqual(
    between.filter(one => contextOf(one.to) !== '' && !DOOR.test(one.to)),
    [],
  )
})

test('no file imports itself in a ring of files', () => {
  const targets = new Map<string, string[]>()
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to])
  const done = new Set<string>()
  const cycles: string[][] = []
  const visit = (file: string, way: string[]) => {
    if (way.includes(file)) cycles.push([...way.slice(way.indexOf(file)), file])
    if (done.has(file) || way.includes(file)) return
    for (const next of targets.get(file) ?? []) visit(next, [...way, file])
    done.add(file)
  }
  for (const file of product) visit(file, [])
  assert.deepEqual(cycles, [])
})

test('the machine’s clock, chance and environment are read in platform only', () => {
  const reads = /new Date\(\)|Date\.now\(\)|Math\.random\(|process\.env\b|randomUUID\(|randomBytes\(/
  const readers = product
    .filter(file => file.startsWith('src/') && contextOf(file) !== 'platform')
    .filter(file => reads.test(fs.readFileSync(path.join(PROJECT_FOLDER, file), 'utf8')))
  assert.deepEqual(readers, [])
})

test('files keep to 400 lines and no default exports', () => {
  const read = (file: string) => fs.readFileSync(path.join(PROJECT_FOLDER, file), 'utf8')
  assert.deepEqual(
    files.filter(file => read(file).split('\n').length > 401),
    [],
  )
  assert.deepEqual(
    files.filter(file => /^export default/m.test(read(file))),
    [],
  )
})

test('no folder or file is named Manager, Helper, Util, Common, Info, Data or Service', () => {
  const forbidden = /(^|[-/])(manager|helper|util|utils|common|info|data|service|helpers)s?(\.|\/|$)/
  const ours = files.filter(file => file.startsWith('src/'))
  assert.deepEqual(
    ours.filter(file => forbidden.test(file)),
    [],
  )
})

test('every context says in a README what it is', () => {
  const folders = fs.readdirSync(path.join(PROJECT_FOLDER, 'src'))
  assert.deepEqual(
    folders.filter(folder => !fs.existsSync(path.join(PROJECT_FOLDER, 'src', folder, 'README.md'))),
    [],
  )
})
