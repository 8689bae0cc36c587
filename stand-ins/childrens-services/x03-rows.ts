import type { CaseRow } from './case-row.ts'

/** Testingham, from Eclipse. */
export const x03Rows: readonly CaseRow[] = [
  // Stored.
  { person: '9990100357', cp: [-200], fate: 'stored' },
  { person: '9990203369', cp: [-9], fate: 'stored' },
  { person: '9990203431', cp: [-99], fate: 'stored' },
  { person: '9990203504', cp: [-271], fate: 'stored' },
  { person: '9990203571', cp: [-350], fate: 'stored' },
  { person: '9990203644', ls: ['C2', -133], fate: 'stored' },
  { person: '9990203717', ls: ['V2', -14], fate: 'stored' },
  { person: '9990203784', cp: [-600], ls: ['C2', -410], fate: 'stored' },
  { person: '9990204624', unborn: [-51, 64], fate: 'stored' },
  { person: '9990203857', cp: [-210, -60], fate: 'stored' },
  // Moved here from X01.
  { person: '9990201196', cp: [-28], fate: 'stored' },
  // An agent sees what is wrong before it sends.
  { person: '9990204837', ls: ['C2', -3000], fate: 'over-18' },
  { person: '9990203997', cp: [-31], written: { givenNames: '' }, fate: 'name-missing' },
  { person: '9990204063', cp: [-83], written: { nhsNumber: '9990204066' }, fate: 'number-check-digit' },
  { person: '9990204136', ls: ['C1', -20, -26], fate: 'end-before-start' },
  // Only the national side can see what is wrong.
  { person: '9990204977', ls: ['V2', -58], fate: 'CPR01' },
  { person: '9990204209', cp: [-64], written: { givenNames: 'Isaac' }, fate: 'CPR03' },
  { person: '9990205116', cp: [-47], fate: 'CPR05' },
]
