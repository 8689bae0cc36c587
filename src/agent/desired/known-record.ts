import type { PlanType, SubjectKind } from '../../register/index.ts'

/** One plan under one NHS number, as far as the agent has come with it. Prints are those of `prints.ts`. */
export type KnownRecord = {
  readonly nhsNumber: string
  readonly type: PlanType
  readonly subject: SubjectKind
  readonly localPersonId: string
  /** What the national service holds; none where it never took the plan. */
  readonly acknowledged?: {
    readonly who: string
    readonly what: string
    readonly contact: string
    /** Neither ended by now nor deleted, as it was taken. */
    readonly live: boolean
    readonly at: Date
  }
  /** The last refusal, where nothing was taken since. */
  readonly refused?: { readonly code: string; readonly who: string; readonly what: string; readonly at: Date }
}

/** The key of a plan in the agent's books: `9990100004 CPP`. */
export function recordKey({ nhsNumber, type }: Pick<KnownRecord, 'nhsNumber' | 'type'>): string {
  return `${nhsNumber} ${type}`
}

export type KnownRecords = ReadonlyMap<string, KnownRecord>
