import type { CaseRow } from './case-row.ts'

/** Exampleshire, from LCS. */
export const x01Rows: readonly CaseRow[] = [
  // Stored.
  { person: '9990100004', cp: [-120], fate: 'stored' },
  { person: '9990100284', cp: [-300], fate: 'stored' },
  { person: '9990100632', cp: [-45], fate: 'stored' },
  { person: '9990100497', cp: [-420, -100], fate: 'stored' },
  { person: '9990100217', unborn: [-60, 110], fate: 'stored' },
  { person: '9990200076', cp: [-12], fate: 'stored' },
  { person: '9990200149', cp: [-210], fate: 'stored' },
  { person: '9990200211', cp: [-388], fate: 'stored' },
  { person: '9990200289', cp: [-5], fate: 'stored' },
  { person: '9990200351', cp: [-150], fate: 'stored' },
  { person: '9990200424', cp: [-90], fate: 'stored' },
  { person: '9990200491', ls: ['C2', -640], fate: 'stored' },
  { person: '9990200564', ls: ['C1', -33], fate: 'stored' },
  { person: '9990200637', ls: ['V2', -720], fate: 'stored' },
  { person: '9990200777', cp: [-260], ls: ['C2', -40], fate: 'stored' },
  { person: '9990200912', cp: [-510], ls: ['C1', -66], fate: 'stored' },
  { person: '9990201056', ls: ['V2', -500, -200], fate: 'stored' },
  { person: '9990204276', unborn: [-25, 150], fate: 'stored' },
  { person: '9990204349', unborn: [-200, -12], fate: 'stored' },
  { person: '9990201129', cp: [-340], mother: '9990204349', fate: 'stored' },
  // Moved: ended here, live at X03.
  { person: '9990201196', cp: [-700, -30], fate: 'stored' },
  // An agent sees what is wrong before it sends.
  { person: '9990201269', cp: [-70], written: { nhsNumber: '' }, fate: 'number-missing' },
  { person: '9990201331', cp: [-18], written: { nhsNumber: '99902013310' }, fate: 'number-too-long' },
  { person: '9990201404', ls: ['C2', -230], written: { nhsNumber: '9990201405' }, fate: 'number-check-digit' },
  { person: '9990201471', cp: [-55], written: { familyName: '' }, fate: 'name-missing' },
  { person: '9990201544', cp: [-50, -80], fate: 'end-before-start' },
  { person: '9990201617', cp: [10], fate: 'start-in-future' },
  // Only the national side can see what is wrong.
  { person: '9990101051', cp: [-95], fate: 'CPR01' },
  { person: '9990100918', cp: [-110], fate: 'CPR02' },
  { person: '9990201684', cp: [-20], written: { familyName: 'Stanforth-Bell' }, fate: 'CPR03' },
  { person: '9990100705', ls: ['C1', -75], fate: 'CPR05' },
]
