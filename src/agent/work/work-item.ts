import type { CalendarDate } from '../../platform/index.ts'

/** What kind of work it is. `file-stopped` and `volume` keep every further file back until they are released. */
export type WorkKind =
  | 'held-back'
  | 'refused'
  | 'vanished'
  | 'renumbered'
  | 'birth'
  | 'inactive-number'
  | 'file-stopped'
  | 'file-again'
  | 'undelivered'
  | 'no-answer'
  | 'counts'
  | 'volume'

export type NewWork = {
  /** One that stands under the same key is not opened twice. */
  readonly key: string
  readonly kind: WorkKind
  readonly localPersonId?: string
  readonly nhsNumber?: string
  readonly code?: string
  /** For the agent only: what a release is about. */
  readonly detail?: string
  /** Shown to those who ask for restricted items only: adoption, a sensitive record (local-authority.md 9.3). */
  readonly restricted?: boolean
  readonly whoMends: string
  /** What it is, why it matters for a child, what to do. */
  readonly sentence: string
  readonly due?: CalendarDate
}

/** Work as it is shown: without the NHS number. */
export type WorkItem = Omit<NewWork, 'key' | 'nhsNumber' | 'detail' | 'due'> & {
  readonly itemId: number
  readonly state: 'open' | 'released'
  readonly openedAt: string
  readonly due?: string
  readonly releasedBy: readonly string[]
}

/** How many different people must release an item of a kind; none for work that ends by itself once it is mended. */
export const RELEASES: Readonly<Partial<Record<WorkKind, number>>> = {
  'file-stopped': 1,
  volume: 2,
  birth: 1,
  refused: 1,
  vanished: 1,
  renumbered: 1,
  'inactive-number': 1,
  undelivered: 1,
  'no-answer': 1,
  counts: 1,
}
