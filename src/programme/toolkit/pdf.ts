import type { Token } from 'markdown-it'
import PDFDocument from 'pdfkit'
import { assembleToolkit } from './assemble.ts'
import { markdown } from './html.ts'
import type { Toolkit } from './toolkit.ts'

type Document = InstanceType<typeof PDFDocument>

const SIZES: Readonly<Record<string, number>> = { h1: 20, h2: 15, h3: 12 }
const BODY = 11
const MARGIN = 56

/** A released toolkit as PDF, A4, tagged with its title and language; the same toolkit gives the same bytes. */
export function toolkitPdf(toolkit: Toolkit): Promise<Buffer> {
  const title = `CP-IS toolkit ${toolkit.version}`
  const info = {
    Title: title,
    Author: 'CP-IS programme',
    CreationDate: toolkit.releasedAt,
    ModDate: toolkit.releasedAt,
  }
  const document = new PDFDocument({ size: 'A4', margin: MARGIN, lang: 'en-GB', displayTitle: true, info })
  const parts: Buffer[] = []
  document.on('data', part => parts.push(part as Buffer))
  const whole = new Promise<Buffer>((resolve, reject) => {
    document.on('end', () => resolve(Buffer.concat(parts)))
    document.on('error', reject)
  })
  document.font('Helvetica-Bold').fontSize(24).text(title).moveDown()
  write(document, markdown.parse(assembleToolkit(toolkit), {}))
  document.end()
  return whole
}

/** Writes the blocks of the text in order: headings, paragraphs, list items, table rows, blocks of code. */
function write(document: Document, tokens: readonly Token[]): void {
  let row: string[] | undefined
  const lists: { next: number | undefined }[] = []
  for (const [place, token] of tokens.entries()) {
    const before = tokens[place - 1]
    if (token.type === 'tr_open') row = []
    else if (token.type === 'tr_close' && row !== undefined) {
      line(document, row.filter(cell => cell !== '').join(' - '), 10)
      row = undefined
    } else if (token.type.endsWith('_list_open')) lists.push({ next: token.type.startsWith('ordered') ? 1 : undefined })
    else if (token.type.endsWith('_list_close')) lists.pop()
    else if (token.type === 'inline' && row !== undefined) row.push(plainText(token))
    else if (token.type === 'inline' && before?.type === 'heading_open') heading(document, token, before.tag)
    else if (token.type === 'inline') line(document, mark(lists.at(-1)) + plainText(token), lists.length * 14)
    else if (token.type === 'fence' || token.type === 'code_block')
      line(document, token.content.trimEnd(), 14, 'Courier')
  }
}

function mark(list: { next: number | undefined } | undefined): string {
  if (list === undefined) return ''
  if (list.next === undefined) return '\u2022 '
  list.next += 1
  return `${list.next - 1}. `
}

function heading(document: Document, token: Token, tag: string): void {
  document
    .moveDown(0.6)
    .font('Helvetica-Bold')
    .fontSize(SIZES[tag] ?? BODY)
  document.text(printable(plainText(token)), MARGIN, document.y).moveDown(0.3)
}

function line(document: Document, text: string, indent: number, font = 'Helvetica'): void {
  document.font(font).fontSize(BODY)
  document
    .text(printable(text), MARGIN + indent, document.y, { width: document.page.width - 2 * MARGIN - indent })
    .moveDown(0.4)
}

function plainText(token: Token): string {
  return (token.children ?? []).map(one => (one.type === 'softbreak' ? ' ' : one.content)).join('')
}

/** The fonts every PDF reader has know Western letters only; what they lack is shown as a question mark. */
function printable(text: string): string {
  return text.replaceAll(/[^\n\u0020-\u007e\u00a0-\u00ff\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026]/g, '?')
}
