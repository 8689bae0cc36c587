import {
  type CoverageRow,
  coverageMatrix,
  type Entry,
  ICB_STAGE_WORDS,
  ICB_STAGES,
  type IcbEngagement,
  missingFor,
  readBoard,
  readBoardHistory,
} from '../../../programme/index.ts'
import { type Table, words } from '../../components/table/presenter.ts'
import { day } from '../../frame/words.ts'
import type { Choice } from '../screen/form-model.ts'
import { form } from '../screen/forms.ts'
import { historyTable } from '../screen/history.ts'
import { facts, list } from '../screen/part.ts'
import { type Look, paramOf, type Screen, type Shown } from '../screen/screen.ts'
import { placeName } from '../sites/words.ts'
import { BOARD_ACTS, COVER, DESCRIBE, DOCUMENT, MEMBER, PREREQUISITE, STEP, SYSTEM, TRANSFER } from './acts.ts'

type Setting = { readonly code: string; readonly name: string }
type Known = {
  readonly board: IcbEngagement
  readonly settings: readonly Setting[]
  readonly coverage: CoverageRow | undefined
  readonly history: readonly Entry<IcbEngagement>[]
}

export const boardScreen: Screen = {
  section: 'boards',
  path: '/boards/:icb',
  acts: BOARD_ACTS,
  show: async (deps, visit, look) => {
    const board = await readBoard(deps, paramOf(visit, 'icb'))
    const { settings, rows } = await coverageMatrix(deps)
    const coverage = rows.find(one => one.icb === board.icb)
    return presentBoard({ board, settings, coverage, history: await readBoardHistory(deps, board.icb) }, look)
  },
}

/** The work with one board, and what it lacks for the stages ahead. */
export function presentBoard({ board, settings, coverage, history }: Known, look: Look): Shown {
  const choices: Choice[] = settings.map(({ code, name }) => [code, name])
  return {
    title: placeName(board.icb),
    intro: [],
    parts: [
      facts('How far it is', [
        ['Stage', ICB_STAGE_WORDS[board.stage]],
        ['Interested since', day(board.interestOn)],
        ['Shared care record', board.sharedCareRecord],
        ['Supplier', board.supplier],
        ['Intended route', board.intendedRoute],
        ['Calls', board.callRhythm],
        ['Implementation specialist', board.specialist],
        ['Next', board.nextAction === undefined ? undefined : `${board.nextAction.owner}: ${board.nextAction.what}`],
        ['Responsible since', board.transferredOn === undefined ? undefined : day(board.transferredOn)],
      ]),
      list(
        lacking(
          board,
          settings.map(one => one.code),
        ),
      ),
      ...[STEP, DESCRIBE, MEMBER, DOCUMENT, PREREQUISITE].map(act => form(act, look)),
      form(SYSTEM, look, { choices: { careSettings: choices } }),
      form(COVER, look, { choices: { careSetting: choices } }),
      ...(board.stage === 'operational' ? [form(TRANSFER, look)] : []),
      ...estateTables(board).map(table => list(table)),
      list(coverageTable(coverage, settings)),
      list(historyTable(history)),
    ],
  }
}

/** What is missing for each stage ahead, each thing once. */
export function lacking(board: IcbEngagement, settings: readonly string[]): Table {
  const ahead = ICB_STAGES.slice(ICB_STAGES.indexOf(board.stage) + 1)
  const said = new Set<string>()
  const rows = ahead.flatMap(stage => {
    const missing = missingFor(stage, board, settings).filter(text => !said.has(text))
    for (const text of missing) said.add(text)
    return missing.length === 0 ? [] : [words(ICB_STAGE_WORDS[stage], missing.join('; '))]
  })
  return { caption: 'What it lacks', head: ['Before', 'Lacking'], rows, empty: 'It lacks nothing for any stage.' }
}

function estateTables({ members, documents, systems, prerequisites }: IcbEngagement): Table[] {
  return [
    {
      caption: 'Working group',
      head: ['For', 'Organisation', 'Post', 'Since'],
      rows: members.map(one => words(one.role, one.organisation, one.post, day(one.since))),
      empty: 'Nobody yet.',
    },
    {
      caption: 'Plan and terms of reference',
      head: ['Document', 'State', 'Version', 'Where it lies'],
      rows: documents.map(one => words(one.kind, one.state, one.version, one.reference)),
      empty: 'None yet.',
    },
    {
      caption: 'Systems in use',
      head: ['System', 'Supplier', 'Care settings', 'Knows CP-IS', 'Knows PDS'],
      rows: systems.map(one =>
        words(one.system, one.supplier, one.careSettings.join(', '), one.cpisIntegrated, one.pdsIntegrated),
      ),
      empty: 'None is recorded.',
    },
    {
      caption: 'Prerequisites',
      head: ['Prerequisite', 'State', 'Note'],
      rows: prerequisites.map(one => words(one.kind, one.state, one.note ?? '')),
      empty: 'None.',
    },
  ]
}

function coverageTable(coverage: CoverageRow | undefined, settings: readonly Setting[]): Table {
  const names = new Map(settings.map(one => [one.code, one.name]))
  return {
    caption: 'Care settings of its area',
    head: ['Care setting', 'State', 'Route', 'Live sites'],
    rows: (coverage?.cells ?? []).map(one => [
      { text: names.get(one.careSetting) ?? one.careSetting },
      { text: one.state, tag: one.state === 'live' ? ('green' as const) : ('grey' as const) },
      ...words(one.route ?? '', String(one.liveSites)),
    ]),
    empty: 'None.',
  }
}
