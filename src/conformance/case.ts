import type { Subject } from './subject.ts'

export const MODES = ['standard', 'silent'] as const
export type Mode = (typeof MODES)[number]

/** What a case talks over; a report is about one of them. */
export const INTERFACES = ['fhir', 'hl7v3', 'mesh'] as const
export type Interface = (typeof INTERFACES)[number]

/** Notes what was seen, for the report; never a token, a password or a name. */
export type Note = (seen: string) => void

/** One thing a product must do. Each is named by the clause of the contract it comes from. */
export type Case<On = Subject> = {
  readonly id: string
  readonly clause: string
  /** In one line, what holds where the case passes. */
  readonly title: string
  /** Why it matters. */
  readonly purpose: string
  readonly steps: readonly string[]
  readonly expected: string
  readonly interface: Interface
  readonly modes: readonly Mode[]
  /** A child may come to harm where it fails: these stand first, in list and report. */
  readonly isSafety?: true
  /** Which parts of the subject must be there; the case is skipped without them. */
  readonly needs: readonly (keyof On)[]
  /** Throws `NotAsExpected` where the product does otherwise. */
  readonly judge: (on: On, note: Note) => Promise<void>
}

/** A case in words, as lists and reports show it. */
export type CaseWords = Omit<Case, 'judge' | 'needs'> & { readonly needs: readonly string[] }

/** The product did otherwise than the contract says. */
export class NotAsExpected extends Error {}

/** Throws `NotAsExpected` with these words unless something is so. */
export function expect(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new NotAsExpected(otherwise)
}

/** The same for a value that must be a certain one. */
export function expectSame(found: unknown, wanted: unknown, what: string): void {
  const [is, was] = [JSON.stringify(wanted), JSON.stringify(found)]
  expect(is === was, `${what}: ${is} was expected and ${was ?? 'nothing'} came`)
}
