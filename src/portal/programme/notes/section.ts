import { refusal } from '../../../platform/index.ts'
import {
  type LintedNote,
  type NoteDraft,
  noteErrors,
  periodName,
  previewNote,
  readDraft,
  SECTIONS,
  type SectionKey,
  writeNote,
} from '../../../programme/index.ts'
import type { Act } from '../screen/act.ts'
import { openForm } from '../screen/forms.ts'
import { lines, links } from '../screen/part.ts'
import { type Look, paramOf, type Screen, type Shown } from '../screen/screen.ts'
import { placeOfNote } from './words.ts'
import { writtenNote } from './written.ts'

const WRITE: Act = {
  id: 'write',
  title: 'Keep this text',
  fields: [
    {
      name: 'text',
      label: 'Text',
      hint: 'Stands before what the records say. An empty line begins a paragraph; lines that all begin with “- ” are a list.',
      as: 'text',
      isOptional: true,
    },
    {
      name: 'isOut',
      label: 'In this issue',
      as: 'several',
      choices: [['yes', 'Leave the section out']],
      isOptional: true,
    },
  ],
  run: ({ deps, by, visit, typed }) => {
    const section = paramOf(visit, 'section')
    const written = { section, text: typed.get('text'), isOut: typed.get('isOut') === 'yes' }
    return writeNote(deps, { period: paramOf(visit, 'period'), by }, written)
  },
}

export const noteSectionScreen: Screen = {
  section: 'notes',
  path: '/notes/:period/sections/:section',
  acts: [WRITE],
  show: async (deps, visit, look) => {
    const [period, section] = [paramOf(visit, 'period'), paramOf(visit, 'section')]
    return presentSection(
      { draft: await readDraft(deps, period), linted: await previewNote(deps, period), section },
      look,
    )
  },
}

type Known = { readonly draft: NoteDraft; readonly linted: LintedNote; readonly section: string }

/** One section: what its authors wrote, how it reads, and what the lints say of it. Throws NOTE_SECTION_UNKNOWN. */
export function presentSection({ draft, linted, section }: Known, look: Look): Shown {
  const key = SECTIONS.find(one => one.key === section)?.key
  if (key === undefined) throw refusal(noteErrors, 'NOTE_SECTION_UNKNOWN', section)
  const own = draft.sections[key]
  const findings = linted.findings.filter(one => one.place === section && one.accepted === undefined)
  return {
    title: `${placeOfNote(section)}: ${periodName(draft.period)}`,
    intro: [],
    parts: [
      openForm(WRITE, look, { values: { text: own?.text ?? '', isOut: own?.isOut === true ? 'yes' : '' } }),
      lines('Findings in this section', ...(findings.length === 0 ? ['None is open.'] : findings.map(one => one.says))),
      writtenNote(only(linted, key), () => []),
      links('Back', { text: 'The whole issue', href: `/programme/notes/${draft.period}` }),
    ],
  }
}

function only({ document }: LintedNote, key: SectionKey): LintedNote['document'] {
  return { ...document, sections: document.sections.filter(one => one.key === key) }
}
