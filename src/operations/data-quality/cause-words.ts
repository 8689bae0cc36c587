import type { Cause } from '../../register/index.ts'

type Words = { readonly short: string; readonly mend: string }

/** What each verdict means to the authority, and who mends it how (local-authority.md 4.3). */
const CODES: Readonly<Record<Cause['code'], Words>> = {
  CPR01: {
    short: 'PDS has no such NHS number',
    mend: 'trace the person anew and send the record with the number found',
  },
  CPR02: {
    short: 'PDS restricts the record',
    mend: 'nothing is to be sent again; share what matters by your safeguarding route',
  },
  CPR03: {
    short: 'name or date of birth differ from PDS',
    mend: 'compare family name, first names and date of birth with PDS; never change a number to make it fit',
  },
  CPR04: {
    short: 'the NHS number has no valid form',
    mend: 'correct the number: ten digits, the last of them a check',
  },
  CPR05: { short: 'the NHS number was replaced', mend: 'enter the number in its place and send the record again' },
  CPR07: { short: 'the record breaks a rule', mend: 'see the detail in the acknowledgement' },
}

/** Details that have words of their own; all others stand as their code. */
const DETAILS: Readonly<Record<string, Words>> = {
  'X-END-365': {
    short: 'the plan ended more than 365 days ago',
    mend: 'if it is still shown, send it once more with a delete date',
  },
  'X-OVER-18': { short: 'the person is 18 or older', mend: 'stop sending the plan' },
}

/** A cause in words: what is wrong, and what to do. */
export function causeWords({ code, detail }: Pick<Cause, 'code' | 'detail'>): Words {
  const own = detail === undefined ? undefined : DETAILS[detail]
  if (own !== undefined) return own
  const { short, mend } = CODES[code]
  return { short: detail === undefined ? short : `${short} (${detail})`, mend }
}
