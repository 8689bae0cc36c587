/** The SSDA903 legal-status codes, in the order of local-authority.md 2.2. */
export const LEGAL_STATUSES = ['C1', 'C2', 'V2', 'V3', 'V4', 'E1', 'D1', 'L1', 'L2', 'L3', 'J1', 'J2', 'J3'] as const
export type LegalStatus = (typeof LEGAL_STATUSES)[number]

/** The only statuses every source agrees on; an authority switches others on (local-authority.md 2.2). */
export const SHARED_BY_DEFAULT: readonly LegalStatus[] = ['C1', 'C2', 'V2']

export function isLegalStatus(code: string): code is LegalStatus {
  return (LEGAL_STATUSES as readonly string[]).includes(code)
}
