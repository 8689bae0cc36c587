import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { readConfiguration } from '../configuration.ts'
import { CONFIGURATION, childCells, NOW, NUMBERS, writeExtract } from '../fixture.ts'
import { printCheck } from '../print/print-check.ts'
import { initAgent, READY_MAPPINGS } from '../setup/init.ts'
import { withoutComments } from '../shape-faults.ts'
import { checkHtml } from './check-html.ts'
import { checkOnly } from './check-report.ts'

const clock = { now: () => NOW }
const newFolder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'agent-'))

test('an extract is counted and gauged without being sent', async () => {
  const file = writeExtract(
    childCells({ cpStart: '2025-11-03' }),
    childCells({ localPersonId: 'P2', nhsNumber: '9990100005', familyName: '<b>', cpStart: '2025-11-03' }),
    childCells({ localPersonId: 'P3', nhsNumber: NUMBERS[2] }),
  )
  const seen: number[] = []
  const report = await checkOnly({ configuration: CONFIGURATION, clock, onRow: rows => seen.push(rows) }, { file })
  assert.deepEqual(seen, [1, 2, 3])
  assert.deepEqual([report.rows, report.heldBack, report.records, report.ready, report.percent], [3, 1, 2, 1, 50])
  assert.deepEqual(report.byCheck, [
    { check: 'A1', heldBack: 1, warned: 0 },
    { check: 'A2', heldBack: 1, warned: 0 },
  ])
  assert.match(
    printCheck(report),
    /^3 rows read, 1 to be held back, 1 with nothing to share\. Nothing was sent\.\n\n\[#{20}\.{20}\] 1 of 2 records could be sent: 50 %\. The target of 95 % is not reached\.\n\nA1: 1 held back, 0 warned\n/,
  )
  const html = checkHtml(report, { title: 'A & B' })
  assert.match(html, /<title>A &amp; B<\/title>/)
  assert.match(html, /<meter id="gauge" min="0" max="100" low="95" optimum="100" value="50">50 %<\/meter>/)
  assert.match(html, /<td>&lt;\*\*<\/td>/)
  assert.doesNotMatch(html, /9990100005|Sample|<b>/)
})

test('an empty extract has no gauge', async () => {
  const report = await checkOnly({ configuration: CONFIGURATION, clock }, { file: writeExtract() })
  assert.equal(report.percent, undefined)
  assert.match(printCheck(report), /No record to share\./)
  assert.match(checkHtml(report, { title: 'x' }), /There is no record to share\.[\s\S]*Nothing found to mend\./)
})

test('init gives each system a configuration that is read and a sample that is checked', async () => {
  for (const system of READY_MAPPINGS) {
    const folder = path.join(newFolder(), 'agent')
    assert.deepEqual((await initAgent({ clock }, { folder, system })).files, [
      'agent.jsonc',
      'mapping.json',
      'sample.csv',
    ])
    const configuration = await readConfiguration(path.join(folder, 'agent.jsonc'))
    assert.equal(configuration.daily?.uploadAt, '05:30')
    const report = await checkOnly({ configuration, clock }, { file: path.join(folder, 'sample.csv') })
    const found = report.findings.map(({ row, check }) => `${row} ${check}`)
    assert.deepEqual([report.rows, report.ready, found], [7, 4, ['6 A1', '7 A1', '8 A5']])
    await assert.rejects(initAgent({ clock }, { folder, system }), {
      code: 'AGENT_INIT_EXISTS',
      message: 'There is an agent in this folder already; nothing was written (agent.jsonc, mapping.json, sample.csv)',
    })
  }
})

test('the ready mappings are those of the bundled extracts', () => {
  const bundled = { lcs: 'x01-lcs', mosaic: 'x02-mosaic', eclipse: 'x03-eclipse' }
  for (const [ready, name] of Object.entries(bundled)) {
    const read = (file: string) => fs.readFileSync(new URL(file, import.meta.url), 'utf8')
    const of = `../../../stand-ins/childrens-services/${name}.mapping.json`
    assert.equal(read(`../setup/mappings/${ready}.json`), read(of))
  }
})

test('comments end with their line and are none inside a string', () => {
  assert.deepEqual(JSON.parse(withoutComments('{ // one\n"a": "http://x \\" // y", "b": 1 // two\n}')), {
    a: 'http://x " // y',
    b: 1,
  })
  assert.throws(() => JSON.parse(withoutComments('{ "a": 1, /* no */ "b": 2 }')))
})
