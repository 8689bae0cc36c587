import {
  API_STAGES,
  APIS,
  type ApiState,
  ASSURANCE_ITEMS,
  ASSURANCE_PACK,
  describeApi,
  type Kit,
  listApis,
  listKits,
  listProducts,
  MODES,
  missingForRelease,
  modes,
  type Product,
  readKit,
  registerKit,
  registerProduct,
  takeKitReport,
} from '../../../programme/index.ts'
import { figure, type Table, words } from '../../components/table/presenter.ts'
import { day } from '../../frame/words.ts'
import { type Act, given, plainChoices } from '../screen/act.ts'
import type { Choice } from '../screen/form-model.ts'
import { form } from '../screen/forms.ts'
import { listWithCsv } from '../screen/part.ts'
import { below, type Look, type Screen, type Shown } from '../screen/screen.ts'
import { settingChoices } from '../sites/list.ts'
import { ASSURANCE_WORDS } from './words.ts'

const PRODUCT: Act = {
  id: 'product',
  title: 'Enter a product',
  fields: [
    { name: 'product', label: 'Short name', hint: 'Small letters, digits and hyphens, as examplecare' },
    { name: 'name', label: 'Name of the product' },
    { name: 'supplier', label: 'Supplier' },
    { name: 'careSettings', label: 'Care settings that would use it', as: 'several', isOptional: true },
  ],
  run: ({ deps, by, typed }) =>
    registerProduct(deps, {
      ...{ product: typed.get('product'), name: typed.get('name'), supplier: typed.get('supplier'), by },
      careSettings: typed.all('careSettings'),
    }),
  onTo: typed => below('/programme/suppliers', typed.get('product')),
}

const REPORT: Act = {
  id: 'report',
  title: 'Hand in a report of the conformance kit',
  fields: [{ name: 'report', label: 'Report', hint: 'The JSON of the kit, with its signature', as: 'text' }],
  run: ({ deps, by, typed }) => takeKitReport(deps, { text: typed.get('report'), by }),
}

const API: Act = {
  id: 'api',
  title: 'Say how far an API is, or release it',
  fields: [
    { name: 'api', label: 'API', as: 'one', choices: plainChoices(APIS) },
    { name: 'stage', label: 'Stage', as: 'one', choices: plainChoices(API_STAGES), isOptional: true },
    { name: 'modes', label: 'Modes', as: 'several', choices: plainChoices(MODES), isOptional: true },
    {
      name: 'final',
      label: 'Has become final',
      as: 'one',
      choices: ASSURANCE_PACK.map(one => [one, one]),
      isOptional: true,
    },
    { name: 'expected', label: 'Expected', hint: 'As by the end of Q1 of 2023/24', isOptional: true },
  ],
  run: ({ deps, by, typed }) => {
    const named = MODES.filter(one => typed.all('modes').includes(one))
    const said = given({ stage: typed.maybeOne('stage', API_STAGES), final: typed.maybeOne('final', ASSURANCE_PACK) })
    const more = given({ expected: typed.maybe('expected'), modes: named.length === 0 ? undefined : named })
    return describeApi(deps, { api: typed.one('api', APIS), by, ...said, ...more })
  },
}

const KIT: Act = {
  id: 'kit',
  title: 'Enter a version of the conformance kit',
  fields: [
    { name: 'kit', label: 'Description', hint: 'JSON with kit, version, api, cases and public keys', as: 'text' },
  ],
  run: ({ deps, by, typed }) => registerKit(deps, { ...readKit(typed.get('kit')), by }),
}

type Known = {
  readonly products: readonly Product[]
  readonly apis: readonly ApiState[]
  readonly kits: readonly Kit[]
  readonly settings: readonly Choice[]
}

export const suppliersScreen: Screen = {
  section: 'suppliers',
  path: '/suppliers',
  acts: [PRODUCT, REPORT, API, KIT],
  show: async (deps, _visit, look) => {
    const [products, apis, kits] = [await listProducts(deps), await listApis(deps), await listKits(deps)]
    return presentSuppliers({ products, apis, kits, settings: settingChoices(await modes(deps)) }, look)
  },
  lists: {
    all: async deps => productsTable(await listProducts(deps)),
    apis: async deps => apisTable(await listApis(deps)),
    kits: async deps => kitsTable(await listKits(deps)),
    items: async () => itemsTable(),
  },
}

/** The products on their way through assurance, the APIs, and the conformance kits. */
export function presentSuppliers({ products, apis, kits, settings }: Known, look: Look): Shown {
  const { path } = look
  return {
    title: 'Suppliers and their products',
    intro: [],
    parts: [
      listWithCsv(productsTable(products), `${path}/all.csv`),
      form(PRODUCT, look, { choices: { careSettings: settings } }),
      form(REPORT, look),
      listWithCsv(apisTable(apis), `${path}/apis.csv`),
      form(API, look),
      listWithCsv(kitsTable(kits), `${path}/kits.csv`),
      form(KIT, look),
      listWithCsv(itemsTable(), `${path}/items.csv`),
    ],
  }
}

function productsTable(products: readonly Product[]): Table {
  return {
    caption: 'Products',
    head: ['Product', 'Supplier', 'API and mode', 'Stage', 'Newest report of the kit'],
    rows: products.flatMap(one => {
      const name = { text: one.name, href: below('/programme/suppliers', one.product) }
      if (one.assurances.length === 0) return [[name, ...words(one.supplier, '', 'Not begun', '')]]
      return one.assurances.map(({ api, mode, stage, results }) => [
        name,
        ...words(one.supplier, `${api}, ${mode}`, ASSURANCE_WORDS[stage]),
        { text: resultWords(results.at(-1)) },
      ])
    }),
    empty: 'No product is entered.',
  }
}

/** How a report of the kit turned out; `None yet` where there is none. */
export function resultWords(result: Product['assurances'][number]['results'][number] | undefined): string {
  if (result === undefined) return 'None yet'
  return `${result.passed ? 'Passed' : `Not passed: ${result.failed.join(', ')}`}, ${day(result.on)}`
}

function apisTable(apis: readonly ApiState[]): Table {
  return {
    caption: 'APIs',
    head: ['API', 'Stage', 'Modes', 'Expected', 'Missing for its release'],
    rows: apis.map(one => [
      ...words(one.api, one.stage, one.modes.join(', '), one.expected ?? ''),
      { text: missingForRelease(one).join('; ') || 'Nothing' },
    ]),
    empty: 'No API was spoken of.',
  }
}

function kitsTable(kits: readonly Kit[]): Table {
  return {
    caption: 'Conformance kits',
    head: ['Kit', 'Version', 'API', 'Reports are taken', 'Cases'],
    rows: kits.map(one => [
      ...words(one.kit, one.version, one.api, one.until === undefined ? 'Yes' : `Until ${day(one.until)}`),
      figure(one.cases.length),
    ]),
    empty: 'None is entered.',
  }
}

function itemsTable(): Table {
  return {
    caption: 'What every product has to show',
    head: ['Item', 'Before the end of', 'What', 'Evidence'],
    rows: ASSURANCE_ITEMS.map(one => words(one.id, ASSURANCE_WORDS[one.stage], one.what, one.evidenceRequired)),
    empty: '',
  }
}
