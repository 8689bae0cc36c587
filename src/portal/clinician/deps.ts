import type { LookUpDecision } from '../../care-settings/index.ts'
import type { PdsSearcher, PdsViewer } from '../../demographics/index.ts'
import type { Actor } from '../../identity/index.ts'
import type { Answer, Declaration, DeclarationAnswer, NotBrought, Question, Refusal } from '../../lookup/index.ts'
import type { Log, Metrics } from '../../platform/index.ts'
import type { OfficeHours } from './answer/office-hours.ts'

export type ClinicianSettings = {
  readonly officeHours: OfficeHours
  /** An authority that has sent nothing for so many days may hold newer plans than are shown. */
  readonly silentAfterDays: number
  /** Most children asked about, and most searches, in ten minutes by one person; then 429. */
  readonly mostOfPerson: number
  /** The same of everybody at one organisation. */
  readonly mostOfSite: number
  /** One person who asks about so many children in an hour is reported: nobody treats so many. */
  readonly sweepAt: number
}

/** The use cases these pages work by, bound in `main`. */
export type ClinicianDeps = {
  readonly log: Log
  readonly metrics: Pick<Metrics, 'count'>
  readonly settings: ClinicianSettings
  readonly pds: PdsViewer & Pick<PdsSearcher, 'list'>
  /** Most matches PDS gives us in a search. */
  readonly mostMatches: number
  /** Throws LookUpRefused. */
  readonly decideLookUp: (actor: Actor, unscheduled: boolean | undefined) => Promise<LookUpDecision>
  readonly ask: (question: Question) => Promise<Answer>
  /** Throws the refusals of lookup. */
  readonly alertAuthority: (declaration: Declaration & NotBrought) => Promise<DeclarationAnswer>
  readonly recordRefusal: (refused: Refusal) => Promise<void>
  /** Counts something done, and says how often it was done in the last so many minutes. */
  readonly count: (done: { kind: string; subject: string }, minutes: number) => Promise<number>
}
