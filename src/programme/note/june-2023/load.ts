import { type Clock, calendarDate } from '../../../platform/index.ts'
import type { SettingsDeps } from '../../deps.ts'
import { promise } from '../commitment.ts'
import { keepPriority } from '../priority.ts'
import { openNote, writeNote } from '../write-note.ts'
import { loadBoards } from './boards.ts'
import { loadConsultations, loadDates, loadGovernance } from './records.ts'
import { loadSites } from './sites.ts'

const by = 'note author'

/** When the note of June 2023 was last edited: 7 June, 10:42 in England (programme.md S-147). */
export const JUNE_2023: Clock = { now: () => new Date('2023-06-07T09:42:00Z') }

/**
 * Loads what the public note of June 2023 says, by the use cases every author has, into a database with the care settings
 * and local authorities; the issue itself with the slips it was published with: a standfirst of the issue before, a
 * share without its whole, and a planned day that was over. The clock has to stand at `JUNE_2023`.
 */
export async function loadJune2023(deps: SettingsDeps): Promise<void> {
  await loadSites(deps, calendarDate('2023-05-22'))
  await loadGovernance(deps)
  await loadConsultations(deps)
  await loadDates(deps)
  await loadBoards(deps)
  for (const [index, [priority, text, owner]] of PRIORITIES.entries()) {
    const span = { from: '2023-06', until: '2023-08', place: index + 1, milestones: [] }
    await keepPriority(deps, { priority, text, owner, ...span, by })
  }
  const commitment = { commitment: 'cohorts-next-steps', text: 'Next steps after the replies on the two cohorts' }
  await promise(deps, { ...commitment, section: 'cohorts', madeIn: '2023-06', dueIn: '2023-07', by })
  await loadIssue(deps)
}

const PRIORITIES = [
  [
    'early-adopters',
    'early adopters: access to CP-IS by the National Care Record Service (NCRS); what is learnt becomes a toolkit for the ' +
      'wider roll-out across the NHS from July on',
    'roll-out lead',
  ],
  [
    'information-governance',
    'information governance for the new prioritised care settings: updated documents in the Information Sharing Gateway ' +
      '(ISG) during June, to be signed by local authorities before the end of July',
    'IG lead',
  ],
  [
    'shared-care-records',
    'what shared care records and other systems need technically to work with CP-IS, above all in integrated care systems',
    'technical lead',
  ],
] as const

async function loadIssue(deps: SettingsDeps): Promise<void> {
  const of = { period: '2023-06', by }
  await openNote(deps, of)
  await writeNote(deps, of, {
    standfirst:
      'What changes in Child Protection - Information Sharing (CP-IS): the consultation on wider access across the NHS, ' +
      'priorities for April to June, how far the early adopters are, CP-IS across integrated care systems, and the live ' +
      'service.',
  })
  await writeNote(deps, of, {
    section: 'cohorts',
    text: 'So far 90 (59%) of the local authorities have sent feedback.',
  })
}
