import { isDeepStrictEqual } from 'node:util'
import { dayInEngland } from '../../platform/index.ts'
import { milestoneKind } from '../calendar/milestone.ts'
import { type Consultation, consultationKind } from '../consultations/consultation.ts'
import { actionKind, engagementKind } from '../consultations/engagement.ts'
import type { SettingsDeps } from '../deps.ts'
import { documentKind, taskKind } from '../ig/document.ts'
import { type Kind, refuseDayAhead } from '../kinds/kind.ts'
import { contactKind, mailingKind } from '../mailings/mailing.ts'
import { checkSite, placed } from '../sites/change-site.ts'
import { providerKind, type Site, siteKind } from '../sites/site.ts'
import { afterStep } from '../sites/site-rules.ts'

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

async function consultation(deps: SettingsDeps, state: object, by: string): Promise<string | undefined> {
  const { replies, invited } = state as Consultation
  const strange = replies.map(one => one.authorityCode).filter(code => !invited.includes(code))
  if (strange.length > 0) return `${strange.join(', ')} replied and was not invited`
  return undecided(deps, state, by)
}

async function provider(_deps: SettingsDeps, state: object): Promise<string | undefined> {
  return isDeepStrictEqual(placed(state), state)
    ? undefined
    : 'region and icb must be codes, and the icb of that region'
}

async function site(deps: SettingsDeps, state: object): Promise<string | undefined> {
  const today = dayInEngland(deps.clock.now())
  const [first, ...later] = (state as Site).steps
  if (first === undefined) return 'it has no stage'
  refuseDayAhead(first.on, today)
  later.reduce((before, step) => afterStep(before, step, today), { ...(state as Site), steps: [first] })
  await checkSite(deps, state as Site)
  return provider(deps, state)
}

/** Every kind that `cpis programme load` takes and `export` gives, in an order in which they can be loaded. */
export const LOADED_KINDS: readonly LoadedKind[] = [
  { kind: providerKind, check: provider },
  { kind: documentKind, check: undecided },
  { kind: taskKind },
  { kind: siteKind, check: site },
  { kind: consultationKind, check: consultation },
  { kind: engagementKind },
  { kind: actionKind },
  { kind: milestoneKind },
  { kind: contactKind },
  { kind: mailingKind },
]
