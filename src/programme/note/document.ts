import type { Period } from './period.ts'
import type { SectionKey } from './section.ts'

/** What stands in a section, one below the other; plain text, without any mark-up. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }

export type NoteSection = {
  readonly key: SectionKey
  /** 2 or 3: a part of another stands one level lower. */
  readonly level: 2 | 3
  readonly heading: string
  readonly blocks: readonly Block[]
}

/** One issue of the briefing note as it is read: made of the records and of what its authors wrote. */
export type NoteDocument = {
  readonly series: string
  readonly period: Period
  readonly title: string
  /** The organisation it comes from, as configured. */
  readonly publisher: string
  /** A notice of the whole site, where one is due (programme.md S-002). */
  readonly notice?: string
  readonly standfirst: string
  readonly sections: readonly NoteSection[]
  /** When it was published, to the minute in England (programme.md S-009); absent before. */
  readonly lastEdited?: string
}

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text })

/** A list, or nothing where it would be empty. */
export const list = (items: readonly string[]): Block[] => (items.length === 0 ? [] : [{ kind: 'list', items }])

/**
 * What an author wrote: paragraphs with an empty line between them; lines that all begin with `- ` are a list.
 */
export function readBlocks(text: string): Block[] {
  return text
    .split(/\n\s*\n/)
    .map(part => part.trim())
    .filter(part => part !== '')
    .map(blockOf)
}

function blockOf(part: string): Block {
  const lines = part.split('\n').map(line => line.trim())
  const isList = lines.every(line => line.startsWith('- '))
  return isList ? { kind: 'list', items: lines.map(line => line.slice(2).trim()) } : paragraph(lines.join(' '))
}

/** Every text of a section, each with where it stands. */
export function textsOf(document: NoteDocument): { readonly place: string; readonly text: string }[] {
  const standfirst = { place: 'standfirst', text: document.standfirst }
  const others = document.sections.flatMap(({ key, blocks }) =>
    blocks.flatMap(linesOf).map(text => ({ place: key, text })),
  )
  return [standfirst, ...others]
}

function linesOf(block: Block): string[] {
  if (block.kind === 'paragraph') return [block.text]
  if (block.kind === 'list') return [...block.items]
  return block.rows.map(row => row.join(' '))
}

/** `one, two and three`. */
export function inWords(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** A number as a sentence has it: in words up to ten. */
export function numberWord(count: number): string {
  return NUMBERS[count] ?? String(count)
}

/** The number of a word or of digits; `undefined` for anything else. */
export function readNumber(text: string): number | undefined {
  const place = NUMBERS.indexOf(text.toLowerCase())
  if (place > 0) return place
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined
}
