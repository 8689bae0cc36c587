import type { AnsweredQuery } from '../query/read-query-response.ts'
import type { Reason } from '../spine/reasons.ts'

/** There is a record. Where `unread` is not empty, part of the answer could not be read: what is missing is not known. */
export type KnownAnswer = AnsweredQuery & {
  readonly kind: 'Known'
  /** What to know beside the plans, such as that an authority withholds one. */
  readonly warnings: readonly Reason[]
}

/** The register was read and holds nothing. It is no reassurance. */
export type NotKnownAnswer = { readonly kind: 'NotKnown' }

/**
 * Why nothing was learnt: `refused` after the query was taken, `fault` before; `unreadable` and `not-ours` are answers
 * that cannot be relied on.
 */
export type NotCheckedWhy = 'unreachable' | 'too-slow' | 'refused' | 'fault' | 'unreadable' | 'not-ours'

export type NotCheckedAnswer = {
  readonly kind: 'NotChecked'
  readonly why: NotCheckedWhy
  /** Codes and sentences as they came; empty where there were none. */
  readonly reasons: readonly Reason[]
}

/** The three answers at the caller's side, never confused. */
export type SpineAnswer = KnownAnswer | NotKnownAnswer | NotCheckedAnswer

/** Makes the answer that nothing was learnt. */
export function notChecked(why: NotCheckedWhy, reasons: readonly Reason[] = []): NotCheckedAnswer {
  return { kind: 'NotChecked', why, reasons }
}
