import { refusal } from '../../platform/index.ts'
import type { ProgrammeDeps, SettingsDeps } from '../deps.ts'
import { refuseChild } from '../kinds/refuse-child.ts'
import type { NoteDraft } from './draft.ts'
import { noteErrors } from './errors.ts'
import { gatherFacts, type NoteFacts } from './facts.ts'
import { findingId } from './finding.ts'
import { type LintedNote, lintNote } from './lint.ts'
import { readPeriod } from './period.ts'
import type { NoteSettings } from './settings.ts'
import { type Published, publishedNotes, publishedOf, snapshotById, storePublished, storeSnapshot } from './store.ts'
import { noteHtml, noteMarkdown } from './write.ts'
import { changeNote, type OfNote, readDraft } from './write-note.ts'

/** What making an issue stands on beside the records. */
export type NoteDeps = SettingsDeps & { readonly settings: NoteSettings }

/**
 * The issue as it would be read and what should be mended in it: a draft with the facts as they stand now, a frozen one
 * with those it was frozen with. Throws NOTE_PERIOD_INVALID, NOTE_UNKNOWN.
 */
export async function previewNote(deps: NoteDeps, period: string): Promise<LintedNote> {
  const draft = await readDraft(deps, period)
  return lintNote(draft, await factsOf(deps, draft), { settings: deps.settings, at: deps.clock.now() })
}

async function factsOf(deps: SettingsDeps, { snapshot, period }: NoteDraft): Promise<NoteFacts> {
  const frozen = snapshot === undefined ? undefined : await snapshotById(deps.db, snapshot)
  return frozen ?? gatherFacts(deps, period)
}

/** Freezes an issue: its facts are kept as they stand now. Throws NOTE_PERIOD_INVALID, NOTE_UNKNOWN, NOTE_STEP_REFUSED. */
export async function freezeNote(deps: NoteDeps, of: OfNote): Promise<NoteDraft> {
  const facts = await gatherFacts(deps, readPeriod(of.period))
  const id = deps.randomness.uuid()
  return deps.db.transaction(async db => {
    await storeSnapshot(db, { id, takenAt: deps.clock.now(), by: of.by, facts })
    const step = (last: NoteDraft): NoteDraft => ({ ...last, stage: 'frozen', snapshot: id })
    return changeNote({ ...deps, db }, { ...of, what: 'frozen', from: ['draft'] }, step)
  })
}

/**
 * Accepts a finding as it is, with the reason; it has to be said in the same words still. Throws NOTE_FINDING_UNKNOWN,
 * NOTE_REASON_MISSING, NOTE_UNKNOWN, NOTE_STEP_REFUSED.
 */
export async function acceptFinding(
  deps: NoteDeps,
  of: OfNote & { readonly finding: string; readonly reason: string },
): Promise<NoteDraft> {
  const { finding, reason, by } = of
  refuseChild(reason)
  if (reason.trim() === '') throw refusal(noteErrors, 'NOTE_REASON_MISSING')
  const { findings } = await previewNote(deps, of.period)
  if (!findings.some(one => findingId(one) === finding)) throw refusal(noteErrors, 'NOTE_FINDING_UNKNOWN', finding)
  return changeNote(deps, { ...of, what: `accepted: ${finding}`, from: ['draft', 'frozen'] }, last => ({
    ...last,
    accepted: [...last.accepted.filter(one => one.finding !== finding), { finding, reason, by }],
  }))
}

/** Takes an issue back into writing; of a published one the next version. Throws NOTE_REASON_MISSING, NOTE_UNKNOWN, NOTE_STEP_REFUSED. */
export async function reopenNote(deps: ProgrammeDeps, of: OfNote & { readonly reason: string }): Promise<NoteDraft> {
  if (of.reason.trim() === '') throw refusal(noteErrors, 'NOTE_REASON_MISSING')
  const from = ['frozen', 'reviewed', 'approved', 'published'] as const
  return changeNote(deps, { ...of, what: `taken back: ${of.reason}`, from }, last => {
    const { snapshot, reviewedBy, approvedBy, ...rest } = last
    return { ...rest, stage: 'draft' }
  })
}

