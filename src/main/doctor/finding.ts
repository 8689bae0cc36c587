/** What the doctor found at one place: all well, something to mend, or no way to tell. */
export type Finding = {
  readonly place: string
  readonly state: 'good' | 'mend' | 'not checked'
  /** What was seen; no secret, nothing of a child. */
  readonly seen: string
  /** What to do; there where something is to mend. */
  readonly mend?: string
}

/** One place that is looked at. `look` answers what was seen when all is well. */
export type Check = {
  readonly place: string
  readonly mend: string
  /** Throws when all is not well; the message says what was seen. */
  readonly look: () => Promise<string>
}

/** Looks at each place, one after the other; a check that throws is something to mend. */
export async function examine(checks: readonly Check[]): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { place, mend, look } of checks) {
    try {
      findings.push({ place, state: 'good', seen: await look() })
    } catch (error) {
      findings.push({ place, state: 'mend', seen: (error as Error).message, mend })
    }
  }
  return findings
}

/** The findings as a page of text, what is to mend last. */
export function findingsText(findings: readonly Finding[]): string {
  const lines = findings.map(({ place, state, seen }) => `${state === 'good' ? 'good' : 'MEND'}  ${place}: ${seen}`)
  const wrong = findings.filter(({ state }) => state === 'mend')
  if (wrong.length === 0) return [...lines, '', 'Nothing to mend.'].join('\n')
  return [...lines, '', 'To mend:', ...wrong.map(({ place, mend }) => `* ${place}: ${mend}`)].join('\n')
}
