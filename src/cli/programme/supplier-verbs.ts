import fs from 'node:fs/promises'
import {
  API_STAGES,
  APIS,
  type ApiSaid,
  ASSURANCE_PACK,
  ASSURANCE_STAGES,
  type Assurance,
  type AssuranceAsked,
  type AssuranceStage,
  advanceAssurance,
  beginAssurance,
  decideItem,
  describeApi,
  listApis,
  listProducts,
  MODES,
  missingForRelease,
  type Product,
  readKit,
  registerKit,
  registerProduct,
  takeKitReport,
  writeItems,
} from '../../programme/index.ts'
import type { Verb } from '../verb.ts'
import { choice, codes, day, type Form, listed, mustChoose, type Say, sayRows, type WithProgramme } from './listing.ts'

const PRODUCT = '<product>'
const PRODUCT_IS = 'its short name'

/** `cpis supplier …`: products on their way through assurance, the interfaces they wait for, reports of the kit. */
export function supplierVerbs(within: WithProgramme, say: Say): Verb[] {
  return [...reading(within, say), ...assuring(within, say), ...kits(within, say)]
}

function reading(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'supplier',
      name: 'list',
      what: 'every product by interface and mode, and how far its assurance is',
      define: command =>
        listed(command).action(async (form: Form) => {
          const products = await within(deps => listProducts(deps))
          const rows = products.flatMap(waysOf)
          sayRows(say, rows, {
            ...form,
            columns: {
              product: one => one.product,
              name: one => one.name,
              supplier: one => one.supplier,
              api: one => one.assurance?.api,
              mode: one => one.assurance?.mode,
              stage: one => one.assurance?.stage,
              since: one => one.assurance?.since,
              conformance: one => conformance(one.assurance?.results.at(-1)?.passed),
            },
          })
        }),
    },
    {
      noun: 'supplier',
      name: 'apis',
      what: 'how far each interface is, and what it lacks before suppliers may use it',
      define: command =>
        listed(command).action(async (form: Form) =>
          sayRows(say, await within(deps => listApis(deps)), {
            ...form,
            columns: {
              api: one => one.api,
              stage: one => one.stage,
              modes: one => one.modes.join(', '),
              expected: one => one.expected,
              missing: one => missingForRelease(one).join('; '),
            },
          }),
        ),
    },
    {
      noun: 'supplier',
      name: 'items',
      what: 'what every product has to show, as CSV to hand to a supplier',
      define: command => command.action(() => say(writeItems().trimEnd())),
    },
  ]
}

type ProductWay = Product & { readonly assurance: Assurance | undefined }

/** A product once for each of its ways; one that has not begun any is shown too. */
function waysOf(product: Product): ProductWay[] {
  const ways = product.assurances.map(assurance => ({ ...product, assurance }))
  return ways.length === 0 ? [{ ...product, assurance: undefined }] : ways
}

const conformance = (passed?: boolean) => (passed === undefined ? undefined : passed ? 'passed' : 'not passed')

type Way = Pick<AssuranceAsked, 'api' | 'mode'>
type Decided = Way & { item: string; evidence: string; decision: 'accepted' | 'refused'; reason?: string }

function assuring(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'supplier',
      name: 'product',
      what: 'enter a product of a supplier',
      define: command =>
        command
          .argument(PRODUCT, PRODUCT_IS)
          .requiredOption('--name <name>', 'its name')
          .requiredOption('--supplier <name>', 'who makes it')
          .requiredOption('--settings <settings>', 'codes of its care settings, with commas between', codes)
          .action(async (product: string, said: { name: string; supplier: string; settings: string[] }) => {
            const { settings: careSettings, ...plain } = said
            await within((deps, by) => registerProduct(deps, { product, ...plain, careSettings, by }))
            say(`${product}: kept`)
          }),
    },
    {
      noun: 'supplier',
      name: 'begin',
      what: 'begin the assurance of a product for one interface and mode',
      define: command =>
        way(command.argument(PRODUCT, PRODUCT_IS)).action(async (product: string, asked: Way) => {
          await within((deps, by) => beginAssurance(deps, { product, ...asked, by }))
          say(`${product}: use_case`)
        }),
    },
    {
      noun: 'supplier',
      name: 'decide',
      what: 'decide on the evidence for an item',
      define: command =>
        way(command.argument(PRODUCT, PRODUCT_IS))
          .requiredOption('--item <id>', 'the item, of cpis supplier items')
          .requiredOption('--evidence <reference>', 'where the evidence lies')
          .addOption(mustChoose('--decision <decision>', 'accepted or refused', ['accepted', 'refused']))
          .option('--reason <reason>', 'why it is refused')
          .action(async (product: string, asked: Decided) => {
            await within((deps, by) => decideItem(deps, { product, ...asked, by }))
            say(`${product}: ${asked.item} ${asked.decision}`)
          }),
    },
    {
      noun: 'supplier',
      name: 'step',
      what: 'take the assurance of a product to another stage',
      define: command =>
        way(command.argument(PRODUCT, PRODUCT_IS))
          .addOption(mustChoose('--to <stage>', 'the stage', ASSURANCE_STAGES))
          .action(async (product: string, asked: Way & { to: AssuranceStage }) => {
            await within((deps, by) => advanceAssurance(deps, { product, ...asked, by }))
            say(`${product}: ${asked.to}`)
          }),
    },
    {
      noun: 'supplier',
      name: 'api',
      what: 'say how far an interface is; released only with its whole assurance pack',
      define: command =>
        command
          .addOption(mustChoose('--api <api>', 'which', APIS))
          .addOption(choice('--stage <stage>', 'how far', API_STAGES))
          .option('--modes <modes>', 'standard, silent or both with a comma between', codes)
          .option('--expected <text>', 'when, in words')
          .option('--expected-by <day>', 'the last day it is expected by', day)
          .addOption(choice('--final <document>', 'a document of the pack that is final', ASSURANCE_PACK))
          .action(async (said: Omit<ApiSaid, 'by'>) => {
            const { api, stage } = await within((deps, by) => describeApi(deps, { ...said, by }))
            say(`${api}: ${stage}`)
          }),
    },
  ]
}

function way(command: Parameters<Verb['define']>[0]) {
  return command
    .addOption(mustChoose('--api <api>', 'which interface', APIS))
    .addOption(mustChoose('--mode <mode>', 'in which mode', MODES))
}

function kits(within: WithProgramme, say: Say): Verb[] {
  return [
    {
      noun: 'supplier',
      name: 'kit',
      what: 'enter a version of the conformance kit: JSON with kit, version, api, cases, keys',
      define: command =>
        command.argument('<file>', 'the description').action(async (file: string) => {
          const kit = readKit(await fs.readFile(file, 'utf8'))
          await within((deps, by) => registerKit(deps, { ...kit, by }))
          say(`${kit.kit} ${kit.version}: kept, ${kit.cases.length} cases`)
        }),
    },
    {
      noun: 'supplier',
      name: 'report',
      what: 'take a signed report of the conformance kit in as evidence',
      define: command =>
        command.argument('<file>', 'the report, JSON').action(async (file: string) => {
          const text = await fs.readFile(file, 'utf8')
          const { passed, failed } = await within((deps, by) => takeKitReport(deps, { text, by }))
          say(passed ? 'passed' : `not passed: ${failed.join(', ')}`)
        }),
    },
  ]
}
