import {
  type Entry,
  type Keyed,
  nameOf,
  readHistory,
  readOne,
  SITE_STAGE_WORDS,
  type Site,
  siteKind,
} from '../../../programme/index.ts'
import { type Table, words } from '../../components/table/presenter.ts'
import { day } from '../../frame/words.ts'
import { form } from '../screen/forms.ts'
import { historyTable } from '../screen/history.ts'
import { facts, list } from '../screen/part.ts'
import { type Look, paramOf, type Screen, type Shown } from '../screen/screen.ts'
import { ALL_SITE_ACTS, GROUP_ACTS, SITE_ACTS } from './acts.ts'
import { BLOCKER_WORDS, placeName, TYPE_WORDS } from './words.ts'

export const siteScreen: Screen = {
  section: 'sites',
  path: '/sites/:key',
  acts: ALL_SITE_ACTS,
  show: async (deps, visit, look) => {
    const key = paramOf(visit, 'key')
    return presentSite(await readOne(deps, siteKind, key), await readHistory(deps, siteKind, key), look)
  },
}

/** One site: what is known, its way, what was in the way, its training, and everything that was entered. */
export function presentSite(site: Keyed<Site>, history: readonly Entry<Site>[], look: Look): Shown {
  const acts = site.name === undefined ? GROUP_ACTS : SITE_ACTS
  return {
    title: nameOf(site),
    intro: [],
    parts: [
      facts('What is known', [
        ['Stage', SITE_STAGE_WORDS[site.steps.at(-1)?.stage ?? 'sought']],
        ['Plans to go live', site.planned],
        ['What it is', TYPE_WORDS[site.type]],
        ['Care settings', site.careSettings.join(', ')],
        ['Sites it stands for', site.count],
        ['ODS code', site.odsCode],
        ['Provider', site.provider],
        ['Region', placeName(site.region)],
        ['Integrated care board', placeName(site.icb)],
        ['Route', site.route],
        ['Smartcards', site.smartcards],
        ['Answers for it', site.owner === 'programme' ? 'The programme' : placeName(site.owner)],
      ]),
      ...acts.map(act => form(act, look)),
      list(stepsTable(site)),
      list(blockersTable(site)),
      list(trainingTable(site)),
      list(historyTable(history)),
    ],
  }
}

function stepsTable({ steps }: Site): Table {
  return {
    caption: 'Its way',
    head: ['Stage', 'On', 'Code of staff', 'Reason'],
    rows: steps.map(one => words(SITE_STAGE_WORDS[one.stage], day(one.on), one.accessCode ?? '', one.reason ?? '')),
    empty: 'It has not begun.',
  }
}

function blockersTable({ blockers }: Site): Table {
  return {
    caption: 'What is and was in the way',
    head: ['Kind', 'What it is', 'Since', 'Until'],
    rows: blockers.map(one => [
      ...words(BLOCKER_WORDS[one.kind], one.reason, day(one.since)),
      { text: one.clearedOn === undefined ? 'Still' : `${day(one.clearedOn)}: ${one.how ?? ''}` },
    ]),
    empty: 'Nothing.',
  }
}

function trainingTable({ training }: Site): Table {
  return {
    caption: 'Training',
    head: ['Training', 'On', 'Came'],
    rows: training.map(one => words(one.step, day(one.on), one.attendees === undefined ? '' : String(one.attendees))),
    empty: 'None is entered.',
  }
}
