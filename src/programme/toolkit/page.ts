import { type CalendarDate, readCalendarDate, refusal } from '../../platform/index.ts'
import { toolkitErrors } from './errors.ts'

/** What a page is (programme.md S-084). */
export const PAGE_KINDS = ['best-practice', 'self-help', 'lesson'] as const
export type PageKind = (typeof PAGE_KINDS)[number]

/** Whom a page is for (programme.md 3.7). */
export const AUDIENCES = ['site', 'LA', 'ICB', 'supplier'] as const
export type Audience = (typeof AUDIENCES)[number]

export type ToolkitPage = {
  /** Its short name, as `baseline-measures`. */
  readonly page: string
  readonly title: string
  readonly kind: PageKind
  readonly audience: readonly Audience[]
  /** Codes of the care settings it is for; none: all. */
  readonly settings: readonly string[]
  /** Whole numbers from 1 on. */
  readonly version: number
  readonly reviewBy: CalendarDate
  /** Markdown; HTML in it is shown as text. */
  readonly text: string
}

const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/
const KEYS = ['audience', 'kind', 'reviewBy', 'settings', 'title', 'version']
const SHORT_NAME = /^[a-z0-9][a-z0-9-]{1,59}$/

/**
 * Reads a page: Markdown below a block of `key: value` lines between two lines of `---`: title, kind, audience and
 * settings (commas between several), version, reviewBy. Throws TOOLKIT_PAGE_INVALID saying what is wrong.
 */
export function readPage(page: string, text: string): ToolkitPage {
  const [, block = '', body = ''] = FRONT_MATTER.exec(text) ?? []
  const said = new Map(block.split(/\r?\n/).map(line => [line.split(':')[0]?.trim() ?? '', afterColon(line)]))
  if ([...said.keys()].sort().join() !== KEYS.join())
    throw invalid(page, `the block above has exactly ${KEYS.join(', ')}`)
  const of = (key: string) => said.get(key) ?? ''
  return checkPage({
    page,
    title: of('title'),
    kind: of('kind') as PageKind,
    audience: listOf(of('audience')) as Audience[],
    settings: listOf(of('settings')),
    version: Number(of('version')),
    reviewBy: of('reviewBy') as CalendarDate,
    text: body.trim(),
  })
}

const afterColon = (line: string) => line.slice(line.indexOf(':') + 1).trim()
const listOf = (text: string) =>
  text
    .split(',')
    .map(one => one.trim())
    .filter(one => one !== '')

/** Returns the page when it is one. Throws TOOLKIT_PAGE_INVALID saying what is wrong. */
export function checkPage(page: ToolkitPage): ToolkitPage {
  const checks: readonly (readonly [boolean, string])[] = [
    [SHORT_NAME.test(page.page), 'its name is short, of a-z, 0-9 and -'],
    [page.title !== '' && page.text !== '', 'it has a title and a text'],
    [PAGE_KINDS.includes(page.kind), `kind is one of ${PAGE_KINDS.join(', ')}`],
    [
      page.audience.length > 0 && page.audience.every(one => AUDIENCES.includes(one)),
      `audience is ${AUDIENCES.join(', ')}`,
    ],
    [Number.isSafeInteger(page.version) && page.version > 0, 'version is a whole number from 1 on'],
    [readCalendarDate(page.reviewBy) !== undefined, 'reviewBy is a day as 2023-07-01'],
  ]
  const odd = checks.find(([isFine]) => !isFine)
  if (odd !== undefined) throw invalid(page.page, odd[1])
  return page
}

function invalid(page: string, what: string) {
  return refusal(toolkitErrors, 'TOOLKIT_PAGE_INVALID', `${page}: ${what}`)
}
