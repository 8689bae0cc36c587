import { calendarDate } from '../../../platform/index.ts'
import {
  ANSWERS,
  advanceBoard,
  type BoardSaid,
  COVERAGE,
  describeBoard,
  GROUP_ROLES,
  ICB_DOCUMENTS,
  ICB_STAGE_WORDS,
  PREREQUISITES,
  ROUTES,
  transferResponsibility,
} from '../../../programme/index.ts'
import { type Act, choicesOf, type Doing, given } from '../screen/act.ts'
import type { Choice, Field } from '../screen/form-model.ts'
import { paramOf } from '../screen/screen.ts'

const asItIs = (values: readonly string[]): Choice[] => values.map(value => [value, value])

/** A form that says something of the board. */
function saying(asked: Pick<Act, 'id' | 'title' | 'fields'>, said: (doing: Doing) => BoardSaid): Act {
  return {
    ...asked,
    run: doing => describeBoard(doing.deps, { icb: paramOf(doing.visit, 'icb'), by: doing.by, said: said(doing) }),
  }
}

const ROUTE: Field = { name: 'route', label: 'Route', as: 'one', choices: asItIs(ROUTES), isOptional: true }

export const STEP: Act = {
  id: 'step',
  title: 'Take a step',
  fields: [
    {
      name: 'to',
      label: 'To',
      as: 'one',
      choices: choicesOf(ICB_STAGE_WORDS).filter(([stage]) => stage !== 'transferred'),
    },
    { name: 'note', label: 'What happened, or why it goes back', isOptional: true },
  ],
  run: ({ deps, by, visit, typed }) =>
    advanceBoard(deps, { icb: paramOf(visit, 'icb'), to: typed.get('to'), note: typed.get('note'), by }),
}

export const TRANSFER: Act = {
  id: 'transfer',
  title: 'Pass the responsibility to the board',
  submit: 'Pass the responsibility, with every site of its area',
  fields: [],
  run: ({ deps, by, visit }) => transferResponsibility(deps, { icb: paramOf(visit, 'icb'), by }),
}

export const DESCRIBE = saying(
  {
    id: 'describe',
    title: 'Say what was learnt of it',
    fields: [
      { name: 'sharedCareRecord', label: 'Shared care record', isOptional: true },
      { name: 'supplier', label: 'Its supplier', isOptional: true },
      { ...ROUTE, label: 'Intended route' },
      { name: 'callRhythm', label: 'Calls', hint: 'As monthly', isOptional: true },
      { name: 'specialist', label: 'Implementation specialist', hint: 'By post', isOptional: true },
      { name: 'next', label: 'What is done next', isOptional: true },
      { name: 'owner', label: 'By whom', hint: 'By post; the programme when empty', isOptional: true },
    ],
  },
  ({ typed }) => {
    const what = typed.maybe('next')
    const nextAction = what === undefined ? undefined : { what, owner: typed.maybe('owner') ?? 'programme' }
    const said = given({
      sharedCareRecord: typed.maybe('sharedCareRecord'),
      supplier: typed.maybe('supplier'),
      nextAction,
    })
    const how = given({ callRhythm: typed.maybe('callRhythm'), specialist: typed.maybe('specialist') })
    return { ...said, ...how, ...given({ intendedRoute: typed.maybeOne('route', ROUTES) }) }
  },
)

export const SYSTEM = saying(
  {
    id: 'system',
    title: 'Enter a system in use',
    fields: [
      { name: 'system', label: 'System' },
      { name: 'supplier', label: 'Supplier' },
      { name: 'careSettings', label: 'Care settings that use it', as: 'several', isOptional: true },
      { name: 'cpis', label: 'Knows CP-IS', as: 'one', choices: asItIs(ANSWERS) },
      { name: 'pds', label: 'Knows PDS', as: 'one', choices: asItIs(ANSWERS) },
      { name: 'shared', label: 'It is', as: 'several', choices: [['yes', 'the shared care record']], isOptional: true },
    ],
  },
  ({ typed }) => ({
    system: {
      ...{ system: typed.get('system'), supplier: typed.get('supplier'), careSettings: typed.all('careSettings') },
      ...{ cpisIntegrated: typed.one('cpis', ANSWERS), pdsIntegrated: typed.one('pds', ANSWERS) },
      isSharedCareRecord: typed.get('shared') === 'yes',
    },
  }),
)

export const MEMBER = saying(
  {
    id: 'member',
    title: 'Enter a member of the working group',
    fields: [
      { name: 'role', label: 'For', as: 'one', choices: asItIs(GROUP_ROLES) },
      { name: 'organisation', label: 'Organisation' },
      { name: 'post', label: 'Post', hint: 'Never a name' },
      { name: 'since', label: 'Since', hint: 'As 2026-04-01' },
    ],
  },
  ({ typed }) => ({
    member: {
      ...{ role: typed.one('role', GROUP_ROLES), organisation: typed.get('organisation'), post: typed.get('post') },
      since: typed.day('since') ?? calendarDate(typed.get('since')),
    },
  }),
)

export const DOCUMENT = saying(
  {
    id: 'document',
    title: 'Enter the plan or the terms of reference',
    fields: [
      { name: 'kind', label: 'Document', as: 'one', choices: asItIs(ICB_DOCUMENTS) },
      { name: 'state', label: 'State', as: 'one', choices: asItIs(['draft', 'agreed']) },
      { name: 'version', label: 'Version' },
      { name: 'reference', label: 'Where it lies' },
    ],
  },
  ({ typed }) => ({
    document: {
      ...{ kind: typed.one('kind', ICB_DOCUMENTS), state: typed.one('state', ['draft', 'agreed']) },
      ...{ version: typed.get('version'), reference: typed.get('reference') },
    },
  }),
)

const STATES = ['open', 'met', 'not needed'] as const
export const PREREQUISITE = saying(
  {
    id: 'prerequisite',
    title: 'Look into a prerequisite',
    fields: [
      { name: 'kind', label: 'Prerequisite', as: 'one', choices: asItIs(PREREQUISITES) },
      { name: 'state', label: 'State', as: 'one', choices: asItIs(STATES) },
      { name: 'note', label: 'Note', isOptional: true },
    ],
  },
  ({ typed }) => ({
    prerequisite: {
      kind: typed.one('kind', PREREQUISITES),
      state: typed.one('state', STATES),
      ...given({ note: typed.maybe('note') }),
    },
  }),
)

export const COVER = saying(
  {
    id: 'cover',
    title: 'Say how far a care setting is',
    fields: [
      { name: 'careSetting', label: 'Care setting', as: 'one' },
      { name: 'state', label: 'State', as: 'one', choices: asItIs(COVERAGE) },
      ROUTE,
    ],
  },
  ({ typed }) => ({
    coverage: {
      careSetting: typed.get('careSetting'),
      state: typed.one('state', COVERAGE),
      ...given({ route: typed.maybeOne('route', ROUTES) }),
    },
  }),
)

/** Everything that can be done with a board. */
export const BOARD_ACTS: readonly Act[] = [STEP, DESCRIBE, SYSTEM, MEMBER, DOCUMENT, PREREQUISITE, COVER, TRANSFER]
