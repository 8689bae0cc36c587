import { type Static, Type } from 'typebox'
import type { CalendarDate } from '../../platform/index.ts'
import { ANSWERS, ROUTES } from '../icbs/engagement.ts'
import { Day, type Keyed, kindOf, OneOf, Text } from '../kinds/kind.ts'

/** The way of a site, in order, built from the words of the note (programme.md 3.2, S-032); the last two close it. */
export const SITE_STAGES = [
  'sought',
  'identified',
  'contact_confirmed',
  'signed_up',
  'arranging_training',
  'in_training',
  'ready',
  'live',
  'paused',
  'withdrawn',
] as const
export type SiteStage = (typeof SITE_STAGES)[number]

/** Each stage as a sentence of the note says it. */
export const SITE_STAGE_WORDS: Readonly<Record<SiteStage, string>> = {
  sought: 'looking for a site',
  identified: 'potential early adopter identified',
  contact_confirmed: 'contact details confirmed',
  signed_up: 'signed up for training',
  arranging_training: 'in the process of arranging training',
  in_training: 'in training',
  ready: 'planning to go live',
  live: 'live',
  paused: 'paused',
  withdrawn: 'withdrawn',
}

/** What a provider or site is; a school is one too (programme.md S-022). */
export const PROVIDER_TYPES = [
  'gp-practice',
  'acute-trust',
  'mental-health-trust',
  'community-trust',
  'school',
  'dental-provider',
  'sexual-health-provider',
  'sarc',
  'other',
] as const

/** Why a site cannot go on (programme.md S-020, S-021); the list beyond the first two is ours. */
export const BLOCKERS = [
  'no-smartcards',
  'technical-solution',
  'network',
  'ig',
  'supplier',
  'staffing',
  'other',
] as const

/** The steps of a training (programme.md S-033). */
export const TRAINING_STEPS = ['signed-up', 'arranged', 'held', 'completed'] as const

/** The codes by which staff see CP-IS: the first tells the authority, the second does not (programme.md 2.4). */
export const ACCESS_CODES = ['B0107', 'B0170'] as const

const Step = Type.Object(
  { stage: OneOf(SITE_STAGES), on: Day, reason: Type.Optional(Text), accessCode: Type.Optional(OneOf(ACCESS_CODES)) },
  { additionalProperties: false },
)
const Blocker = Type.Object(
  { kind: OneOf(BLOCKERS), reason: Text, since: Day, clearedOn: Type.Optional(Day), how: Type.Optional(Text) },
  { additionalProperties: false },
)
const Training = Type.Object(
  { step: OneOf(TRAINING_STEPS), on: Day, attendees: Type.Optional(Type.Integer({ minimum: 0 })) },
  { additionalProperties: false },
)

const Site = Type.Object(
  {
    /** Absent where sites are only counted (programme.md S-018). */
    name: Type.Optional(Text),
    /** How many sites it stands for: 1 with a name. */
    count: Type.Integer({ minimum: 0, maximum: 100_000 }),
    type: OneOf(PROVIDER_TYPES),
    provider: Type.Optional(Text),
    odsCode: Type.Optional(Text),
    region: Type.Optional(Text),
    icb: Type.Optional(Text),
    /** Codes of `care-settings`, all of one line of the note. */
    careSettings: Type.Array(Text, { minItems: 1 }),
    steps: Type.Array(Step, { minItems: 1 }),
    /** When it plans to go live, in the words of `printPlannedDate`. */
    planned: Type.Optional(Text),
    route: Type.Optional(OneOf(ROUTES)),
    smartcards: OneOf(ANSWERS),
    blockers: Type.Array(Blocker),
    training: Type.Array(Training),
    /** `programme`, or the code of the ICB that answers for it (programme.md S-080). */
    owner: Text,
  },
  { additionalProperties: false },
)
export type Site = Static<typeof Site>
export type SiteStep = Site['steps'][number]
export type SiteBlocker = Site['blockers'][number]

export const siteKind = kindOf('site', 'site_ledger', Site)

const Provider = Type.Object(
  {
    name: Text,
    type: OneOf(PROVIDER_TYPES),
    odsCode: Type.Optional(Text),
    region: Type.Optional(Text),
    icb: Type.Optional(Text),
    /** When its contact details were confirmed: of the provider, before there is a site (programme.md S-028). */
    contactConfirmedOn: Type.Optional(Day),
    /** How many of its sites are wanted as early adopters, and in which care setting (programme.md S-029). */
    wanted: Type.Optional(
      Type.Object({ sites: Type.Integer({ minimum: 1 }), careSetting: Text }, { additionalProperties: false }),
    ),
  },
  { additionalProperties: false },
)
export type Provider = Static<typeof Provider>

export const providerKind = kindOf('provider', 'provider_ledger', Provider)

/** The step a site stood at on a day; `undefined` before its first. */
export function stepOn(site: Pick<Site, 'steps'>, on: CalendarDate): SiteStep | undefined {
  return site.steps.findLast(step => step.on <= on)
}

/** The newest step of a site. */
export function newestStep({ steps }: Pick<Site, 'steps'>): SiteStep {
  const step = steps.at(-1)
  if (step === undefined) throw new RangeError('the schema of a site wants a step')
  return step
}

/** What hinders a site on a day. */
export function blockersOn(site: Pick<Site, 'blockers'>, on: CalendarDate): SiteBlocker[] {
  return site.blockers.filter(one => one.since <= on && (one.clearedOn === undefined || one.clearedOn > on))
}

/** A site's name, or how many it stands for. */
export function nameOf({ name, count, key }: Pick<Keyed<Site>, 'name' | 'count' | 'key'>): string {
  return name ?? `${count} unnamed (${key})`
}
