import type { LocalAuthority } from '../../care-settings/index.ts'
import { displayName } from '../../identity/index.ts'
import { isRefusal, refusal } from '../../platform/index.ts'
import type { Visit } from '../frame/portal.ts'
import { type Model, type Page, page, type Reply } from '../frame/reply.ts'
import type { AuthorityDeps, AuthorityMember } from './deps.ts'
import { authorityPageErrors } from './errors.ts'

/** A visit by staff of an authority, with the authority their role belongs to. */
export type OwnVisit = Visit & { readonly authority: LocalAuthority; readonly member: AuthorityMember }

export type OwnWork = (deps: AuthorityDeps, visit: OwnVisit) => Promise<Reply>

/**
 * Runs a page for the authority of the session: the organisation of the role, and nothing a request says. What is refused
 * is in the system audit before the page says so. Throws AUTHORITY_UNKNOWN.
 */
export async function ofOwnAuthority(deps: AuthorityDeps, visit: Visit, work: OwnWork): Promise<Reply> {
  try {
    const { author } = visit.actor
    const authority = await deps.findAuthority(author.organisation.odsCode)
    if (authority === undefined || author.kind !== 'person') throw refusal(authorityPageErrors, 'AUTHORITY_UNKNOWN')
    const member = { authorityCode: authority.code, byUser: author.userId, byName: displayName(author.name) }
    return await work(deps, { ...visit, authority, member })
  } catch (error) {
    if (isRefusal(error) && error.status < 500) await record(deps, visit, error.code)
    throw error
  }
}

/** An audit that cannot be written is logged; the refusal tells nothing about a child and leaves all the same. */
async function record(deps: AuthorityDeps, { actor, requestId }: Visit, outcome: string): Promise<void> {
  try {
    await deps.recordRefusal({ outcome, actor, requestId })
  } catch (fault) {
    deps.log.error({ err: fault, code: outcome, requestId }, 'a refusal could not be recorded')
  }
}

const SECTIONS = {
  today: { text: 'Today', href: '/authority' },
  uploads: { text: 'Uploads', href: '/authority/uploads' },
  children: { text: 'Children', href: '/authority/children' },
  notices: { text: 'Notices', href: '/authority/notices' },
  quality: { text: 'Data quality', href: '/authority/quality' },
  contacts: { text: 'Contacts', href: '/authority/contacts' },
  agreements: { text: 'Agreements', href: '/authority/agreements' },
} as const

export type Section = keyof typeof SECTIONS

/** A page of the area: `template` below `authority/`, in a section, with the way to the others above it. */
export function sectionPage(at: Section, template: string, model: Model, status = 200): Page {
  const sections = Object.entries(SECTIONS).map(([key, section]) => ({ ...section, isCurrent: key === at }))
  const withSections = { ...model, sections }
  return page(`authority/${template}`, withSections, status)
}
