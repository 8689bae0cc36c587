import type { CalendarDate } from '../../platform/index.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Period } from './period.ts'
import type { SectionKey } from './section.ts'

/** The way of an issue; from `frozen` on its facts stay as they were. */
export const NOTE_STAGES = ['draft', 'frozen', 'reviewed', 'approved', 'published'] as const
export type NoteStage = (typeof NOTE_STAGES)[number]

/** A finding that stays as it is, and why. */
export type AcceptedFinding = { readonly finding: string; readonly reason: string; readonly by: string }

/** What its authors did with an issue. */
export type NoteDraft = {
  readonly period: Period
  readonly stage: NoteStage
  /** The authors' text of a section, before what the records say; or that it is out. */
  readonly sections: Readonly<Partial<Record<SectionKey, { readonly text?: string; readonly isOut?: boolean }>>>
  /** In the place of the one made of the sections. */
  readonly standfirst?: string
  /** The day it is to appear; planned days are held against it. */
  readonly publishOn: CalendarDate
  readonly snapshot?: string
  readonly accepted: readonly AcceptedFinding[]
  readonly reviewedBy?: string
  readonly approvedBy?: string
}

export const noteLedger: Ledger<NoteDraft> = { table: 'programme.note_ledger' }
