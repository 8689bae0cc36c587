import { ATTENDANCE } from '../attendance/presenter.ts'
import { ENQUIRIES, PATIENT, USER } from '../national/presenter.ts'

/** The reports there are. */
export function presentHome(organisation: string) {
  return {
    title: 'Audit reports',
    said: `You look for ${organisation}. A report covers at most a month, and that you ran it is audited.`,
    reports: [PATIENT, USER, ENQUIRIES, ATTENDANCE].map(({ heading, lead, path }) => ({
      text: heading,
      href: path,
      lead: lead[0] ?? '',
    })),
  }
}
