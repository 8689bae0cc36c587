import { milestoneKind } from '../calendar/milestone.ts'
import { consultationKind } from '../consultations/consultation.ts'
import { actionKind, engagementKind } from '../consultations/engagement.ts'
import type { SettingsDeps } from '../deps.ts'
import { documentKind, taskKind } from '../ig/document.ts'
import type { Kind } from '../kinds/kind.ts'
import { contactKind, mailingKind } from '../mailings/mailing.ts'
import { checkSite } from '../sites/change-site.ts'
import { providerKind, type Site, siteKind } from '../sites/site.ts'

/** A kind that files hold: with what else a state must be held against before it is taken over. */
export type LoadedKind = {
  readonly kind: Kind<object>
  readonly check?: (deps: SettingsDeps, state: object, by: string) => Promise<string | undefined>
}

/** Nobody's approval and no decision comes out of a file: those need people (decision 39). */
const DECIDED: ReadonlySet<unknown> = new Set(['approved', 'decided', 'published'])

async function undecided(_deps: SettingsDeps, state: object, by: string): Promise<string | undefined> {
  const { state: stage, askedBy } = state as { state?: unknown; askedBy?: unknown }
  if (DECIDED.has(stage)) return `${String(stage)} is not taken from a file; people do that`
  return askedBy === undefined || askedBy === by ? undefined : 'it names somebody else as who asked for approval'
}

async function site(deps: SettingsDeps, state: object): Promise<undefined> {
  await checkSite(deps, state as Site)
}

/** Every kind that `cpis programme load` takes and `export` gives, in an order in which they can be loaded. */
export const LOADED_KINDS: readonly LoadedKind[] = [
  { kind: providerKind },
  { kind: documentKind, check: undecided },
  { kind: taskKind },
  { kind: siteKind, check: site },
  { kind: consultationKind, check: undecided },
  { kind: engagementKind },
  { kind: actionKind },
  { kind: milestoneKind },
  { kind: contactKind },
  { kind: mailingKind },
]
