import assert from 'node:assert/strict'
import { test } from 'node:test'
import { childCells, MAPPING, writeExtract, writeFile } from '../fixture.ts'
import { type ExtractRow, readExtract } from './extract.ts'
import { type ExtractMapping, readMapping } from './mapping.ts'

async function read(file: string, mapping: ExtractMapping = MAPPING): Promise<ExtractRow[]> {
  const rows: ExtractRow[] = []
  for await (const row of readExtract(file, mapping)) rows.push(row)
  return rows
}

const SMALL: ExtractMapping = {
  delimiter: ';',
  dateFormat: 'DD/MM/YYYY',
  columns: {
    localPersonId: 'Id',
    nhsNumber: 'NHS',
    familyName: 'Surname',
    givenNames: 'Forename',
    dateOfBirth: 'Born',
    legalStatus: 'Status',
    lsStart: 'From',
    lsEnd: 'To',
  },
  legalStatuses: { 'Full care order': 'C2' },
}
const HEADINGS = 'Worker;Id;NHS;Surname;Forename;Born;Status;From;To'

const unreadable = (detail: string) => ({
  code: 'AGENT_EXTRACT_UNREADABLE',
  message: `The extract cannot be read; nothing was sent (${detail})`,
})

test('columns are found by their headings, dates by the format, statuses by their words or codes', async () => {
  const file = writeFile(
    'x.csv',
    `\uFEFF${HEADINGS}\r\nJo;1; 999 010 0004 ;"O;Neil";Zoë;14/02/2019;Full care order;01/03/2026;\r\n\r\n` +
      'Jo;2;9990100284;"Two\nlines";Bo;31/02/2019;c1;2026-03-01;05/01/0203\r\n',
  )
  assert.deepEqual(await read(file, SMALL), [
    {
      number: 2,
      text: {
        localPersonId: '1',
        nhsNumber: '999 010 0004',
        familyName: 'O;Neil',
        givenNames: 'Zoë',
        dateOfBirth: '14/02/2019',
        legalStatus: 'Full care order',
        lsStart: '01/03/2026',
      },
      date: { dateOfBirth: '2019-02-14', lsStart: '2026-03-01' },
      legalStatus: 'C2',
    },
    {
      number: 4,
      text: {
        localPersonId: '2',
        nhsNumber: '9990100284',
        familyName: 'Two\nlines',
        givenNames: 'Bo',
        dateOfBirth: '31/02/2019',
        legalStatus: 'c1',
        lsStart: '2026-03-01',
        lsEnd: '05/01/0203',
      },
      date: {},
      legalStatus: 'C1',
    },
  ])
})

test('an extract without rows is read as such', async () => {
  assert.deepEqual(await read(writeExtract()), [])
})

test('a row the reader does not need is passed over as it streams', async () => {
  const file = writeExtract(...Array.from({ length: 2_000 }, (_, index) => childCells({ localPersonId: `P${index}` })))
  for await (const row of readExtract(file, MAPPING)) {
    assert.equal(row.text.localPersonId, 'P0')
    break
  }
})

test('an extract that cannot be read says where, and nothing of what stands there', async () => {
  const missing = writeFile('x.csv', 'Id;NHS;Forename;Born;Status;From\n')
  await assert.rejects(read(missing, SMALL), unreadable('no column Surname, To'))
  const short = writeFile('x.csv', `${HEADINGS}\nJo;1;9990100004\n`)
  await assert.rejects(read(short, SMALL), unreadable('line 2: CSV_RECORD_INCONSISTENT_COLUMNS'))
  const quote = writeFile('x.csv', `${HEADINGS}\nJo;1;9990100004;"Never closed;Sam;14/02/2019;;;\n`)
  await assert.rejects(read(quote, SMALL), unreadable('line 2: CSV_QUOTE_NOT_CLOSED'))
  const latin = writeFile('x.csv', Buffer.from(`${HEADINGS}\nJo;1;9990100004;Zo\xeb;Sam;14/02/2019;;;\n`, 'latin1'))
  await assert.rejects(
    read(latin, SMALL),
    unreadable(
      'it is not written in utf-8; where it is in one of utf-16le, utf-16be, windows-1252, the mapping file must say so',
    ),
  )
  await assert.rejects(read('/nowhere/x.csv', SMALL), unreadable('the file cannot be opened: ENOENT'))
  await assert.rejects(read(writeFile('x.csv', ''), SMALL), unreadable('there are no headings'))
})

const badMapping = (detail: string) => ({
  code: 'AGENT_MAPPING_INVALID',
  message: `The mapping file of the extract is not usable (${detail})`,
})

test('each fault of a mapping is named', async () => {
  const { columns } = SMALL
  const { familyName: _, ...without } = columns
  const read = (value: unknown) => readMapping(writeFile('m.json', JSON.stringify(value)))
  assert.deepEqual(await read(SMALL), SMALL)
  await assert.rejects(read({ ...SMALL, columns: without }), badMapping('columns.familyName is missing'))
  await assert.rejects(read({ ...SMALL, columns: { ...columns, x: 'y' } }), badMapping('columns.x is not a setting'))
  await assert.rejects(
    read({ ...SMALL, dateFormat: 'MM/DD/YYYY', delimiter: '::', legalStatuses: { Care: 'C9' } }),
    badMapping(
      'delimiter must not have more than 1 characters; dateFormat must be one of YYYY-MM-DD, DD/MM/YYYY; ' +
        'legalStatuses.Care must be one of C1, C2, V2, V3, V4, E1, D1, L1, L2, L3, J1, J2, J3',
    ),
  )
  await assert.rejects(
    read({ ...SMALL, columns: { ...columns, lsEnd: undefined } }),
    badMapping('columns.lsEnd is missing beside legalStatus'),
  )
  await assert.rejects(
    read({ ...SMALL, columns: { ...columns, legalStatus: undefined, lsStart: undefined, lsEnd: undefined } }),
    badMapping('columns name no plan: cpStart, lsStart or unbornPlanStart'),
  )
})
