import { refusal } from '../../platform/index.ts'
import { icbErrors } from './errors.ts'

/** The stages of working with a board, in order (programme.md 3.2, from the words of S-094). */
export const ICB_STAGES = [
  'interest_expressed',
  'call_scheduled',
  'call_held',
  'follow_up_required',
  'exploring',
  'group_formed',
  'implementing',
  'operational',
  'transferred',
] as const
export type IcbStage = (typeof ICB_STAGES)[number]

/** Each stage as a sentence of the note says it. */
export const ICB_STAGE_WORDS: Readonly<Record<IcbStage, string>> = {
  interest_expressed: 'interest expressed',
  call_scheduled: 'initial call scheduled',
  call_held: 'initial call held',
  follow_up_required: 'initial call held; a follow-up call is required',
  exploring: 'initial call held; further exploration is needed',
  group_formed: 'working group formed',
  implementing: 'implementing',
  operational: 'operational',
  transferred: 'responsible for its own implementation',
}

/** The steps forward. Back goes any board to any earlier stage, with a reason; only responsibility is never handed back. */
export const ICB_STEPS: Readonly<Record<IcbStage, readonly IcbStage[]>> = {
  interest_expressed: ['call_scheduled', 'call_held'],
  call_scheduled: ['call_held'],
  call_held: ['follow_up_required', 'exploring', 'group_formed'],
  follow_up_required: ['exploring', 'group_formed'],
  exploring: ['follow_up_required', 'group_formed'],
  group_formed: ['implementing'],
  implementing: ['operational'],
  operational: [],
  transferred: [],
}

/** The stage of this word. Throws ICB_STAGE_UNKNOWN. */
export function readIcbStage(text: string): IcbStage {
  const stage = ICB_STAGES.find(one => one === text)
  if (stage === undefined) throw refusal(icbErrors, 'ICB_STAGE_UNKNOWN', `${text}; there are ${ICB_STAGES.join(', ')}`)
  return stage
}
