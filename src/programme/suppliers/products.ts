import { dayInEngland, refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { changeState, type Entry, entriesOf, lastEntries, lastEntry } from '../ledger/ledger.ts'
import { checkReleased } from './api.ts'
import { checkAssuranceStep } from './assurance-step.ts'
import { supplierErrors } from './errors.ts'
import { ASSURANCE_ITEMS } from './items.ts'
import {
  APIS,
  type Api,
  ASSURANCE_STAGES,
  type Assurance,
  type AssuranceStage,
  type AssuredMode,
  assuranceOf,
  MODES,
  type Product,
  productLedger,
} from './product.ts'

const SHORT_NAME = /^[a-z0-9][a-z0-9-]{1,39}$/

/** Enters a product of a supplier, or renames it. Throws PRODUCT_INVALID. */
export async function registerProduct(
  deps: ProgrammeDeps,
  said: Omit<Product, 'assurances'> & { readonly by: string },
): Promise<Product> {
  const { by, ...plain } = said
  if (!SHORT_NAME.test(plain.product) || plain.name.trim() === '' || plain.supplier.trim() === '')
    throw refusal(supplierErrors, 'PRODUCT_INVALID', 'a short name of a-z, 0-9 and -, a name, a supplier')
  const step = (last?: Product): Product => ({ ...plain, assurances: last?.assurances ?? [] })
  return changeState(deps, productLedger, { key: plain.product, by, what: 'registered', step })
}

/** Which product, for which API, in which mode. */
export type AssuranceAsked = {
  readonly product: string
  readonly api: Api
  readonly mode: AssuredMode
  readonly by: string
}

/** Begins assurance with the use case. Throws PRODUCT_UNKNOWN, PRODUCT_INVALID, ASSURANCE_STEP_REFUSED when begun. */
export async function beginAssurance(deps: ProgrammeDeps, asked: AssuranceAsked): Promise<Product> {
  const { product, api, mode, by } = asked
  if (!APIS.includes(api) || !MODES.includes(mode))
    throw refusal(supplierErrors, 'PRODUCT_INVALID', `${APIS.join(', ')}; ${MODES.join(', ')}`)
  const since = dayInEngland(deps.clock.now())
  return changeState(deps, productLedger, {
    ...{ key: product, by, what: `assurance begun: ${api}, ${mode}` },
    step(last) {
      if (last === undefined) throw refusal(supplierErrors, 'PRODUCT_UNKNOWN', product)
      if (assuranceOf(last, api, mode)) throw refusal(supplierErrors, 'ASSURANCE_STEP_REFUSED', 'it has begun')
      const begun: Assurance = { ...{ api, mode, since, stage: 'use_case' }, decisions: [], results: [] }
      return { ...last, assurances: [...last.assurances, begun] }
    },
  })
}

/**
 * Decides on the evidence for an item. Throws PRODUCT_UNKNOWN, ASSURANCE_NOT_BEGUN, ASSURANCE_ITEM_INVALID (no such
 * item, no evidence, a refusal without its reason).
 */
export async function decideItem(
  deps: ProgrammeDeps,
  asked: AssuranceAsked & {
    readonly item: string
    readonly evidence: string
    readonly decision: 'accepted' | 'refused'
    readonly reason?: string
  },
): Promise<Product> {
  const { item, evidence, decision, reason, by } = asked
  if (!ASSURANCE_ITEMS.some(one => one.id === item))
    throw refusal(supplierErrors, 'ASSURANCE_ITEM_INVALID', `there is no item ${item}`)
  if (evidence.trim() === '' || (decision === 'refused' && !reason?.trim()))
    throw refusal(supplierErrors, 'ASSURANCE_ITEM_INVALID', 'evidence, and with a refusal its reason')
  const on = dayInEngland(deps.clock.now())
  const made = { item, evidence, decision, by, on, ...(reason !== undefined && { reason }) }
  return changeAssurance(deps, asked, `${item} ${decision}`, last => ({
    ...last,
    decisions: [...last.decisions.filter(one => one.item !== item), made],
  }))
}

/**
 * Takes a product to another stage. Beyond eligibility only once the API is released (programme.md S-064). Throws
 * PRODUCT_UNKNOWN, ASSURANCE_NOT_BEGUN, API_NOT_RELEASED, ASSURANCE_STEP_REFUSED, ASSURANCE_STEP_TOO_EARLY.
 */
export async function advanceAssurance(
  deps: ProgrammeDeps,
  asked: AssuranceAsked & { readonly to: AssuranceStage },
): Promise<Product> {
  const { to, api } = asked
  if (!ASSURANCE_STAGES.includes(to)) throw refusal(supplierErrors, 'ASSURANCE_STEP_REFUSED', `to ${to}`)
  if (ASSURANCE_STAGES.indexOf(to) > ASSURANCE_STAGES.indexOf('eligibility')) await checkReleased(deps, api)
  const since = dayInEngland(deps.clock.now())
  return changeAssurance(deps, asked, `to ${to}`, last => {
    checkAssuranceStep(last, to)
    return { ...last, stage: to, since }
  })
}

/** Changes one way of a product; for use cases of this folder. Throws PRODUCT_UNKNOWN, ASSURANCE_NOT_BEGUN. */
export function changeAssurance(
  deps: ProgrammeDeps,
  { product, api, mode, by }: AssuranceAsked,
  what: string,
  step: (last: Assurance) => Assurance,
): Promise<Product> {
  return changeState(deps, productLedger, {
    ...{ key: product, by, what: `${api}, ${mode}: ${what}` },
    step(last) {
      if (last === undefined) throw refusal(supplierErrors, 'PRODUCT_UNKNOWN', product)
      const own = assuranceOf(last, api, mode)
      if (own === undefined) throw refusal(supplierErrors, 'ASSURANCE_NOT_BEGUN', `${product}, ${api}, ${mode}`)
      return { ...last, assurances: last.assurances.map(one => (one === own ? step(own) : one)) }
    },
  })
}

/** Every product, as at an instant (now when absent), by its short name. */
export async function listProducts(deps: Pick<ProgrammeDeps, 'db' | 'clock'>, until?: Date): Promise<Product[]> {
  return (await lastEntries(deps.db, productLedger, until ?? deps.clock.now())).map(one => one.state)
}

/** One product. Throws PRODUCT_UNKNOWN. */
export async function readProduct(deps: Pick<ProgrammeDeps, 'db'>, product: string): Promise<Product> {
  const last = await lastEntry(deps.db, productLedger, product)
  if (last === undefined) throw refusal(supplierErrors, 'PRODUCT_UNKNOWN', product)
  return last.state
}

/** What happened with a product, oldest first. */
export function readProductHistory(deps: Pick<ProgrammeDeps, 'db'>, product: string): Promise<Entry<Product>[]> {
  return entriesOf(deps.db, productLedger, product)
}
