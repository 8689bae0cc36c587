import type { PageKind } from './page.ts'
import type { Toolkit } from './toolkit.ts'

const HEADINGS: Readonly<Record<PageKind, string>> = {
  'best-practice': 'Best practice',
  'self-help': 'Self-help guides',
  lesson: 'Lessons learned',
}

/** Where a page wants the table of settings and modes, on a line of its own. */
export const SETTINGS_TABLE = '[settings and modes]'

/** The whole toolkit as one Markdown text: pages by their kind, then the lessons register (programme.md 3.7). */
export function assembleToolkit(toolkit: Toolkit): string {
  const table = tableOf(
    ['Care setting', 'Looks up'],
    toolkit.settings.map(one => [one.name, one.mode]),
  )
  const pages = Object.entries(HEADINGS).flatMap(([kind, heading]) => {
    const own = toolkit.pages.filter(one => one.kind === kind)
    return own.length === 0 ? [] : [`# ${heading}`, ...own.map(one => pageText(one, table))]
  })
  return [...pages, ...lessonsText(toolkit)].join('\n\n') + '\n'
}

function pageText(page: Toolkit['pages'][number], table: string): string {
  const about = `For: ${page.audience.join(', ')}. Version ${page.version}, to be reviewed by ${page.reviewBy}.`
  return `## ${page.title}\n\n${about}\n\n${page.text.replaceAll(SETTINGS_TABLE, table)}`
}

function lessonsText({ lessons }: Toolkit): string[] {
  if (lessons.length === 0) return []
  const rows = lessons.map(one => [one.careSetting, one.text, one.action, one.page ?? ''])
  return ['# Lessons register', tableOf(['Care setting', 'Lesson', 'What is done', 'Page'], rows)]
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellOf).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const cellOf = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
