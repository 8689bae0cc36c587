import { type NoteStage, SECTIONS } from '../../../programme/index.ts'
import type { Cell } from '../../components/table/presenter.ts'

export const NOTE_STAGE_WORDS: Readonly<Record<NoteStage, string>> = {
  draft: 'In writing',
  frozen: 'Frozen, to be reviewed',
  reviewed: 'Reviewed, to be approved',
  approved: 'Approved, to be published',
  published: 'Published',
}

/** The heading of a section by its key; of the standfirst its name. */
export function placeOfNote(key: string): string {
  return SECTIONS.find(one => one.key === key)?.heading ?? 'Standfirst'
}

export function stageTag(stage: NoteStage): Cell {
  return { text: NOTE_STAGE_WORDS[stage], tag: stage === 'published' ? 'green' : stage === 'draft' ? 'grey' : 'blue' }
}
