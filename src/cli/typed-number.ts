import { InvalidArgumentError } from 'commander'
import { type NhsNumber, readTypedNhsNumber } from '../demographics/index.ts'

/** The option a number is typed after. */
export const NHS_NUMBER = ['--nhs-number <number>', 'the number; blanks and hyphens may stand in it'] as const

/** Reads a number as a person types it; commander says what is wrong. */
export function typedNumber(text: string): NhsNumber {
  const number = readTypedNhsNumber(text)
  if (number === undefined) throw new InvalidArgumentError('must be ten digits with the right check digit')
  return number
}
