import { type Case, NotAsExpected } from './case.ts'

export const VERDICTS = ['pass', 'fail', 'skipped'] as const
export type Verdict = (typeof VERDICTS)[number]

/** How one case went. */
export type Outcome = {
  readonly id: string
  readonly verdict: Verdict
  /** What was seen, in order; the last says why it failed or was skipped. */
  readonly evidence: readonly string[]
  readonly ms: number
}

export type Progress = (done: number, outcome: Outcome) => void

/** Runs cases one after another: they share a mailbox. A fault of the kit itself counts against nobody and is thrown. */
export async function runCases<On extends object>(
  cases: readonly Case<On>[],
  on: On,
  onDone: Progress = () => {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const one of cases) {
    const outcome = await runCase(one, on)
    outcomes.push(outcome)
    onDone(outcomes.length, outcome)
  }
  return outcomes
}

async function runCase<On extends object>(one: Case<On>, on: On): Promise<Outcome> {
  const { id, needs, judge } = one
  const began = performance.now()
  const evidence: string[] = []
  const ended = (verdict: Verdict, ...more: string[]): Outcome => ({
    ...{ id, verdict, evidence: [...evidence, ...more] },
    ms: Math.round(performance.now() - began),
  })
  const missing = needs.filter(need => on[need] === undefined)
  if (missing.length > 0) return ended('skipped', `the subject has no ${missing.join(', ')}`)
  try {
    await judge(on, seen => evidence.push(seen))
    return ended('pass')
  } catch (error) {
    // A member that is not there, in whatever a product under test answered.
    if (error instanceof NotAsExpected || error instanceof TypeError) return ended('fail', error.message)
    throw error
  }
}
