import fs from 'node:fs'
import path from 'node:path'
import { PROJECT_FOLDER } from '../../src/platform/index.ts'

const IMPORT = /^(?:import|export)\b[^'"]*?from '(\.[^']+)'|^import '(\.[^']+)'/gm
const imports = new Map<string, readonly string[]>()

function importsOf(file: string): readonly string[] {
  const known = imports.get(file)
  if (known !== undefined) return known
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
  const found = [...text.matchAll(IMPORT)].map(([, from, bare]) => path.resolve(path.dirname(file), from ?? bare ?? ''))
  imports.set(file, found)
  return found
}

/** How many imports a test is away from a file; undefined where it never gets there. */
function distance(test: string, file: string): number | undefined {
  let open = [test]
  const been = new Set(open)
  for (let steps = 0; open.length > 0; steps += 1) {
    if (open.includes(file)) return steps
    open = open.flatMap(importsOf).filter(one => one.endsWith('.ts') && !been.has(one))
    for (const one of open) been.add(one)
  }
  return undefined
}

/** The tests below these places that load a file, those nearest to it first; paths within the project. */
export function testsOf(file: string, places: readonly string[]): string[] {
  const at = path.join(PROJECT_FOLDER, file)
  return places
    .flatMap(testsBelow)
    .flatMap(test => {
      const steps = distance(test, at)
      return steps === undefined ? [] : [{ test: path.relative(PROJECT_FOLDER, test), steps }]
    })
    .sort((one, other) => one.steps - other.steps)
    .map(({ test }) => test)
}

/** The files below these places that are no tests and serve none. */
export function codeBelow(places: readonly string[]): string[] {
  return places
    .flatMap(filesBelow)
    .filter(name => name.endsWith('.ts') && !/\.test\.ts$|sample-|for-tests|\/index\.ts$|fixture/.test(name))
    .map(name => path.relative(PROJECT_FOLDER, name))
}

const testsBelow = (place: string) => filesBelow(place).filter(name => name.endsWith('.test.ts'))

function filesBelow(place: string): string[] {
  const at = path.join(PROJECT_FOLDER, place)
  if (fs.statSync(at).isFile()) return [at]
  return fs
    .readdirSync(at, { recursive: true, encoding: 'utf8' })
    .map(name => path.join(at, name))
    .sort()
}
