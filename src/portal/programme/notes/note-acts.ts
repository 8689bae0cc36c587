import {
  acceptFinding,
  approveNote,
  freezeNote,
  type NoteStage,
  publishNote,
  reopenNote,
  reviewNote,
  writeNote,
} from '../../../programme/index.ts'
import { type Act, type Doing, given } from '../screen/act.ts'
import { paramOf } from '../screen/screen.ts'

const of = ({ by, visit }: Doing) => ({ period: paramOf(visit, 'period'), by })

export const STANDFIRST: Act = {
  id: 'standfirst',
  title: 'Write the standfirst, or move the day it appears',
  fields: [
    {
      name: 'standfirst',
      label: 'Standfirst',
      hint: 'Empty: it is made of the sections',
      as: 'text',
      isOptional: true,
    },
    { name: 'publishOn', label: 'Appears on', hint: 'As 2023-06-30', isOptional: true },
  ],
  run: doing => {
    const { deps, typed } = doing
    return writeNote(deps, of(doing), {
      standfirst: typed.get('standfirst'),
      ...given({ publishOn: typed.day('publishOn') }),
    })
  },
}

const FREEZE: Act = {
  id: 'freeze',
  title: 'Freeze it with the facts of now',
  fields: [],
  run: doing => freezeNote(doing.deps, of(doing)),
}

const REVIEW: Act = {
  id: 'review',
  title: 'It was read and is right',
  fields: [],
  run: doing => reviewNote(doing.deps, of(doing)),
}

const APPROVE: Act = {
  id: 'approve',
  title: 'Approve it',
  fields: [],
  run: doing => approveNote(doing.deps, of(doing)),
}

const PUBLISH: Act = {
  id: 'publish',
  title: 'Publish it',
  fields: [],
  run: doing => publishNote(doing.deps, of(doing)),
}

export const REOPEN: Act = {
  id: 'reopen',
  title: 'Take it back into writing',
  fields: [{ name: 'reason', label: 'Reason' }],
  run: doing => reopenNote(doing.deps, { ...of(doing), reason: doing.typed.get('reason') }),
}

/** One for each open finding, told apart by its place in the list. */
export const ACCEPT: Act = {
  id: 'accept',
  title: 'Accept it as it is',
  fields: [
    { name: 'reason', label: 'Reason' },
    { name: 'finding', label: 'Finding', as: 'hidden' },
  ],
  run: doing => {
    const { deps, typed } = doing
    return acceptFinding(deps, { ...of(doing), finding: typed.get('finding'), reason: typed.get('reason') })
  },
}

/** The step each stage is followed by; another person's where two are wanted is for the use case to see. */
export const NEXT: Readonly<Record<NoteStage, readonly Act[]>> = {
  draft: [FREEZE],
  frozen: [REVIEW],
  reviewed: [APPROVE],
  approved: [PUBLISH],
  published: [],
}

export const NOTE_ACTS: readonly Act[] = [STANDFIRST, FREEZE, REVIEW, APPROVE, PUBLISH, REOPEN, ACCEPT]
