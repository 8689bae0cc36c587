import type { CalendarDate } from '../../platform/index.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** The interfaces a product can use (programme.md S-061, S-066, S-123). */
export const APIS = ['hl7', 'fhir'] as const
export type Api = (typeof APIS)[number]

/** How a product looks up; each is assured by itself (programme.md S-065). */
export const MODES = ['standard', 'silent'] as const
export type AssuredMode = (typeof MODES)[number]

/** The stages of assurance, in order (programme.md 3.2: the stages of digital onboarding, with the certificate of SCAL). */
export const ASSURANCE_STAGES = [
  'use_case',
  'eligibility',
  'non_functional',
  'technical_conformance',
  'certificate',
  'legal_agreement',
  'live',
  'uplift',
] as const
export type AssuranceStage = (typeof ASSURANCE_STAGES)[number]

/** Until which stage an item has to be accepted; before a stage all items of the stages before it are. */
export type AssuranceItem = {
  readonly id: string
  readonly stage: AssuranceStage
  readonly what: string
  readonly evidenceRequired: string
}

/** What a supplier handed in for an item, and what was decided. */
export type ItemDecision = {
  readonly item: string
  readonly evidence: string
  readonly decision: 'accepted' | 'refused'
  readonly reason?: string
  readonly by: string
  readonly on: CalendarDate
}

/** How one report of the kit turned out. */
export type ConformanceResult = {
  readonly digest: string
  readonly kit: string
  readonly kitVersion: string
  /** When the kit signed it, ISO 8601 in UTC. */
  readonly signedAt: string
  readonly on: CalendarDate
  readonly passed: boolean
  /** Cases that did not pass. */
  readonly failed: readonly string[]
}

/** One product's way through assurance, for one API in one mode. */
export type Assurance = {
  readonly api: Api
  readonly mode: AssuredMode
  readonly stage: AssuranceStage
  readonly since: CalendarDate
  readonly decisions: readonly ItemDecision[]
  readonly results: readonly ConformanceResult[]
}

export type Product = {
  /** Our short name of it, as `examplecare`. */
  readonly product: string
  readonly name: string
  readonly supplier: string
  /** Codes of the care settings that would use it. */
  readonly careSettings: readonly string[]
  readonly assurances: readonly Assurance[]
}

export const productLedger: Ledger<Product> = { table: 'programme.product_ledger' }

/** The way of a product for one API and mode; `undefined` when it has not begun. */
export function assuranceOf(product: Product, api: Api, mode: AssuredMode): Assurance | undefined {
  return product.assurances.find(one => one.api === api && one.mode === mode)
}
