import fs from 'node:fs'
import path from 'node:path'
import { refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { refuseChild } from '../kinds/refuse-child.ts'
import { changeState, type Entry, entriesOf, type Ledger, lastEntries } from '../ledger/ledger.ts'
import { toolkitErrors } from './errors.ts'
import { checkPage, readPage, type ToolkitPage } from './page.ts'

const pageLedger: Ledger<ToolkitPage> = { table: 'programme.toolkit_page_ledger' }

/**
 * Keeps a page; one that is there already needs a higher version. Throws TOOLKIT_PAGE_INVALID, PROGRAMME_NAMES_A_CHILD.
 */
export async function keepPage(
  deps: ProgrammeDeps,
  said: { readonly page: ToolkitPage; readonly by: string },
): Promise<ToolkitPage> {
  const page = checkPage(said.page)
  refuseChild(page)
  return changeState(deps, pageLedger, {
    ...{ key: page.page, by: said.by, what: `version ${page.version}` },
    step(last) {
      if (last !== undefined && page.version <= last.version)
        throw refusal(toolkitErrors, 'TOOLKIT_PAGE_INVALID', `${page.page}: version ${last.version} is there`)
      return page
    },
  })
}

/** Every page as it stands, by its name. */
export async function listPages(deps: Pick<ProgrammeDeps, 'db' | 'clock'>): Promise<ToolkitPage[]> {
  return (await lastEntries(deps.db, pageLedger, deps.clock.now())).map(one => one.state)
}

/** Every version of a page, oldest first. Throws TOOLKIT_PAGE_UNKNOWN. */
export async function readPageVersions(deps: Pick<ProgrammeDeps, 'db'>, page: string): Promise<Entry<ToolkitPage>[]> {
  const entries = await entriesOf(deps.db, pageLedger, page)
  if (entries.length === 0) throw refusal(toolkitErrors, 'TOOLKIT_PAGE_UNKNOWN', page)
  return entries
}

/** The first contents, as this project ships them: the `.md` files of `pages/`. Throws TOOLKIT_PAGE_INVALID. */
export function shippedPages(): ToolkitPage[] {
  const folder = path.join(import.meta.dirname, 'pages')
  const files = fs.readdirSync(folder).filter(name => name.endsWith('.md'))
  return files
    .sort()
    .map(name => readPage(path.basename(name, '.md'), fs.readFileSync(path.join(folder, name), 'utf8')))
}

/** Keeps every shipped page that is new or of a higher version than what is there; returns which. */
export async function loadShippedPages(deps: ProgrammeDeps, by: string): Promise<string[]> {
  const there = new Map((await listPages(deps)).map(one => [one.page, one.version]))
  const newer = shippedPages().filter(one => one.version > (there.get(one.page) ?? 0))
  for (const page of newer) await keepPage(deps, { page, by })
  return newer.map(one => one.page)
}
