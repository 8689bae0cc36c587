import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { capacityOf, readAssumptions } from '../../src/main/performance/capacity.ts'
import { readMeasured } from '../../src/main/performance/measured.ts'
import { performancePages } from '../../src/main/performance/performance-page.ts'
import { PROJECT_FOLDER } from '../../src/platform/index.ts'

// Every bench once, as short as can be: what it prints has all that the pages are made of. Its figures mean nothing.

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-bench-'))
after(() => fs.rmSync(folder, { recursive: true }))
const file = path.join(folder, 'performance.json')
const bench = (...given: string[]) => execFileSync('bin/bench', given, { cwd: PROJECT_FOLDER, encoding: 'utf8' })

test('bin/bench all writes a file from which both pages are made, with no figure missing', () => {
  bench('all', '--json', '--seconds', '0.3', '--passes', '1', '--scale', '0.01', '--out', file)
  const { made, ...measured } = readMeasured(file)
  const { lookup, hl7v3, upload, mesh, portal, notice, growth, start } = measured
  assert.ok(lookup && hl7v3 && upload && mesh && portal && notice && growth && start)
  for (const page of performancePages({ made, ...measured }))
    assert.doesNotMatch(page.text, /NaN|undefined|not measured/)
  const assumed = readAssumptions()
  for (const plan of assumed.plans) {
    const { cores, processes, ...rest } = capacityOf(plan, { lookup, notice, mesh, growth, upload }, assumed)
    for (const figure of [cores, processes, rest].flatMap(part => Object.values(part))) assert.ok(Number(figure) > 0)
  }
})

test('bin/bench compare finds nothing worse in a run beside itself', () => {
  assert.match(bench('compare', file, file), /0 worse/)
})
