import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { type Mode, readSigningKey, signReport } from '../../src/conformance/index.ts'
import { newKey } from '../../src/main/conformance/reports.ts'
import { PROJECT_FOLDER } from '../../src/platform/index.ts'
import { beginAssurance, readKit, registerKit, registerProduct, takeKitReport } from '../../src/programme/index.ts'
import { startProgramme } from '../support/programme.ts'

// What the conformance kit says is taken in as evidence by the supplier tracker: one form, one signature.

const programme = await startProgramme('2026-11-22')
const { deps } = programme
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evidence-'))
after(async () => {
  await programme.database.end()
  fs.rmSync(folder, { recursive: true })
})

const by = 'supplier-manager'
const key = newKey()
const keyFile = path.join(folder, 'key.json')
fs.writeFileSync(keyFile, key)

function cpis(...words: string[]): string {
  const { PATH, HOME } = process.env
  const program = path.join(PROJECT_FOLDER, 'src/main/command.ts')
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...words], {
    env: { PATH, HOME },
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  return stdout
}

for (const [name, api] of [
  ['open-cpis-consumer-hl7v3', 'hl7'],
  ['open-cpis-consumer-fhir', 'fhir'],
] as const)
  test(`given ${name} is entered as it names itself, when it signs a report, then that is evidence`, async () => {
    const kit = readKit(cpis('conformance', 'list', '--kit', name, '--key', keyFile))
    assert.equal(kit.api, api)
    await registerKit(deps, { ...kit, by })
    const product = `examplecare-${api}`
    const mode: Mode = 'silent'
    await registerProduct(deps, {
      product,
      name: 'Example Care',
      supplier: 'Example Systems',
      careSettings: ['minor-injuries-unit'],
      by,
    })
    await beginAssurance(deps, { product, api, mode, by })
    const cases = kit.cases
      .filter(({ modes }) => modes.includes(mode))
      .map(({ id }) => ({ id, verdict: 'pass' as const }))
    const report = signReport(
      { kit: name, version: kit.version, product, mode, cases },
      readSigningKey(key),
      deps.clock,
    )
    const taken = await takeKitReport(deps, { text: JSON.stringify(report), by })
    assert.deepEqual([taken.passed, taken.failed], [true, []])
    const forged = JSON.stringify({ ...report, product: 'another' })
    await assert.rejects(takeKitReport(deps, { text: forged, by }), { code: 'KIT_REPORT_UNSIGNED' })
  })