/**
 * Says that an issue was read and is right: no finding is open. Throws NOTE_FINDINGS_OPEN naming how many, NOTE_UNKNOWN,
 * NOTE_STEP_REFUSED.
 */
export async function reviewNote(deps: NoteDeps, of: OfNote): Promise<NoteDraft> {
  return changeNote(
    deps,
    { ...of, what: 'reviewed', from: ['frozen'] },
    await withoutFindings(deps, of, last => ({
      ...last,
      stage: 'reviewed',
      reviewedBy: of.by,
    })),
  )
}

async function withoutFindings(
  deps: NoteDeps,
  { period }: OfNote,
  step: (last: NoteDraft) => NoteDraft,
): Promise<(last: NoteDraft) => NoteDraft> {
  const open = (await previewNote(deps, period)).findings.filter(one => one.accepted === undefined)
  return last => {
    if (open.length > 0)
      throw refusal(noteErrors, 'NOTE_FINDINGS_OPEN', `${open.length}: ${open.map(one => one.code).join(', ')}`)
    return step(last)
  }
}

/** Another person lets it appear. Throws NOTE_SECOND_PERSON_WANTED, NOTE_UNKNOWN, NOTE_STEP_REFUSED. */
export async function approveNote(deps: ProgrammeDeps, of: OfNote): Promise<NoteDraft> {
  return changeNote(deps, { ...of, what: 'approved', from: ['reviewed'] }, last => {
    if (last.reviewedBy === of.by) throw refusal(noteErrors, 'NOTE_SECOND_PERSON_WANTED')
    return { ...last, stage: 'approved', approvedBy: of.by }
  })
}

const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', dateStyle: 'long' })
const MINUTE = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', timeStyle: 'short' })

/**
 * Publishes an issue as HTML, Markdown and JSON; from then on that version stays as it is. Throws NOTE_UNKNOWN,
 * NOTE_STEP_REFUSED.
 */
export async function publishNote(deps: NoteDeps, of: OfNote): Promise<Published> {
  const publishedAt = deps.clock.now()
  const preview = await previewNote(deps, of.period)
  const document = { ...preview.document, lastEdited: `${DAY.format(publishedAt)}, ${MINUTE.format(publishedAt)}` }
  const [html, markdown] = [noteHtml(document), noteMarkdown(document)]
  const period = readPeriod(of.period)
  return deps.db.transaction(async db => {
    const { reviewedBy = '', approvedBy = '' } = await changeNote(
      { ...deps, db },
      { ...of, what: 'published', from: ['approved'] },
      last => ({ ...last, stage: 'published' }),
    )
    const version = ((await publishedOf(db, period)).at(-1)?.version ?? 0) + 1
    const people = { publishedBy: of.by, reviewedBy, approvedBy }
    const published = { period, version, publishedAt, ...people, document, html, markdown }
    await storePublished(db, published)
    return published
  })
}

/** A published version, the newest when none is named. Throws NOTE_PERIOD_INVALID, NOTE_NOT_PUBLISHED. */
export async function readPublished(
  deps: Pick<ProgrammeDeps, 'db'>,
  asked: { readonly period: string; readonly version?: number },
): Promise<Published> {
  const all = await publishedOf(deps.db, readPeriod(asked.period))
  const found = asked.version === undefined ? all.at(-1) : all.find(one => one.version === asked.version)
  if (found === undefined) throw refusal(noteErrors, 'NOTE_NOT_PUBLISHED', asked.period)
  return found
}

/** The newest version of every published issue, newest issue first; for a list and a feed. */
export function listPublished(deps: Pick<ProgrammeDeps, 'db'>): Promise<Published[]> {
  return publishedNotes(deps.db)
}
