import {
  ACCESS_CODES,
  ANSWERS,
  BLOCKERS,
  blockSite,
  clearSite,
  equipSite,
  handSiteOver,
  nameSite,
  planSite,
  ROUTES,
  SITE_STAGES,
  stepSite,
  TRAINING_STEPS,
  trainSite,
} from '../../../programme/index.ts'
import { type Act, choicesOf, type Doing, given, plainChoices } from '../screen/act.ts'
import { below, paramOf } from '../screen/screen.ts'
import { BLOCKER_WORDS, ICB_CHOICES, STAGE_CHOICES } from './words.ts'

const of = ({ by, visit }: Doing) => ({ key: paramOf(visit, 'key'), by })

const STEP: Act = {
  id: 'step',
  title: 'Take a step',
  fields: [
    { name: 'stage', label: 'To', as: 'one', choices: STAGE_CHOICES },
    { name: 'on', label: 'On', hint: 'As 2026-04-01; today when empty', isOptional: true },
    {
      name: 'accessCode',
      label: 'Code of its staff, for going live',
      as: 'one',
      choices: plainChoices(ACCESS_CODES),
      isOptional: true,
    },
    { name: 'reason', label: 'Reason', hint: 'For going back, pausing and withdrawing', isOptional: true },
  ],
  run: doing => {
    const { deps, typed } = doing
    const said = given({
      on: typed.day('on'),
      accessCode: typed.maybeOne('accessCode', ACCESS_CODES),
      reason: typed.maybe('reason'),
    })
    return stepSite(deps, of(doing), { stage: typed.one('stage', SITE_STAGES), ...said })
  },
}

const PLAN: Act = {
  id: 'plan',
  title: 'Plan when it goes live',
  fields: [{ name: 'planned', label: 'When', hint: 'As exactly as it is known: 31 May 2023, mid-June, Q1 2023/24' }],
  run: doing => planSite(doing.deps, of(doing), doing.typed.get('planned')),
}

const BLOCK: Act = {
  id: 'block',
  title: 'Say what is in the way',
  fields: [
    { name: 'kind', label: 'Kind', as: 'one', choices: choicesOf(BLOCKER_WORDS) },
    { name: 'reason', label: 'What it is' },
  ],
  run: doing =>
    blockSite(doing.deps, of(doing), { kind: doing.typed.one('kind', BLOCKERS), reason: doing.typed.get('reason') }),
}

const CLEAR: Act = {
  id: 'clear',
  title: 'Say that something is no more in the way',
  fields: [
    { name: 'kind', label: 'Kind', as: 'one', choices: choicesOf(BLOCKER_WORDS) },
    { name: 'how', label: 'What was done' },
  ],
  run: doing =>
    clearSite(doing.deps, of(doing), { kind: doing.typed.one('kind', BLOCKERS), how: doing.typed.get('how') }),
}

const TRAIN: Act = {
  id: 'train',
  title: 'Enter training',
  fields: [
    { name: 'step', label: 'Training is', as: 'one', choices: plainChoices(TRAINING_STEPS) },
    { name: 'on', label: 'On', hint: 'As 2026-04-01; today when empty', isOptional: true },
    { name: 'attendees', label: 'How many came', isOptional: true },
  ],
  run: doing => {
    const { deps, typed } = doing
    const attendees = typed.maybe('attendees')
    const said = given({ on: typed.day('on'), attendees: attendees === undefined ? undefined : Number(attendees) })
    return trainSite(deps, of(doing), { step: typed.one('step', TRAINING_STEPS), ...said })
  },
}

const EQUIP: Act = {
  id: 'equip',
  title: 'Say how its staff get in',
  fields: [
    { name: 'route', label: 'Route', as: 'one', choices: plainChoices(ROUTES), isOptional: true },
    { name: 'smartcards', label: 'Smartcards', as: 'one', choices: plainChoices(ANSWERS), isOptional: true },
  ],
  run: doing => {
    const { deps, typed } = doing
    return equipSite(
      deps,
      of(doing),
      given({ route: typed.maybeOne('route', ROUTES), smartcards: typed.maybeOne('smartcards', ANSWERS) }),
    )
  },
}

const HAND_OVER: Act = {
  id: 'hand-over',
  title: 'Hand it over to a board',
  fields: [{ name: 'icb', label: 'Integrated care board', as: 'one', choices: ICB_CHOICES }],
  run: doing => handSiteOver(doing.deps, of(doing), doing.typed.get('icb')),
}

const NAME: Act = {
  id: 'name',
  title: 'Name one of these sites',
  fields: [
    { name: 'key', label: 'Short name', hint: 'Small letters, digits and hyphens, as bridge-end-surgery' },
    { name: 'name', label: 'Name of the site' },
    { name: 'odsCode', label: 'ODS code', isOptional: true },
  ],
  run: doing => {
    const { deps, by, visit, typed } = doing
    const named = { name: typed.get('name'), ...given({ odsCode: typed.maybe('odsCode') }) }
    return nameSite(deps, { group: paramOf(visit, 'key'), key: typed.get('key'), by }, named)
  },
  onTo: typed => below('/programme/sites', typed.get('key')),
}

/** What can be done with a site that has a name. */
export const SITE_ACTS: readonly Act[] = [STEP, PLAN, BLOCK, CLEAR, TRAIN, EQUIP, HAND_OVER]

/** What can be done with sites that are only counted. */
export const GROUP_ACTS: readonly Act[] = [NAME, STEP, PLAN]

export const ALL_SITE_ACTS: readonly Act[] = [...SITE_ACTS, NAME]
