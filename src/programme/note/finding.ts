/** What the lints can find (programme.md 3.6). */
export const FINDING_CODES = [
  'standfirst-period',
  'date-over',
  'live-count',
  'regions-incomplete',
  'share-without-whole',
  'promise-unanswered',
  'setting-without-mode',
  'person-or-address',
  'brackets',
  'doubled-word',
] as const
export type FindingCode = (typeof FINDING_CODES)[number]

/** Something that should be mended, or accepted with a reason, before an issue is approved. */
export type Finding = {
  readonly code: FindingCode
  /** The section, or `standfirst`. */
  readonly place: string
  readonly says: string
}

/** By which a finding is known when it is accepted: it has to say the same still. */
export function findingId({ code, place, says }: Finding): string {
  return `${code} / ${place} / ${says}`
}
