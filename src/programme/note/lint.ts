import { type CalendarDate, dayInEngland } from '../../platform/index.ts'
import { composeNote } from './compose.ts'
import type { NoteDocument } from './document.ts'
import type { NoteDraft } from './draft.ts'
import type { NoteFacts } from './facts.ts'
import { type Finding, findingId } from './finding.ts'
import { lintDates, lintModes, lintPromises, lintRegions } from './lint-facts.ts'
import { lintLiveNames, lintTexts } from './lint-text.ts'
import type { NoteSettings } from './settings.ts'

/** An issue as it would be read, and what should be mended in it. */
export type LintedNote = {
  readonly document: NoteDocument
  readonly findings: readonly (Finding & {
    /** Why it stays as it is, where somebody accepted it. */
    readonly accepted?: string
  })[]
}

/** Makes an issue and holds it against every lint (programme.md 3.6). */
export function lintNote(
  draft: NoteDraft,
  facts: NoteFacts,
  { settings, at }: { readonly settings: NoteSettings; readonly at: Date },
): LintedNote {
  const document = composeNote(draft, facts, { settings, at })
  const own = [settings.operationsMail, settings.programmeMail, settings.interestMail]
  const accepted = new Map(draft.accepted.map(one => [one.finding, one.reason]))
  const findings = [
    ...lintTexts(document, facts, own),
    ...lintLiveNames(facts),
    ...lintDates(facts, later(draft.publishOn, dayInEngland(at))),
    ...lintRegions(facts.regions),
    ...lintPromises(facts),
    ...lintModes(facts),
  ]
  return {
    document,
    findings: findings.map(one => {
      const reason = accepted.get(findingId(one))
      return reason === undefined ? one : { ...one, accepted: reason }
    }),
  }
}

function later(one: CalendarDate, other: CalendarDate): CalendarDate {
  return one > other ? one : other
}
