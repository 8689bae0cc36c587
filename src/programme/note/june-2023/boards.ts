import { calendarDate } from '../../../platform/index.ts'
import type { SettingsDeps } from '../../deps.ts'
import { advanceBoard } from '../../icbs/advance-board.ts'
import { type BoardSaid, describeBoard } from '../../icbs/describe-board.ts'
import { expressInterest } from '../../icbs/express-interest.ts'
import type { IcbStage } from '../../icbs/stage.ts'

const by = 'implementation lead'

type Row = { readonly icb: string; readonly stages: readonly IcbStage[]; readonly said?: BoardSaid }

/** The six boards of the note, with the slips of their names put right (programme.md S-085 to S-090). */
const BOARDS: readonly Row[] = [
  {
    icb: 'Lancashire & South Cumbria ICB',
    stages: ['call_held'],
    said: {
      callRhythm: 'regular',
      supplier: 'NHS England and their supplier',
      intendedRoute: 'FHIR API',
      nextAction: { what: 'the FHIR API, once it is developed', owner: 'programme' },
    },
  },
  {
    icb: 'Birmingham & Solihull ICB',
    stages: ['call_held'],
    said: { sharedCareRecord: 'Birmingham Shared Care Record' },
  },
  { icb: 'Lincolnshire ICB', stages: [], said: { sharedCareRecord: 'in use already' } },
  { icb: 'NHS Somerset ICB', stages: ['call_scheduled'] },
  { icb: 'NHS North Central London ICB', stages: ['call_held', 'follow_up_required'] },
  {
    icb: 'Hertfordshire and West Essex ICB',
    stages: ['call_held', 'exploring'],
    said: {
      // Printed as "Hereford", which looks like a slip (programme.md S-090).
      sharedCareRecord: 'Hereford Partnership Shared Care Record (as printed)',
      nextAction: { what: 'how access to CP-IS would be achieved', owner: 'the trust' },
    },
  },
]

/** Enters the boards as they wrote and as far as they were; their contacts are invented posts. */
export async function loadBoards(deps: SettingsDeps): Promise<void> {
  for (const { icb, stages, said } of BOARDS) {
    const contact = { contactPost: 'digital lead', contactMailbox: 'digital@icb.example.org' }
    await expressInterest(deps, { icb, ...contact, channel: 'mailbox', on: calendarDate('2023-05-15'), by })
    for (const to of stages) await advanceBoard(deps, { icb, to, note: '', by })
    if (said !== undefined) await describeBoard(deps, { icb, by, said })
  }
}
