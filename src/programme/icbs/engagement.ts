import type { CalendarDate } from '../../platform/index.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { IcbStage } from './stage.ts'

/** By which way staff of a board's area will see CP-IS (programme.md S-013, S-085). */
export const ROUTES = ['NCRS', 'HL7 API', 'FHIR API', 'shared care record'] as const
export type Route = (typeof ROUTES)[number]

/** Yes, no, or nobody asked yet. */
export const ANSWERS = ['yes', 'no', 'unknown'] as const
export type Answer = (typeof ANSWERS)[number]

/** One system in use in a board's area (programme.md S-076). */
export type EstateSystem = {
  readonly system: string
  readonly supplier: string
  /** Codes of the care settings that use it. */
  readonly careSettings: readonly string[]
  readonly cpisIntegrated: Answer
  readonly pdsIntegrated: Answer
  readonly isSharedCareRecord: boolean
}

/** Who has to sit in the working group: safeguarding, the systems in use, the integrated care system (programme.md S-082). */
export const GROUP_ROLES = ['safeguarding', 'systems', 'ics'] as const
export type GroupRole = (typeof GROUP_ROLES)[number]
export type GroupMember = {
  readonly role: GroupRole
  readonly organisation: string
  /** The post somebody holds, never a name. */
  readonly post: string
  readonly since: CalendarDate
}

/** The two documents a board and the programme agree on (programme.md S-083). */
export const ICB_DOCUMENTS = ['plan', 'terms of reference'] as const
export type IcbDocumentKind = (typeof ICB_DOCUMENTS)[number]
export type IcbDocument = {
  readonly kind: IcbDocumentKind
  readonly state: 'draft' | 'agreed'
  readonly version: string
  /** Where it lies. */
  readonly reference: string
}

/** What is looked into before a board can begin (programme.md S-077; the list beyond smartcards is ours). */
export const PREREQUISITES = ['smartcards', 'network', 'role codes', 'supplier assurance'] as const
export type PrerequisiteKind = (typeof PREREQUISITES)[number]
export type Prerequisite = {
  readonly kind: PrerequisiteKind
  readonly state: 'open' | 'met' | 'not needed'
  readonly note?: string
}

/** How far one care setting of the board's area is (programme.md S-075). */
export const COVERAGE = ['planned', 'in progress', 'live', 'not provided'] as const
export type Coverage = {
  readonly careSetting: string
  readonly state: (typeof COVERAGE)[number]
  readonly route?: Route
}

/** Everything the programme knows of its work with one board. */
export type IcbEngagement = {
  /** The board's ODS code. */
  readonly icb: string
  readonly stage: IcbStage
  readonly interestOn: CalendarDate
  readonly sharedCareRecord?: string
  readonly supplier?: string
  readonly intendedRoute?: Route
  /** As "monthly" or "regular". */
  readonly callRhythm?: string
  /** The implementation specialist of the national programme, by post or login (programme.md S-078). */
  readonly specialist?: string
  readonly nextAction?: { readonly what: string; readonly owner: string }
  readonly members: readonly GroupMember[]
  readonly documents: readonly IcbDocument[]
  readonly systems: readonly EstateSystem[]
  readonly prerequisites: readonly Prerequisite[]
  readonly coverage: readonly Coverage[]
  readonly transferredOn?: CalendarDate
}

export const icbLedger: Ledger<IcbEngagement> = { table: 'programme.icb_ledger' }

/** A board that has just said it is interested. */
export function newlyInterested(icb: string, on: CalendarDate): IcbEngagement {
  return {
    ...{ icb, stage: 'interest_expressed', interestOn: on },
    ...{ members: [], documents: [], systems: [], coverage: [] },
    prerequisites: PREREQUISITES.map(kind => ({ kind, state: 'open' })),
  }
}

/** A list with one row put in the place of the row that is about the same, or added to it. */
export function withRow<Row>(rows: readonly Row[], row: Row, isSame: (other: Row) => boolean): Row[] {
  const place = rows.findIndex(isSame)
  return place < 0 ? [...rows, row] : rows.with(place, row)
}
