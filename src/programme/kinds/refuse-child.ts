import { readNhsNumber } from '../../demographics/index.ts'
import { refusal } from '../../platform/index.ts'
import { programmeErrors } from '../errors.ts'

/** Ten digits, bare or written in groups of three, three and four; a telephone number has eleven. */
const TEN_DIGITS = /(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g

/** Throws PROGRAMME_NAMES_A_CHILD when any text in a value holds a valid NHS number; the detail never repeats it. */
export function refuseChild(value: unknown): void {
  const digits = [...JSON.stringify(value).matchAll(TEN_DIGITS)].map(([found]) => found.replace(/\D/g, ''))
  if (digits.some(found => readNhsNumber(found) !== undefined))
    throw refusal(programmeErrors, 'PROGRAMME_NAMES_A_CHILD')
}
