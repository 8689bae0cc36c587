import {
  documentKind,
  type Entry,
  IG_DOCUMENT_STEPS,
  IG_DOCUMENT_WORDS,
  type IgDocument,
  type IgDocumentState,
  type Keyed,
  placeInGateway,
  readHistory,
  readOne,
  stepDocument,
} from '../../../programme/index.ts'
import { day } from '../../frame/words.ts'
import { type Act, type Doing, given } from '../screen/act.ts'
import { form, openForm } from '../screen/forms.ts'
import { historyTable } from '../screen/history.ts'
import { facts, list } from '../screen/part.ts'
import { type Look, paramOf, type Screen, type Shown } from '../screen/screen.ts'

const of = ({ by, visit }: Doing) => ({ key: paramOf(visit, 'key'), by })

const STEP_WORDS: Readonly<Record<IgDocumentState, string>> = {
  in_review: 'Put it into review',
  approved: 'Approve it',
  draft: 'Send it back',
  superseded: 'Say that another takes its place',
}

const STEPS = Object.entries(STEP_WORDS).map(
  ([state, title]): Act => ({
    id: state.replace('_', '-'),
    title,
    fields: [],
    run: doing => stepDocument(doing.deps, of(doing), state as IgDocumentState),
  }),
)

const GATEWAY: Act = {
  id: 'gateway',
  title: 'Say where it lies in the Information Sharing Gateway',
  fields: [
    { name: 'gatewayReference', label: 'Reference' },
    { name: 'link', label: 'Address', hint: 'Begins with https://', isOptional: true },
  ],
  run: doing => {
    const { deps, typed } = doing
    return placeInGateway(
      deps,
      of(doing),
      given({ gatewayReference: typed.get('gatewayReference'), link: typed.maybe('link') }),
    )
  },
}

export const documentScreen: Screen = {
  section: 'ig',
  path: '/ig/documents/:key',
  acts: [...STEPS, GATEWAY],
  show: async (deps, visit, look) => {
    const key = paramOf(visit, 'key')
    return presentDocument(await readOne(deps, documentKind, key), await readHistory(deps, documentKind, key), look)
  },
}

/** One document, its steps from where it stands, and what was done. */
export function presentDocument(document: Keyed<IgDocument>, history: readonly Entry<IgDocument>[], look: Look): Shown {
  const next = IG_DOCUMENT_STEPS[document.state].map(state => state.replace('_', '-'))
  return {
    title: document.title,
    intro: [],
    parts: [
      facts('What is known', [
        ['Kind', IG_DOCUMENT_WORDS[document.kind]],
        ['Version', document.version],
        ['State', `${document.state.replace('_', ' ')} since ${day(document.since)}`],
        ['Care settings', document.careSettings.join(', ')],
        ['To be reviewed by', document.reviewBy === undefined ? undefined : day(document.reviewBy)],
        ['Available by', document.availableBy],
        ['To be signed by', document.signBy],
        ['In the gateway', document.gatewayReference],
        ['Put into review by', document.askedBy],
        ['Approved by', document.approvedBy],
      ]),
      ...STEPS.filter(one => next.includes(one.id)).map(act => openForm(act, look)),
      form(GATEWAY, look),
      list(historyTable(history)),
    ],
  }
}
