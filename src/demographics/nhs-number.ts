/** An NHS number: ten digits whose last checks the nine before it (Modulus 11). */
export type NhsNumber = string & { readonly __brand: 'NhsNumber' }

const TEN_DIGITS = /^\d{10}$/

/**
 * The check digit of nine digits: weights 10 to 2, eleven minus the remainder; 11 counts as 0, and with 10 there is no
 * such number (local-authority.md 6.1).
 */
export function checkDigit(nineDigits: string): number | undefined {
  const sum = [...nineDigits].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0)
  const check = (11 - (sum % 11)) % 11
  return check === 10 ? undefined : check
}

/** Reads an NHS number as sent by a machine: exactly ten digits, right check digit; else `undefined`. */
export function readNhsNumber(text: string): NhsNumber | undefined {
  return TEN_DIGITS.test(text) && checkDigit(text.slice(0, 9)) === Number(text[9]) ? (text as NhsNumber) : undefined
}

/** Reads an NHS number as typed by a person: blanks and hyphens between the digits are dropped first. */
export function readTypedNhsNumber(text: string): NhsNumber | undefined {
  return readNhsNumber(text.replaceAll(/[\s-]/g, ''))
}
