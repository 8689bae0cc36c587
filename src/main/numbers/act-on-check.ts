import type { NhsNumber, NumberCheck } from '../../demographics/index.ts'
import { correctBirthDate, markInactiveNumber, type RegisterDeps } from '../../register/index.ts'

/** What came of a number's check: how many notices were ordered, how many plans got another birth date. */
export type ActedOn =
  | { readonly kind: 'changed'; readonly replaced: boolean; readonly notices: number }
  | { readonly kind: 'unchanged'; readonly corrected: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unavailable' }

/** Brings the register in line with what PDS says of a number now. Doing it again does nothing. */
export async function actOnCheck(register: RegisterDeps, number: NhsNumber, check: NumberCheck): Promise<ActedOn> {
  switch (check.kind) {
    case 'changed': {
      const { replacedBy } = check
      const learnedAt = register.clock.now()
      const notices = await markInactiveNumber(register, { number, learnedAt, ...(replacedBy && { replacedBy }) })
      return { kind: 'changed', replaced: replacedBy !== undefined, notices }
    }
    case 'unchanged': {
      const { birthDate } = check
      const corrected = birthDate === undefined ? 0 : await correctBirthDate(register, { number, birthDate })
      return { kind: 'unchanged', corrected }
    }
    case 'unknown':
    case 'unavailable':
      return check
  }
}
