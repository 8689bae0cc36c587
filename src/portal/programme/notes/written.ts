import type { Block, NoteDocument, NoteSection } from '../../../programme/index.ts'
import { words } from '../../components/table/presenter.ts'
import type { Link, Part, WrittenBlock } from '../screen/part.ts'

/** An issue as it is read; `linksOf` says what stands below each section. */
export function writtenNote(document: NoteDocument, linksOf: (section: NoteSection) => readonly Link[]): Part {
  const standfirst = { heading: document.title, level: 2, paragraphs: [linesOf(document.standfirst)], links: [] }
  const sections = document.sections.map(section => ({
    ...{ heading: section.heading, level: section.level },
    paragraphs: section.blocks.map(block => blockOf(section.heading, block)),
    links: linksOf(section),
  }))
  return { kind: 'written', of: { heading: document.title, sections: [standfirst, ...sections] } }
}

function linesOf(...lines: readonly string[]): WrittenBlock {
  return { lines, items: [], tables: [] }
}

function blockOf(heading: string, block: Block): WrittenBlock {
  if (block.kind === 'paragraph') return linesOf(block.text)
  if (block.kind === 'list') return { lines: [], items: block.items, tables: [] }
  const table = { caption: heading, head: block.head, rows: block.rows.map(row => words(...row)), empty: '' }
  return { lines: [], items: [], tables: [table] }
}
