import { isRefusal } from '../../../platform/index.ts'
import type { NoteDeps } from '../../../programme/index.ts'
import type { Table } from '../../components/table/presenter.ts'
import type { Pages, Visit } from '../../frame/portal.ts'
import { csv, type Page, page, type Reply, redirect } from '../../frame/reply.ts'
import type { ProgrammePagesDeps } from '../deps.ts'
import { type Act, errorsIn, typedOf } from './act.ts'
import { type Failed, type FieldError, idOf } from './form-model.ts'
import type { Part } from './part.ts'

const SECTIONS = {
  home: { text: 'Today', href: '/programme' },
  sites: { text: 'Sites', href: '/programme/sites' },
  ig: { text: 'IG register', href: '/programme/ig' },
  consultations: { text: 'Consultations', href: '/programme/consultations' },
  boards: { text: 'Boards', href: '/programme/boards' },
  suppliers: { text: 'Suppliers', href: '/programme/suppliers' },
  toolkit: { text: 'Toolkit', href: '/programme/toolkit' },
  notes: { text: 'Briefing note', href: '/programme/notes' },
  milestones: { text: 'Milestones', href: '/programme/milestones' },
} as const
export type Section = keyof typeof SECTIONS

/** The words and values of one page. */
export type Shown = { readonly title: string; readonly intro: readonly string[]; readonly parts: readonly Part[] }

/** Who looks at what: what a presenter is given beside the records. */
export type Look = { readonly path: string; readonly by: string; readonly failed?: Failed | undefined }

/** One page: what it shows, what can be done on it, and its lists as files. */
export type Screen = {
  readonly section: Section
  /** Below `/programme`. */
  readonly path: string
  readonly show: (deps: NoteDeps, visit: Visit, look: Look) => Promise<Shown>
  readonly acts?: readonly Act[]
  /** By file name below the path. */
  readonly lists?: Readonly<Record<string, (deps: NoteDeps, visit: Visit) => Promise<Table>>>
  /** Other files, by name below the path. */
  readonly files?: Readonly<Record<string, (deps: NoteDeps, visit: Visit) => Promise<Reply>>>
}

/** Adds a page with its forms and files. */
export function addScreen(pages: Pages, { programme }: ProgrammePagesDeps, screen: Screen): void {
  pages.get(screen.path, visit => shown(programme, { screen, visit }))
  for (const act of screen.acts ?? [])
    pages.post(`${screen.path}/${act.id}`, visit => done(programme, { screen, visit }, act), {
      freshSignIn: act.isGrave === true,
    })
  for (const [name, table] of Object.entries(screen.lists ?? {}))
    pages.get(`${screen.path}/${name}.csv`, async visit => tableCsv(name, await table(programme, visit)))
  for (const [name, file] of Object.entries(screen.files ?? {}))
    pages.get(`${screen.path}/${name}`, visit => file(programme, visit))
}

type At = { readonly screen: Screen; readonly visit: Visit }

async function shown(deps: NoteDeps, { screen, visit }: At, failed?: Failed): Promise<Page> {
  const acted = failed === undefined ? visit.path : visit.path.slice(0, visit.path.lastIndexOf('/'))
  const { title, intro, parts } = await screen.show(deps, visit, { path: acted, by: userOf(visit), failed })
  const errors = failed?.errors ?? []
  const sections = Object.entries(SECTIONS).map(([key, one]) => ({ ...one, isCurrent: key === screen.section }))
  const heading = errors.length > 0 ? `Error: ${title}` : title
  const model = { title: heading, heading: title, intro, parts, errors, sections }
  return page('programme/screen/screen.njk', model, failed ? 422 : 200)
}

/** Does what a form asks; a refusal stands on the form in the words of the catalogue, filled with what was typed. */
async function done(deps: NoteDeps, at: At, act: Act): Promise<Reply> {
  const { visit } = at
  const fail = (errors: readonly FieldError[]) => shown(deps, at, { id: act.id, typed: visit.form, errors })
  const errors = errorsIn(act, visit.form)
  if (errors.length > 0) return fail(errors)
  const typed = typedOf(visit.form)
  try {
    await act.run({ deps, by: userOf(visit), visit, typed })
  } catch (error) {
    if (!isRefusal(error) || error.status >= 500) throw error
    return fail([{ text: error.message, href: hrefOf(act, visit) }])
  }
  return redirect(act.onTo?.(typed) ?? visit.path.slice(0, visit.path.lastIndexOf('/')))
}

function hrefOf(act: Act, { form }: Visit): string {
  const [first] = act.fields.filter(one => one.as !== 'hidden')
  return first === undefined ? `#form-${act.id}${form.get('within')}` : `#${idOf(act, first.name, form.get('within'))}`
}

/** The user of the session: who did it, in every change; two people are two users. */
export function userOf({ actor }: Visit): string {
  return actor.author.kind === 'person' ? actor.author.userId : actor.author.systemId
}

/** A table as a file for a spreadsheet. */
export function tableCsv(name: string, { head, rows }: Table): Reply {
  return csv(`${name}.csv`, [head, ...rows.map(cells => cells.map(cell => cell.text))])
}

/** A part of a path of a visit. */
export function paramOf({ params }: Visit, name: string): string {
  return params[name] ?? ''
}

/** The path of one thing below another. */
export function below(path: string, key: string): string {
  return `${path}/${encodeURIComponent(key)}`
}
