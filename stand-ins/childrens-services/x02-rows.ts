import type { CaseRow } from './case-row.ts'

/** Samplebury, from Mosaic. */
export const x02Rows: readonly CaseRow[] = [
  // Stored. The first has a plan at X01 too.
  { person: '9990100284', ls: ['C2', -280], fate: 'stored' },
  { person: '9990100144', ls: ['C2', -900], fate: 'stored' },
  { person: '9990100772', ls: ['C1', -75], fate: 'stored' },
  { person: '9990201757', cp: [-15], fate: 'stored' },
  { person: '9990201897', cp: [-130], fate: 'stored' },
  { person: '9990202036', cp: [-245], fate: 'stored' },
  { person: '9990202109', cp: [-8], fate: 'stored' },
  { person: '9990202176', cp: [-310], fate: 'stored' },
  { person: '9990202249', cp: [-176], fate: 'stored' },
  { person: '9990202311', ls: ['V2', -61], fate: 'stored' },
  { person: '9990202389', ls: ['C2', -1100], fate: 'stored' },
  { person: '9990202451', ls: ['C1', -19], fate: 'stored' },
  { person: '9990202524', cp: [-400], ls: ['V2', -90], fate: 'stored' },
  { person: '9990202591', cp: [-222], ls: ['C2', -101], fate: 'stored' },
  { person: '9990204411', unborn: [-42, 80], fate: 'stored' },
  { person: '9990204489', unborn: [-3, 131], fate: 'stored' },
  { person: '9990204551', unborn: [-160, -20], fate: 'stored' },
  { person: '9990202664', cp: [-460, -360], fate: 'stored' },
  { person: '9990202737', ls: ['C1', -333, -44], fate: 'stored' },
  // An agent sees what is wrong before it sends.
  { person: '9990202877', ls: ['Special guardianship order', -77], fate: 'legal-status-unmapped' },
  { person: '9990203016', cp: [-800, -400], fate: 'ended-too-long-ago' },
  { person: '9990203083', cp: [-140], fate: 'number-on-two-persons' },
  { person: '9990203156', cp: [-29], written: { nhsNumber: '9990203083' }, fate: 'number-on-two-persons' },
  {
    person: '9990204764',
    unborn: [-38, 95],
    written: { nhsNumber: '', givenNames: 'Unborn', expectedInDays: 95 },
    fate: 'unborn-without-mother',
  },
  // Only the national side can see what is wrong.
  { person: '9990100985', ls: ['C2', -365], fate: 'CPR02' },
  { person: '9990203229', cp: [-37], written: { bornDaysLater: 1 }, fate: 'CPR03' },
  // An adult by PDS and a child here: the birth dates differ, so age is never looked at.
  { person: '9990203296', cp: [-24], written: { bornYearsAgo: 16 }, fate: 'CPR03' },
  // Over too long to be ended, so to be deleted; the register never held it.
  { person: '9990205183', cp: [-900, -400], deleted: -3, fate: 'CPR07' },
]
