import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import { writeFile } from '../fixture.ts'
import { type ExtractRow, readExtract } from './extract.ts'
import type { ExtractMapping } from './mapping.ts'

const MAPPING: ExtractMapping = {
  dateFormat: 'DD/MM/YYYY',
  columns: {
    ...{ localPersonId: 'Id', nhsNumber: 'NHS', familyName: 'Surname', givenNames: 'Forename', dateOfBirth: 'Born' },
    ...{ cpStart: 'From', cpEnd: 'To' },
  },
}
const HEADINGS = ['Id', 'NHS', 'Surname', 'Forename', 'Born', 'From', 'To']
const CELLS = ['1', '9990100004', 'Zoë', 'Kit', '14/02/2019', '01/03/2026', '']
const unreadable = (detail: string) => ({
  code: 'AGENT_EXTRACT_UNREADABLE',
  message: `The extract cannot be read; nothing was sent (${detail})`,
})

async function read(file: string, more: Partial<ExtractMapping> = {}): Promise<ExtractRow[]> {
  const rows: ExtractRow[] = []
  for await (const row of readExtract(file, { ...MAPPING, ...more })) rows.push(row)
  return rows
}
const seen = ([row]: ExtractRow[]) => [row?.number, row?.text.familyName, row?.date.cpStart, row?.text.cpEnd]
const GOOD = [2, 'Zoë', '2026-03-01', undefined]

test('the delimiter is found where the mapping does not say it', async () => {
  for (const delimiter of [',', ';', '\t', '|', '^', '~']) {
    const text = [HEADINGS, CELLS].map(line => line.join(delimiter)).join('\r\n')
    assert.deepEqual(seen(await read(writeFile('x.csv', text))), GOOD)
  }
})

test('UTF-8 and UTF-16 are found by their bytes, Windows-1252 is confirmed by the mapping', async () => {
  const text = [HEADINGS, CELLS].map(line => line.join(',')).join('\n')
  const little = Buffer.from(text, 'utf16le')
  const big = Buffer.from(little).swap16()
  for (const bytes of [
    Buffer.from(`\uFEFF${text}`),
    Buffer.from(text),
    little,
    big,
    Buffer.concat([Buffer.from([0xff, 0xfe]), little]),
    Buffer.concat([Buffer.from([0xfe, 0xff]), big]),
  ])
    assert.deepEqual(seen(await read(writeFile('x.csv', bytes))), GOOD)
  const windows = writeFile('x.csv', Buffer.from(text, 'latin1'))
  await assert.rejects(read(windows), /it is not written in utf-8/)
  assert.deepEqual(seen(await read(windows, { encoding: 'windows-1252' })), GOOD)
  await assert.rejects(
    read(writeFile('x.csv', little), { encoding: 'windows-1252' }),
    unreadable('it is utf-16le; the mapping file says windows-1252'),
  )
})

test('JSON Lines are read by the same headings', async () => {
  const object = Object.fromEntries(HEADINGS.map((heading, index) => [heading, CELLS[index] || null]))
  const file = writeFile('x.jsonl', `${JSON.stringify(object)}\n\n${JSON.stringify({ ...object, To: 7 })}\n`)
  const rows = await read(file)
  assert.deepEqual(seen(rows), [1, ...GOOD.slice(1)])
  assert.deepEqual([rows[1]?.number, rows[1]?.text.cpEnd], [3, '7'])
  const { To: _, ...without } = object
  await assert.rejects(read(writeFile('x.jsonl', JSON.stringify(without))), unreadable('no column To'))
  for (const line of ['{"a":', '[1]', '{"Id":{}}'])
    await assert.rejects(read(writeFile('x.jsonl', line)), unreadable('line 1: not a flat JSON object'))
})

/** A workbook as small as one can be: inline text, one sheet. */
function workbook(rows: readonly (readonly string[])[]): Uint8Array {
  const cell = (text: string, row: number, column: number) => {
    const at = `${String.fromCharCode(65 + column)}${row + 1}`
    return /^\d{10}$/.test(text)
      ? `<c r="${at}"><v>${text}</v></c>`
      : `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`
  }
  const lines = rows.map(
    (cells, row) => `<row r="${row + 1}">${cells.map((text, i) => cell(text, row, i)).join('')}</row>`,
  )
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const packages = 'http://schemas.openxmlformats.org/package/2006'
  const files = {
    '[Content_Types].xml': `<Types xmlns="${packages}/content-types"/>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData></worksheet>`,
  }
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))
}

test('an Excel workbook is read by the same headings, its numbers as text', async () => {
  const rows = await read(writeFile('x.xlsx', workbook([HEADINGS, CELLS])))
  assert.deepEqual(seen(rows), GOOD)
  assert.equal(rows[0]?.text.nhsNumber, '9990100004')
  await assert.rejects(read(writeFile('x.xlsx', workbook([HEADINGS.slice(0, 6)]))), unreadable('no column To'))
  await assert.rejects(read(writeFile('x.xlsx', 'no workbook')), unreadable('it is not an Excel workbook'))
})
