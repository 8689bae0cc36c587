import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import {
  type CaseWords,
  type Outcome,
  readSigningKey,
  serverCases,
  verifyReport,
} from '../../../src/conformance/index.ts'
import { keyOf, newKey, writeReports } from '../../../src/main/conformance/reports.ts'
import { signedText } from '../../../src/programme/index.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kit-reports-'))
after(() => fs.rmSync(folder, { recursive: true }))
const file = (name: string) => path.join(folder, name)
const read = (name: string) => fs.readFileSync(file(name), 'utf8')

const cases: readonly CaseWords[] = serverCases.filter(({ id }) => ['L-SILENT', 'F-HEAD', 'M-GONE'].includes(id))
const outcomes: readonly Outcome[] = [
  { id: 'L-SILENT', verdict: 'fail', evidence: ['1 notices', 'notices: 0 was expected & <1> came'], ms: 12 },
  { id: 'F-HEAD', verdict: 'pass', evidence: ['status 405'], ms: 3 },
  { id: 'M-GONE', verdict: 'skipped', evidence: ['the subject has no authority'], ms: 0 },
]

test('a run becomes a page, JSON and JUnit for each interface, signed by the key of the kit', async () => {
  fs.writeFileSync(file('key.json'), newKey())
  const key = await keyOf(file('key.json'))
  const run = { side: 'server', product: 'x-product', mode: 'silent', cases, outcomes } as const
  const written = await writeReports(run, { to: folder, key })
  assert.deepEqual(written, [
    { kit: 'open-cpis-server-fhir', mode: 'silent', counts: { pass: 1, fail: 1, skipped: 0 } },
    { kit: 'open-cpis-server-mesh', mode: 'silent', counts: { pass: 0, fail: 0, skipped: 1 } },
  ])
  const text = read('open-cpis-server-fhir-silent.json')
  const { report, signedAt } = verifyReport(text, read('public-key.json'))
  assert.deepEqual(Object.keys(JSON.parse(text)).sort(), ['cases', 'kit', 'mode', 'product', 'signature', 'version'])
  assert.ok(Math.abs(signedAt.getTime() - Date.now()) < 60_000)
  assert.deepEqual(report.cases, [
    { id: 'L-SILENT', verdict: 'fail' },
    { id: 'F-HEAD', verdict: 'pass' },
  ])
  const page = read('open-cpis-server-fhir-silent.html')
  assert.match(page, /0 was expected &amp; &lt;1&gt; came/)
  assert.ok(page.indexOf('Failed (1)') < page.indexOf('Passed (1)'))
  const junit = read('open-cpis-server-fhir-silent.xml')
  assert.match(junit, /tests="2" failures="1" skipped="0"/)
  assert.match(junit, /<failure message="notices: 0 was expected &amp; &lt;1&gt; came"\/>/)
  assert.match(read('open-cpis-server-mesh-silent.xml'), /<skipped message="the subject has no authority"\/>/)
})

test('the signature is over the text the programme takes in', async () => {
  const { report } = verifyReport(read('open-cpis-server-fhir-silent.json'), read('public-key.json'))
  const [header, payload] = report.signature.split('.')
  const { alg, kid, iat } = JSON.parse(Buffer.from(header ?? '', 'base64url').toString())
  assert.deepEqual([alg, kid, typeof iat, payload], ['EdDSA', JSON.parse(read('public-key.json')).kid, 'number', ''])
  assert.match(
    signedText(report),
    /^\{"kit":"open-cpis-server-fhir","version":"[\d.]+","product":"x-product","mode":"silent","cases":\[\{"id":"F-HEAD"/,
  )
})

test('a report that was changed, of another key, or no report at all is refused', () => {
  const text = read('open-cpis-server-fhir-silent.json')
  const unsigned = { code: 'CONFORMANCE_REPORT_UNSIGNED', message: 'The report is not signed by this key' }
  const other = JSON.stringify(readSigningKey(newKey()).publicJwk)
  assert.throws(() => verifyReport(text.replace('"fail"', '"pass"'), read('public-key.json')), unsigned)
  assert.throws(() => verifyReport(text.replace('x-product', 'x-other'), read('public-key.json')), unsigned)
  assert.throws(() => verifyReport(text, other), unsigned)
  const invalid = { code: 'CONFORMANCE_REPORT_INVALID', message: 'The report cannot be read' }
  for (const wrong of ['', '[]', '{}', 'null', text.replace('"silent"', '"loud"'), text.replace('"fail"', '"maybe"')])
    assert.throws(() => verifyReport(wrong, read('public-key.json')), invalid, wrong)
  assert.throws(() => verifyReport(text, 'x'), { code: 'CONFORMANCE_KEY_INVALID' })
  for (const key of ['', '{}', read('public-key.json')])
    assert.throws(() => readSigningKey(key), { code: 'CONFORMANCE_KEY_INVALID' })
})
