import { escaped, htmlPage } from '../toolkit/html.ts'
import type { Block, NoteDocument, NoteSection } from './document.ts'

/** An issue as Markdown; what would be mark-up in a text is shown as it stands. */
export function noteMarkdown(document: NoteDocument): string {
  const parts = [
    `# ${plain(document.title)}`,
    ...(document.notice === undefined ? [] : [`> ${plain(document.notice)}`]),
    plain(document.standfirst),
    ...document.sections.flatMap(sectionMarkdown),
    ...imprint(document).map(plain),
  ]
  return `${parts.join('\n\n')}\n`
}

/** Whose it is, and when it was published (programme.md S-002, S-009). */
function imprint({ publisher, lastEdited }: NoteDocument): string[] {
  return [`Published by ${publisher}`, ...(lastEdited === undefined ? [] : [`Last edited: ${lastEdited}`])]
}

function sectionMarkdown({ level, heading, blocks }: NoteSection): string[] {
  return [`${'#'.repeat(level)} ${plain(heading)}`, ...blocks.map(blockMarkdown)]
}

function blockMarkdown(block: Block): string {
  if (block.kind === 'paragraph') return plain(block.text)
  if (block.kind === 'list') return block.items.map(item => `* ${plain(item)}`).join('\n')
  const line = (cells: readonly string[]) => `| ${cells.map(cell => plain(cell).replaceAll('|', '\\|')).join(' | ')} |`
  const rule = `|${' --- |'.repeat(block.head.length)}`
  return [line(block.head), rule, ...block.rows.map(line)].join('\n')
}

/** Characters Markdown would read as its own; at the beginning of a line also those of headings, lists and rules. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_~[\]<>]|&(?=#?\w+;)/g, '\\$&')
    .replace(/^(?=#{1,6}(\s|$)|[-+](\s|$)|-{3,}|={1,})/, '\\')
    .replace(/^(\d{1,9})(?=[.)](\s|$))/, '$1\\')
}

/** An issue as one HTML page. */
export function noteHtml(document: NoteDocument): string {
  const { title, notice, standfirst, sections } = document
  const edited = imprint(document).map(text => `<p>${escaped(text)}</p>`)
  const body = [`<p>${escaped(standfirst)}</p>`, ...sections.map(sectionHtml), ...edited].join('\n')
  return htmlPage({ title, body: `${body}\n`, ...(notice !== undefined && { notice }) })
}

function sectionHtml({ key, level, heading, blocks }: NoteSection): string {
  return [`<h${level} id="${key}">${escaped(heading)}</h${level}>`, ...blocks.map(blockHtml)].join('\n')
}

function blockHtml(block: Block): string {
  if (block.kind === 'paragraph') return `<p>${escaped(block.text)}</p>`
  if (block.kind === 'list') return `<ul>\n${block.items.map(item => `<li>${escaped(item)}</li>`).join('\n')}\n</ul>`
  const cells = (tag: string, row: readonly string[]) => row.map(cell => `<${tag}>${escaped(cell)}</${tag}>`).join('')
  const rows = block.rows.map(row => `<tr>${cells('td', row)}</tr>`).join('\n')
  const head = block.head.map(cell => `<th scope="col">${escaped(cell)}</th>`).join('')
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows}\n</tbody>\n</table>`
}
