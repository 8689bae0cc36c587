import { type CalendarDate, dayInEngland, refusal } from '../../platform/index.ts'
import type { ProgrammeDeps } from '../deps.ts'
import { refuseChild } from '../kinds/refuse-child.ts'
import { changeState, type Entry, entriesOf, lastEntries, lastEntry } from '../ledger/ledger.ts'
import { type NoteDraft, type NoteStage, noteLedger } from './draft.ts'
import { noteErrors } from './errors.ts'
import { readPeriod } from './period.ts'
import { readSection } from './section.ts'

/** Which issue, and who does it. */
export type OfNote = { readonly period: string; readonly by: string }

/** Begins the issue of a month, to appear today unless another day is named. Throws NOTE_PERIOD_INVALID, NOTE_THERE. */
export async function openNote(
  deps: ProgrammeDeps,
  of: OfNote & { readonly publishOn?: CalendarDate },
): Promise<NoteDraft> {
  const period = readPeriod(of.period)
  const publishOn = of.publishOn ?? dayInEngland(deps.clock.now())
  return changeState(deps, noteLedger, {
    ...{ key: period, by: of.by, what: 'begun' },
    step(last) {
      if (last !== undefined) throw refusal(noteErrors, 'NOTE_THERE', period)
      return { period, publishOn, stage: 'draft', sections: {}, accepted: [] }
    },
  })
}

/** What an author changes; only what is named changes. */
export type NoteWritten = {
  readonly section?: string
  /** The text of that section, empty for none. */
  readonly text?: string
  /** Takes that section out of this issue, or puts it back. */
  readonly isOut?: boolean
  /** The standfirst; empty: the one that is made of the sections. */
  readonly standfirst?: string
  readonly publishOn?: CalendarDate
}

/**
 * Writes in a draft. Throws NOTE_PERIOD_INVALID, NOTE_UNKNOWN, NOTE_SECTION_UNKNOWN, NOTE_STEP_REFUSED when it is frozen,
 * PROGRAMME_NAMES_A_CHILD.
 */
export async function writeNote(deps: ProgrammeDeps, of: OfNote, written: NoteWritten): Promise<NoteDraft> {
  refuseChild(written)
  const section = written.section === undefined ? undefined : readSection(written.section)
  const what = section ?? Object.keys(written).join(', ')
  return changeNote(deps, { ...of, what, from: ['draft'] }, last => {
    const { standfirst: before, ...rest } = last
    const standfirst = written.standfirst ?? before ?? ''
    const own = section === undefined ? {} : last.sections[section]
    const { text = own?.text, isOut = own?.isOut, publishOn = last.publishOn } = written
    const said = { ...(text !== undefined && text !== '' && { text }), ...(isOut === true && { isOut }) }
    return {
      ...{ ...rest, publishOn },
      ...(standfirst !== '' && { standfirst }),
      sections: section === undefined ? last.sections : { ...last.sections, [section]: said },
    }
  })
}

/** Changes an issue that stands at one of these stages. Throws NOTE_PERIOD_INVALID, NOTE_UNKNOWN, NOTE_STEP_REFUSED. */
export async function changeNote(
  deps: ProgrammeDeps,
  of: OfNote & { readonly what: string; readonly from: readonly NoteStage[] },
  step: (last: NoteDraft) => NoteDraft,
): Promise<NoteDraft> {
  const period = readPeriod(of.period)
  return changeState(deps, noteLedger, {
    ...{ key: period, by: of.by, what: of.what },
    step(last) {
      if (last === undefined) throw refusal(noteErrors, 'NOTE_UNKNOWN', period)
      if (!of.from.includes(last.stage))
        throw refusal(noteErrors, 'NOTE_STEP_REFUSED', `it is ${last.stage}; wanted: ${of.from.join(' or ')}`)
      return step(last)
    },
  })
}

/** An issue as it stands. Throws NOTE_PERIOD_INVALID, NOTE_UNKNOWN. */
export async function readDraft(deps: Pick<ProgrammeDeps, 'db'>, period: string): Promise<NoteDraft> {
  const key = readPeriod(period)
  const last = await lastEntry(deps.db, noteLedger, key)
  if (last === undefined) throw refusal(noteErrors, 'NOTE_UNKNOWN', key)
  return last.state
}

/** What was done with an issue, by whom, oldest first. Throws NOTE_PERIOD_INVALID. */
export async function readNoteHistory(deps: Pick<ProgrammeDeps, 'db'>, period: string): Promise<Entry<NoteDraft>[]> {
  return entriesOf(deps.db, noteLedger, readPeriod(period))
}

/** Every issue that was begun, newest first. */
export async function listNotes(deps: Pick<ProgrammeDeps, 'db' | 'clock'>): Promise<NoteDraft[]> {
  return (await lastEntries(deps.db, noteLedger, deps.clock.now())).map(one => one.state).reverse()
}
