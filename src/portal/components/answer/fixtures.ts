import type { NhsNumber } from '../../../demographics/index.ts'
import type { Answer, Known } from '../../../lookup/index.ts'
import { presentAnswer } from '../../clinician/answer/presenter.ts'

const now = new Date('2026-11-19T10:00:00Z')
const settings = {
  officeHours: { from: '09:00', to: '17:00', closedOn: new Set<string>() },
  silentAfterDays: 7,
}
const nhsNumber = '9990100004' as NhsNumber
const nurse = {
  kind: 'person',
  userId: '656005750107',
  roleCode: 'S8000:G8000:R8001',
  roleName: 'Nurse Access Role',
  name: { prefix: 'Ms', given: ['Ada'], family: 'Example' },
  organisation: { odsCode: 'X99', name: 'EXAMPLE TEACHING HOSPITAL NHS TRUST' },
} as const
const authority = {
  code: 'X01',
  name: 'Exampleshire County Council',
  emergencyPhone: '07700900801',
  officePhone: '01632960801',
}

/** An answer with a current plan, one that ended, a mother's, one withheld, an authority that fell silent, a system. */
export const KNOWN: Known = {
  kind: 'Known',
  nhsNumber,
  checkedAt: now,
  plans: [
    {
      planId: '1',
      type: 'CPP',
      subject: 'child',
      start: '2026-01-05',
      subjectName: { given: 'Robin', family: 'Sample' },
      birthDate: '2016-04-02',
      authority: { ...authority, lastUploadAt: new Date('2026-11-18T06:00:00Z') },
    },
    {
      planId: '2',
      type: 'UCP',
      subject: 'mother',
      start: '2026-01-05',
      end: '2026-11-01',
      subjectName: { given: 'Laura', family: 'Sample' },
      birthDate: '1999-04-02',
      authority: {
        code: 'X03',
        name: 'Testingham City Council',
        emergencyPhone: '07700900803',
        lastUploadAt: new Date('2026-11-01T06:00:00Z'),
      },
    },
  ],
  withheld: [{ authority: { code: 'X02', name: 'Samplebury Borough Council', emergencyPhone: '07700900802' } }],
  history: [
    { accessId: '1', at: now, author: nurse },
    {
      accessId: '2',
      at: new Date('2026-11-17T22:15:00Z'),
      kind: 'was-not-brought',
      author: {
        kind: 'device',
        systemId: '200000000009',
        responsible: [{ roleCode: 'R', roleName: 'Safeguarding Lead', name: { given: ['Cleo'], family: 'Lead' } }],
        organisation: { odsCode: 'X9911', name: 'NHS 111 EXAMPLESHIRE' },
      },
    },
  ],
}

const of = (answer: Answer, mode: 'standard' | 'silent' = 'standard') => ({
  macro: 'answer',
  of: presentAnswer(answer, { now, mode, settings }),
})

export const fixtures = {
  'known, standard': of(KNOWN),
  'known, silent': of(KNOWN, 'silent'),
  'known, all withheld': of({ ...KNOWN, plans: [], history: [] }, 'silent'),
  'not known': of({ kind: 'NotKnown', nhsNumber, checkedAt: now }),
  'not checked': of({ kind: 'NotChecked', reason: 'register-unavailable', checkedAt: now }),
  'not checked in time': of({ kind: 'NotChecked', reason: 'too-slow', checkedAt: now }),
}
