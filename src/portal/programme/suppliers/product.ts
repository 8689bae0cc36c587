import {
  type Api,
  ASSURANCE_ITEMS,
  ASSURANCE_STAGES,
  type Assurance,
  type AssuranceAsked,
  type AssuredMode,
  advanceAssurance,
  beginAssurance,
  decideItem,
  type Entry,
  type Product,
  readProduct,
  readProductHistory,
} from '../../../programme/index.ts'
import type { Table } from '../../components/table/presenter.ts'
import { day } from '../../frame/words.ts'
import { type Act, type Doing, given, plainChoices } from '../screen/act.ts'
import type { Choice, Field } from '../screen/form-model.ts'
import { form } from '../screen/forms.ts'
import { historyTable } from '../screen/history.ts'
import { facts, list } from '../screen/part.ts'
import { type Look, paramOf, type Screen, type Shown } from '../screen/screen.ts'
import { resultWords } from './list.ts'
import { ASSURANCE_CHOICES, ASSURANCE_WORDS, WAYS } from './words.ts'

const WAY: Field = { name: 'way', label: 'API and mode', as: 'one', choices: WAYS }

function asked({ by, visit, typed }: Doing): AssuranceAsked {
  const [api, mode] = typed.get('way').split('/')
  return { product: paramOf(visit, 'product'), api: api as Api, mode: mode as AssuredMode, by }
}

const BEGIN: Act = {
  id: 'begin',
  title: 'Begin its assurance',
  fields: [WAY],
  run: doing => beginAssurance(doing.deps, asked(doing)),
}

const DECIDE: Act = {
  id: 'decide',
  title: 'Decide on evidence',
  fields: [
    WAY,
    { name: 'item', label: 'Item', as: 'one', choices: ASSURANCE_ITEMS.map(one => [one.id, `${one.id}: ${one.what}`]) },
    { name: 'evidence', label: 'Where the evidence lies' },
    { name: 'decision', label: 'Decision', as: 'one', choices: plainChoices(['accepted', 'refused']) },
    { name: 'reason', label: 'Reason', hint: 'Of a refusal', isOptional: true },
  ],
  run: doing => {
    const { deps, typed } = doing
    const decided = {
      decision: typed.one('decision', ['accepted', 'refused']),
      ...given({ reason: typed.maybe('reason') }),
    }
    return decideItem(deps, { ...asked(doing), item: typed.get('item'), evidence: typed.get('evidence'), ...decided })
  },
}

const STEP: Act = {
  id: 'step',
  title: 'Take it to another stage',
  fields: [WAY, { name: 'to', label: 'To', as: 'one', choices: ASSURANCE_CHOICES }],
  run: doing => advanceAssurance(doing.deps, { ...asked(doing), to: doing.typed.one('to', ASSURANCE_STAGES) }),
}

export const productScreen: Screen = {
  section: 'suppliers',
  path: '/suppliers/:product',
  acts: [BEGIN, DECIDE, STEP],
  show: async (deps, visit, look) => {
    const product = await readProduct(deps, paramOf(visit, 'product'))
    return presentProduct(product, await readProductHistory(deps, product.product), look)
  },
}

/** One product: for each API and mode its stage, the items decided, and its reports. */
export function presentProduct(product: Product, history: readonly Entry<Product>[], look: Look): Shown {
  const begun = WAYS.filter(([way]) => product.assurances.some(one => way === wayOf(one)))
  const left: readonly Choice[] = WAYS.filter(one => !begun.includes(one))
  return {
    title: product.name,
    intro: [],
    parts: [
      facts('What is known', [
        ['Supplier', product.supplier],
        ['Short name, as reports of the kit name it', product.product],
        ['Care settings', product.careSettings.join(', ')],
      ]),
      form(BEGIN, look, { choices: { way: left } }),
      form(DECIDE, look, { choices: { way: begun } }),
      form(STEP, look, { choices: { way: begun } }),
      ...product.assurances.flatMap(one => [
        facts(wordsOf(one), [
          ['Stage', `${ASSURANCE_WORDS[one.stage]} since ${day(one.since)}`],
          ['Newest report of the kit', resultWords(one.results.at(-1))],
        ]),
        list(itemsTable(one)),
      ]),
      list(historyTable(history)),
    ],
  }
}

const wayOf = ({ api, mode }: Assurance) => `${api}/${mode}`
const wordsOf = (one: Assurance) => WAYS.find(([way]) => way === wayOf(one))?.[1] ?? wayOf(one)

function itemsTable(assurance: Assurance): Table {
  return {
    caption: `Evidence: ${wordsOf(assurance)}`,
    head: ['Item', 'Decision', 'Evidence'],
    rows: ASSURANCE_ITEMS.map(({ id, what }) => {
      const made = assurance.decisions.find(one => one.item === id)
      const item = { text: `${id}: ${what}` }
      if (made === undefined) return [item, { text: 'Open', tag: 'grey' as const }, { text: '' }]
      const decision = {
        text: made.decision,
        tag: made.decision === 'accepted' ? ('green' as const) : ('red' as const),
      }
      const why = made.reason === undefined ? '' : `: ${made.reason}`
      return [item, decision, { text: `${made.evidence}${why} (${day(made.on)}, ${made.by})` }]
    }),
    empty: '',
  }
}
