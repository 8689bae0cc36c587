import { displayName } from '../../identity/index.ts'
import { isRefusal } from '../../platform/index.ts'
import type { Visit } from '../frame/portal.ts'
import { file, type Model, type Page, type Reply } from '../frame/reply.ts'
import { pageInSection } from '../frame/sections.ts'

const SECTIONS = {
  label: 'Operations',
  of: {
    now: { text: 'Now', href: '/operations' },
    mailboxes: { text: 'Mailboxes', href: '/operations/mailboxes' },
    quality: { text: 'Data quality', href: '/operations/quality' },
    incidents: { text: 'Incidents', href: '/operations/incidents' },
    levels: { text: 'Service levels', href: '/operations/service-levels' },
    charts: { text: 'Charts', href: '/operations/charts' },
  },
} as const

export type Section = keyof (typeof SECTIONS)['of']

/** A page of the area: `template` below `operations/`. */
export function sectionPage(at: Section, template: string, model: Model, status = 200): Page {
  return pageInSection(SECTIONS, at, { template: `operations/${template}`, model, status })
}

/** Who acts, as histories name them: the user of the session. */
export function nameOf({ actor: { author } }: Visit): string {
  return author.kind === 'person' ? `${displayName(author.name)} (${author.userId})` : author.systemId
}

/** A list for a spreadsheet, as operations wrote it. */
export function saved(name: string, text: string): Reply {
  return file(name, 'text/csv; charset=utf-8', `\uFEFF${text}`)
}

/** Does what a form asks for; what is refused is to be said on the form, anything else is thrown. */
export async function refusedOr(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (!isRefusal(error) || error.status >= 500) throw error
    return error.message
  }
}
