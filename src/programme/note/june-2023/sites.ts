import type { CalendarDate } from '../../../platform/index.ts'
import type { SettingsDeps } from '../../deps.ts'
import { addSite, blockSite, confirmProvider, keepProvider, type NewSite } from '../../sites/change-site.ts'

const by = 'roll-out lead'
const GP: Pick<NewSite, 'type' | 'careSettings' | 'route'> = {
  type: 'gp-practice',
  careSettings: ['gp-in-hours'],
  route: 'NCRS',
}

/** The sites the public note of June 2023 names or counts, with their names as printed (programme.md S-010 to S-033). */
const SITES: readonly (readonly [key: string, site: NewSite])[] = [
  ['bridge-end', { ...GP, name: 'Bridge End Surgery', stage: 'live', accessCode: 'B0170', smartcards: 'yes' }],
  ['manor-road', { ...GP, name: 'Manor Road Surgery', stage: 'live', accessCode: 'B0170', smartcards: 'yes' }],
  ['southend', { ...GP, name: 'Southend Medical Centre', stage: 'live', accessCode: 'B0170', smartcards: 'yes' }],
  ['laurbel', { ...GP, name: 'Laurbel Surgery', stage: 'live', accessCode: 'B0170', smartcards: 'yes' }],
  ['gp-signed-up', { ...GP, count: 7, stage: 'signed_up' }],
  [
    'west-london',
    {
      name: 'West London NHS Foundation Trust',
      type: 'mental-health-trust',
      careSettings: ['camhs'],
      stage: 'in_training',
    },
  ],
  [
    'stonyhurst',
    {
      name: 'Stonyhurst School',
      type: 'school',
      careSettings: ['school-nursing'],
      stage: 'identified',
      smartcards: 'no',
    },
  ],
  [
    'kent-community',
    {
      name: 'Kent Community Health NHS Foundation Trust',
      type: 'community-trust',
      careSettings: ['school-nursing'],
      stage: 'arranging_training',
    },
  ],
  [
    'walsall',
    {
      name: 'Walsall Health Care NHS Trust',
      type: 'acute-trust',
      careSettings: ['health-visiting'],
      stage: 'in_training',
      planned: 'end of May',
    },
  ],
  [
    'united-lincolnshire',
    {
      name: 'United Lincolnshire Hospital NHS Trust',
      type: 'acute-trust',
      careSettings: ['community-paediatrics'],
      stage: 'arranging_training',
    },
  ],
  [
    'dentists',
    {
      type: 'dental-provider',
      careSettings: ['dentistry', 'emergency-dentistry'],
      count: 2,
      stage: 'arranging_training',
    },
  ],
  ['sarcs', { type: 'sarc', careSettings: ['sarc'], count: 2, stage: 'identified' }],
]

/** Enters those sites, and the three providers of termination of pregnancy services, which the note does not name. */
export async function loadSites(deps: SettingsDeps, on: CalendarDate): Promise<void> {
  for (const [key, site] of SITES) await addSite(deps, { key, by }, { ...site, on })
  const reason = 'the site does not use smartcards'
  await blockSite(deps, { key: 'stonyhurst', by }, { kind: 'technical-solution', reason })
  for (const place of [1, 2, 3]) {
    const of = { key: `termination-provider-${place}`, by }
    const wanted = { sites: 1, careSetting: 'termination-of-pregnancy' }
    await keepProvider(deps, of, { name: `Main provider ${place}`, type: 'sexual-health-provider', wanted })
    await confirmProvider(deps, of, on)
  }
}
