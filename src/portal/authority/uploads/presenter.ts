import { causeWords } from '../../../operations/index.ts'
import type { SentRow, SentUpload, SentUploadWithRows, Sliced } from '../../../register/index.ts'
import { presentPagination } from '../../components/pagination/presenter.ts'
import { type Cell, figure, type Table } from '../../components/table/presenter.ts'
import { dateAndTime } from '../../frame/words.ts'
import { asSentence, FILE_WORDS, PLAN_WORDS, verdictCell } from '../words.ts'

export const UPLOADS_ON_PAGE = 20
export const ROWS_ON_PAGE = 50

const PATH = '/authority/uploads'

/** The uploads of an authority. */
export function presentUploads({ rows, total }: Sliced<SentUpload>, page: number) {
  const table: Table = {
    caption: 'Files your system sent, the newest first',
    head: ['Received', 'File number', 'Answer', 'Records', 'Stored', 'Not stored'],
    rows: rows.map(one => [
      { text: dateAndTime(one.receivedAt), href: `${PATH}/${one.uploadId}` },
      { text: one.sequence === '-1' ? 'not readable' : one.sequence },
      { text: FILE_WORDS[one.fileCode].short, tag: FILE_WORDS[one.fileCode].tag },
      ...countsOf(one).map(figure),
    ]),
    empty: 'Your system has sent nothing yet.',
  }
  return {
    title: 'Uploads',
    table,
    pages: presentPagination({ page, pages: Math.ceil(total / UPLOADS_ON_PAGE), path: PATH }),
  }
}

/** Records of a file, those stored and those not: of a file refused whole, none was looked at. */
function countsOf({ processed, stored }: SentUpload): number[] {
  return [processed, stored, processed - stored]
}

type RowsShown = { readonly page: number; readonly refusedOnly: boolean }

/** One upload: its answer, why, and each record that is to be mended. */
export function presentUpload(upload: SentUploadWithRows, { page, refusedOnly }: RowsShown) {
  const { uploadId, sequence, total } = upload
  const words = FILE_WORDS[upload.fileCode]
  const path = `${PATH}/${uploadId}`
  return {
    title: `File ${sequence === '-1' ? 'without a readable number' : sequence}`,
    answer: { text: `${upload.fileCode}: ${words.short}`, tag: words.tag, mend: words.mend },
    reasons: reasonOf(upload),
    facts: {
      rows: factsOf(upload).map(([key, value]) => ({ key: { text: key }, value: { text: value } })),
    },
    table: rowsTable(upload.rows, refusedOnly),
    pages: presentPagination({
      page,
      pages: Math.ceil(total / ROWS_ON_PAGE),
      path: refusedOnly ? path : `${path}?rows=all`,
    }),
    others: refusedOnly
      ? { text: 'Show all records', href: `${path}?rows=all` }
      : { text: 'Show only what is to be mended', href: path },
    csvPath: `${path}/rows.csv`,
  }
}

/** Why the whole file was refused: on the wire it is the code alone (local-authority.md 4.2). */
function reasonOf({ detailCode, detailSentence }: SentUpload) {
  return detailCode === undefined ? [] : [{ code: detailCode, sentence: detailSentence ?? '' }]
}

function factsOf(upload: SentUploadWithRows): [string, string][] {
  const [records = 0, stored = 0] = countsOf(upload)
  return [
    ['Received', dateAndTime(upload.receivedAt)],
    ['Answered', upload.answeredAt === undefined ? 'Not yet' : dateAndTime(upload.answeredAt)],
    ['Records', String(records)],
    ['Stored', String(stored)],
    ['Not stored', String(records - stored)],
  ]
}

function rowsTable(rows: readonly SentRow[], refusedOnly: boolean): Table {
  return {
    caption: refusedOnly ? 'Records to mend' : 'All records',
    head: ['Record', 'Your id', 'Plans', 'Verdict', 'What it means', 'What to do'],
    rows: rows.map(row => {
      const { short, mend } = explain(row)
      return [
        figure(row.position),
        { text: row.localId ?? 'none given' },
        { text: row.plans.map(type => PLAN_WORDS[type]).join(', ') || 'none' },
        verdictOf(row),
        { text: short },
        { text: mend },
      ]
    }),
    empty: refusedOnly ? 'No record of this file is to be mended.' : 'The records of this file were not looked at.',
  }
}

function verdictOf({ code, detailCode }: SentRow): Cell {
  const cell = verdictCell(code)
  return detailCode === undefined ? cell : { ...cell, text: `${cell.text} ${detailCode}` }
}

/** A verdict in plain words, and what is to be done by whom; a detail's own sentence says how. */
export function explain({ code, detailCode, detailSentence }: SentRow): { short: string; mend: string } {
  if (code === 'CPR06') return { short: 'Stored', mend: 'Nothing' }
  const { short, mend } = causeWords({ code })
  return { short: asSentence(short), mend: asSentence(detailCode === undefined ? mend : (detailSentence ?? mend)) }
}

/** The records of an upload for a spreadsheet. */
export function rowsForCsv(rows: readonly SentRow[]): (string | number)[][] {
  const head = ['record', 'your_id', 'plans', 'verdict', 'detail', 'meaning', 'what_to_do']
  return [
    head,
    ...rows.map(row => {
      const { short, mend } = explain(row)
      return [row.position, row.localId ?? '', row.plans.join(' '), row.code, row.detailCode ?? '', short, mend]
    }),
  ]
}
