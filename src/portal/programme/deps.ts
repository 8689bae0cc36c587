import type { NoteDeps } from '../../programme/index.ts'

/** What the pages of the programme stand on: its use cases are called with `programme` (decision 63). */
export type ProgrammePagesDeps = {
  readonly programme: NoteDeps
  /** One of these activities opens the area. */
  readonly activities: readonly string[]
}
