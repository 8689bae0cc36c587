import type { Author } from '../identity/index.ts'

/** The history shows at most so many accesses (hl7v3.md 10 rule 3). */
export const HISTORY_LIMIT = 25

/** The same author is counted once in so many hours (hl7v3.md 10 rule 2), and a request id is known as long. */
export const COUNTED_ONCE_IN_HOURS = 24

/**
 * Who is the same author: a person is user id with role profile, or with role code and organisation where there is no
 * profile; a device is its system id with organisation and first responsible person. Ours: hl7v3.md 10 leaves it open.
 */
export function authorKey(author: Author): string {
  if (author.kind === 'person') {
    const role = author.roleProfileId ?? `${author.roleCode}@${author.organisation.odsCode}`
    return `person ${author.userId} ${role}`
  }
  const [responsible] = author.responsible
  const person = responsible ? [...responsible.name.given, responsible.name.family].join(' ') : ''
  return `device ${author.systemId} ${author.organisation.odsCode} ${person}`
}

/** From this instant back, a counted access no longer stands in the way of the next. */
export function countedBefore(now: Date): Date {
  return new Date(now.getTime() - COUNTED_ONCE_IN_HOURS * 3_600_000)
}
