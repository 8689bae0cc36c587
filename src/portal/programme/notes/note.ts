import {
  type Entry,
  findingId,
  type LintedNote,
  listPublished,
  type NoteDraft,
  periodName,
  previewNote,
  readDraft,
  readNoteHistory,
  SECTIONS,
} from '../../../programme/index.ts'
import type { Table } from '../../components/table/presenter.ts'
import { day } from '../../frame/words.ts'
import { form, openForm } from '../screen/forms.ts'
import { historyTable } from '../screen/history.ts'
import { facts, lines, links, list, type Part } from '../screen/part.ts'
import { type Look, paramOf, type Screen, type Shown } from '../screen/screen.ts'
import { ACCEPT, NEXT, NOTE_ACTS, REOPEN, STANDFIRST } from './note-acts.ts'
import { NOTE_STAGE_WORDS, placeOfNote } from './words.ts'
import { writtenNote } from './written.ts'

export const noteScreen: Screen = {
  section: 'notes',
  path: '/notes/:period',
  acts: NOTE_ACTS,
  show: async (deps, visit, look) => {
    const period = paramOf(visit, 'period')
    const draft = await readDraft(deps, period)
    const newest = (await listPublished(deps)).find(one => one.period === draft.period)?.version ?? 0
    const known = { draft, linted: await previewNote(deps, period), versions: newest }
    return presentNote({ ...known, history: await readNoteHistory(deps, period) }, look)
  },
}

export type IssueKnown = {
  readonly draft: NoteDraft
  readonly linted: LintedNote
  /** How many versions are published. */
  readonly versions: number
  readonly history: readonly Entry<NoteDraft>[]
}

/** One issue: as it would be read, what should be mended in it beside, and its next step. */
export function presentNote({ draft, linted, versions, history }: IssueKnown, look: Look): Shown {
  const isDraft = draft.stage === 'draft'
  const { path } = look
  return {
    title: `Briefing note of ${periodName(draft.period)}`,
    intro: [],
    parts: [
      facts('How far it is', [
        ['State', NOTE_STAGE_WORDS[draft.stage]],
        ['Appears on', day(draft.publishOn)],
        ['Reviewed by', draft.reviewedBy],
        ['Approved by', draft.approvedBy],
      ]),
      ...NEXT[draft.stage].map(act => openForm(act, look)),
      ...(isDraft
        ? [form(STANDFIRST, look, { values: { standfirst: draft.standfirst ?? '', publishOn: draft.publishOn } })]
        : []),
      ...(isDraft ? [] : [form(REOPEN, look)]),
      ...(versions > 0 ? [links('Published versions', ...versionLinks(path, versions))] : []),
      {
        kind: 'beside',
        of: {
          main: [writtenNote(linted.document, ({ key }) => writeLink(path, key, isDraft))],
          side: findingParts(linted, draft, look),
        },
      },
      list(sectionsTable(draft, path)),
      list(historyTable(history)),
    ],
  }
}

function versionLinks(path: string, versions: number) {
  return Array.from({ length: versions }, (_, index) => ({
    text: `Version ${index + 1}`,
    href: `${path}/versions/${index + 1}`,
  }))
}

function writeLink(path: string, key: string, isDraft: boolean) {
  return isDraft ? [{ text: `Write in “${placeOfNote(key)}”`, href: `${path}/sections/${key}` }] : []
}

/** What the lints found; while it may still be changed, each can be accepted with a reason. */
function findingParts({ findings }: LintedNote, { stage }: NoteDraft, look: Look): Part[] {
  const mayAccept = stage === 'draft' || stage === 'frozen'
  const open = findings.filter(one => one.accepted === undefined)
  const head = lines(
    'Findings',
    open.length === 0 ? 'Nothing is open.' : `${open.length} to mend, or to accept with a reason.`,
  )
  const parts = findings.flatMap((one, index) => {
    const said = lines(
      placeOfNote(one.place),
      one.says,
      ...(one.accepted === undefined ? [] : [`Accepted: ${one.accepted}`]),
    )
    const values = { finding: findingId(one) }
    return one.accepted === undefined && mayAccept
      ? [said, form(ACCEPT, look, { values, within: String(index + 1) })]
      : [said]
  })
  return [head, ...parts]
}

function sectionsTable({ sections, stage }: NoteDraft, path: string): Table {
  return {
    caption: 'Sections, and what their authors wrote',
    head: ['Section', 'In this issue', 'Own text'],
    rows: SECTIONS.map(({ key, heading }) => {
      const own = sections[key]
      return [
        { text: heading, ...(stage === 'draft' && { href: `${path}/sections/${key}` }) },
        own?.isOut === true ? { text: 'Left out', tag: 'grey' as const } : { text: 'When there is something to say' },
        { text: own?.text ?? '' },
      ]
    }),
    empty: '',
  }
}
