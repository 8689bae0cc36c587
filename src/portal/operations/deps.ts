import type {
  AuthorityQuality,
  CaseStory,
  Incident,
  IncidentLink,
  IncidentNote,
  IncidentRow,
  IncidentState,
  IncidentStory,
  Letter,
  MatchedDay,
  NationalQuality,
  NewIncident,
  Pause,
  ServiceLevels,
  StepByHand,
  Trends,
  WatchTable,
} from '../../operations/index.ts'

/** The use cases these pages work by, bound in `main`. `by` is always the user of the session. */
export type OperationsPagesDeps = {
  readonly activities: readonly string[]
  readonly readWatch: () => Promise<WatchTable>
  readonly readCases: () => Promise<readonly CaseStory[]>
  /** The newest letter about a mailbox. Throws LETTER_NOT_WRITTEN. */
  readonly readLetter: (mailboxId: string) => Promise<Letter>
  readonly advanceCase: (step: StepByHand) => Promise<unknown>
  readonly pauseWatch: (pause: Pause) => Promise<void>
  readonly resendNotice: (asked: { readonly noticeId: string; readonly by: string }) => Promise<unknown>
  readonly nationalQuality: () => Promise<NationalQuality>
  readonly nationalTrend: () => Promise<readonly MatchedDay[]>
  readonly authorityQuality: (authorityCode: string) => Promise<AuthorityQuality>
  readonly listIncidents: (wish: { readonly withOver: boolean }) => Promise<readonly IncidentRow[]>
  readonly showIncident: (number: number) => Promise<IncidentStory>
  readonly openIncident: (wish: NewIncident) => Promise<Incident>
  readonly noteOnIncident: (said: IncidentNote) => Promise<unknown>
  readonly advanceIncident: (step: IncidentNote & { readonly to: IncidentState }) => Promise<unknown>
  readonly closeIncident: (said: IncidentNote) => Promise<unknown>
  readonly linkToIncident: (
    said: { readonly number: number; readonly by: string } & Pick<IncidentLink, 'kind' | 'target'>,
  ) => Promise<unknown>
  readonly serviceLevels: () => Promise<ServiceLevels>
  readonly readTrends: () => Promise<Trends>
}
