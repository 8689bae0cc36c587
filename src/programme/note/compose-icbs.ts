import type { IcbEngagement } from '../icbs/engagement.ts'
import { ICB_STAGE_WORDS } from '../icbs/stage.ts'
import { type Block, inWords, list, paragraph } from './document.ts'
import type { NoteFacts } from './facts.ts'
import type { NoteSettings } from './settings.ts'

/** What is wanted, what it entails, who is interested, which regions are open (programme.md S-072 to S-094). */
export function boards(facts: NoteFacts, settings: NoteSettings): Block[] {
  const interested = facts.regions.filter(one => one.boards.length > 0)
  const open = facts.regions.filter(one => one.state === 'open').map(one => one.region.name)
  const dated = facts.milestones.filter(one => one.source === 'ICBs' && one.reachedOn === undefined)
  if (interested.length === 0 && dated.length === 0) return []
  return [
    paragraph(WANTED),
    ...list(dated.map(one => `${one.title}: ${one.due}`)),
    paragraph('What it entails:'),
    ...list(ENTAILS),
    paragraph(OUTCOME),
    paragraph('So far these boards have said that they are interested:'),
    ...list(interested.map(regionText)),
    ...(open.length === 0 ? [] : [paragraph('Boards are still wanted in these health regions:'), ...list(open)]),
    paragraph(howToJoin(settings)),
  ]
}

const WANTED =
  'One integrated care board (ICB) of each health region is wanted to bring CP-IS to the whole of its area, shared care ' +
  'records included. Expressions of interest from early adopters are welcome.'

const ENTAILS = [
  'CP-IS in every prioritised care setting of the area. The route depends on the systems in use: which of them already ' +
    'work with CP-IS or the Personal Demographics Service (PDS) is found out together, and so is what else is needed, ' +
    'smartcards for example',
  'work side by side with the implementation specialists of the national programme',
  'lessons from the first use, and the hand-over of responsibility for implementation to the boards',
  'a working group of people for safeguarding, for the systems in use with the shared care record, and for the ' +
    'integrated care system (ICS), with a plan and terms of reference',
]

const OUTCOME =
  'What comes of it is a toolkit for the next integrated care systems: best practice, self-help guides, and the lessons ' +
  'of the early adopters.'

function regionText({ region, boards: all }: NoteFacts['regions'][number]): string {
  return `${region.name}: ${all.map(boardText).join('; ')}`
}

function boardText(board: IcbEngagement & { readonly name: string }): string {
  const { callRhythm, supplier, sharedCareRecord, intendedRoute, nextAction } = board
  const told = [
    ...(callRhythm === undefined ? [ICB_STAGE_WORDS[board.stage]] : []),
    ...(callRhythm === undefined ? [] : [`${callRhythm} calls${supplier === undefined ? '' : ` with ${supplier}`}`]),
    ...(intendedRoute === undefined ? [] : [`wants to use the ${intendedRoute}`]),
    ...(sharedCareRecord === undefined ? [] : [`shared care record: ${sharedCareRecord}`]),
    ...(nextAction === undefined ? [] : [`next: ${nextAction.what} (${nextAction.owner})`]),
  ]
  return `${board.name} ICB: ${told.join(', ')}`
}

function howToJoin({ interestMail, addressesMasked }: NoteSettings): string {
  const to = interestMail === '' || addressesMasked ? 'the programme' : inWords([interestMail])
  return `To put a board forward, write to ${to}. You will have an acknowledgement, and then a first conversation.`
}
