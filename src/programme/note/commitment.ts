import { refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { refuseChild } from '../kinds/refuse-child.ts'
import { changeState, type Ledger, lastEntries } from '../ledger/ledger.ts'
import { noteErrors } from './errors.ts'
import { type Period, readPeriod } from './period.ts'
import { readSection, type SectionKey } from './section.ts'

/** A promise of one issue that a later one has to keep (programme.md S-008). */
export type Commitment = {
  /** Its short name, as `cohorts-next-steps`. */
  readonly commitment: string
  readonly text: string
  /** The section it stands in and is answered in. */
  readonly section: SectionKey
  readonly madeIn: Period
  readonly dueIn: Period
  readonly answer?: { readonly inIssue: Period; readonly text: string }
}

const commitmentLedger: Ledger<Commitment> = { table: 'programme.commitment_ledger' }
const SHORT_NAME = /^[a-z0-9][a-z0-9-]{1,59}$/

/** Notes a promise an issue makes. Throws COMMITMENT_INVALID, NOTE_SECTION_UNKNOWN, NOTE_PERIOD_INVALID. */
export async function promise(
  deps: ProgrammeDeps,
  said: {
    readonly commitment: string
    readonly text: string
    readonly section: string
    readonly madeIn: string
    readonly dueIn: string
    readonly by: string
  },
): Promise<Commitment> {
  const [section, madeIn, dueIn] = [readSection(said.section), readPeriod(said.madeIn), readPeriod(said.dueIn)]
  const { commitment, text, by } = said
  refuseChild(text)
  if (!SHORT_NAME.test(commitment) || text.trim() === '' || dueIn <= madeIn)
    throw refusal(noteErrors, 'COMMITMENT_INVALID', 'a short name, a text, and a later issue to answer it in')
  return changeState(deps, commitmentLedger, {
    ...{ key: commitment, by, what: 'promised' },
    step(last) {
      if (last !== undefined) throw refusal(noteErrors, 'COMMITMENT_INVALID', `${commitment} is promised already`)
      return { commitment, text, section, madeIn, dueIn }
    },
  })
}

/** Answers a promise in an issue. Throws COMMITMENT_UNKNOWN, COMMITMENT_INVALID, NOTE_PERIOD_INVALID. */
export async function answerPromise(
  deps: ProgrammeDeps,
  said: { readonly commitment: string; readonly inIssue: string; readonly text: string; readonly by: string },
): Promise<Commitment> {
  const inIssue = readPeriod(said.inIssue)
  refuseChild(said.text)
  if (said.text.trim() === '') throw refusal(noteErrors, 'COMMITMENT_INVALID', 'an answer has a text')
  return altered(deps, { ...said, what: `answered in ${inIssue}` }, last => ({
    ...last,
    answer: { inIssue, text: said.text },
  }))
}

/** Puts a promise off to a later issue, with the reason. Throws COMMITMENT_UNKNOWN, COMMITMENT_INVALID, NOTE_PERIOD_INVALID. */
export async function putOffPromise(
  deps: ProgrammeDeps,
  said: { readonly commitment: string; readonly dueIn: string; readonly reason: string; readonly by: string },
): Promise<Commitment> {
  const dueIn = readPeriod(said.dueIn)
  if (said.reason.trim() === '') throw refusal(noteErrors, 'COMMITMENT_INVALID', 'putting off needs a reason')
  return altered(deps, { ...said, what: `put off to ${dueIn}: ${said.reason}` }, last => {
    if (dueIn <= last.dueIn) throw refusal(noteErrors, 'COMMITMENT_INVALID', `it is due in ${last.dueIn}`)
    return { ...last, dueIn }
  })
}

function altered(
  deps: ProgrammeDeps,
  said: { readonly commitment: string; readonly by: string; readonly what: string },
  step: (last: Commitment) => Commitment,
): Promise<Commitment> {
  return changeState(deps, commitmentLedger, {
    ...{ key: said.commitment, by: said.by, what: said.what },
    step(last) {
      if (last === undefined) throw refusal(noteErrors, 'COMMITMENT_UNKNOWN', said.commitment)
      if (last.answer !== undefined) throw refusal(noteErrors, 'COMMITMENT_INVALID', 'it is answered already')
      return step(last)
    },
  })
}

/** Every promise as it stands, by its name. */
export async function listCommitments(deps: Pick<ProgrammeDeps, 'db' | 'clock'>): Promise<Commitment[]> {
  return (await lastEntries(deps.db, commitmentLedger, deps.clock.now())).map(one => one.state)
}

/** The promises earlier issues made for this one or one before it, and that nobody has answered. */
export function openCommitments(all: readonly Commitment[], period: Period): Commitment[] {
  return all.filter(one => one.madeIn < period && one.dueIn <= period && one.answer === undefined)
}
