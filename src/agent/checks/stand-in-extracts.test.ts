import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { expected } from '../../../stand-ins/childrens-services/expected.ts'
import { EXTRACTS, writeExtracts } from '../../../stand-ins/childrens-services/generate.ts'
import { type ExtractRow, readExtract } from '../extract/extract.ts'
import { readMapping } from '../extract/mapping.ts'
import { CONFIGURATION, TODAY } from '../fixture.ts'
import { checkExtract } from './index.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'extracts-'))
after(() => fs.rmSync(folder, { recursive: true }))

const CHECK_OF: Readonly<Record<string, string>> = {
  'number-missing': 'A1',
  'number-too-long': 'A1',
  'number-check-digit': 'A1',
  'name-missing': 'A2',
  'over-18': 'A3',
  'unborn-without-mother': 'A4',
  'end-before-start': 'A5',
  'start-in-future': 'A5',
  'ended-too-long-ago': 'A6',
  'number-on-two-persons': 'A9',
  'legal-status-unmapped': 'A10',
}

for (const { authority, csv, mapping } of writeExtracts(folder, TODAY)) {
  test(`the rows of ${authority} are held back for the reasons they were made for`, async () => {
    const rows: ExtractRow[] = []
    for await (const row of readExtract(csv, await readMapping(mapping))) rows.push(row)
    const checked = checkExtract(rows, CONFIGURATION, { today: TODAY })
    const wanted = EXTRACTS.find(extract => extract.authority === authority)?.rows.flatMap(({ fate }, index) =>
      CHECK_OF[fate] === undefined ? [] : [`${index + 2} ${CHECK_OF[fate]}`],
    )
    const blocked = checked.findings.filter(({ severity }) => severity === 'block')
    assert.deepEqual(
      blocked.map(({ row, check }) => `${row} ${check}`),
      wanted,
    )
    const { rows: all, heldBack, sent } = expected[authority]
    assert.deepEqual([checked.rows, checked.heldBack, checked.records.length], [all, heldBack, sent])
  })
}
