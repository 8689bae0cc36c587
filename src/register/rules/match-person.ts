import type { PdsPerson } from '../../demographics/index.ts'
import type { SubmittedSubject } from '../upload.ts'

/**
 * How given names may agree, in the order tried (local-authority.md 6.2; a fourth step exists nationally, its text is
 * unknown): all names; the first with the first on PDS; the first with any on PDS.
 */
export const NAME_STEPS = ['all-given', 'first-given', 'any-given'] as const
export type NameStep = (typeof NAME_STEPS)[number]

const APOSTROPHES = /[\u2018\u2019\u02BC\u02B9\u2032\u0060\u00B4\uFF07]/g

const ASCII = /^[\0-\x7f]*$/

/** A name as it is compared: NFC, full case folding, apostrophes alike, blanks collapsed. */
export function comparableName(text: string): string {
  const folded = ASCII.test(text) ? text.toLowerCase() : foldCase(text.normalize('NFC'))
  return folded.replaceAll(APOSTROPHES, "'").replaceAll(/\s+/g, ' ').trim()
}

// Upper then lower case folds as Unicode does, but for the dotless i, which must stay another letter, and the final
// sigma, which must not.
function foldCase(text: string): string {
  const parts = text.split('ı').map(part => part.toUpperCase().toLowerCase())
  return parts.join('ı').replaceAll('ς', 'σ').normalize('NFC')
}

/**
 * Whether a subject is the person on PDS: family name, birth date and given names together. Returns the step by which
 * the given names agreed, `none` when any part differs. Whatever PDS withholds does not agree.
 */
export function matchPerson(
  subject: SubmittedSubject,
  person: PdsPerson,
  steps: readonly NameStep[],
): NameStep | 'none' {
  if (person.birthDate === undefined || subject.birthDate !== person.birthDate) return 'none'
  const family = comparableName(subject.familyName ?? '')
  if (family === '' || family !== comparableName(person.family ?? '')) return 'none'
  const sent = comparableName(subject.givenName ?? '')
  const onPds = person.given.map(comparableName).filter(name => name !== '')
  if (sent === '' || onPds.length === 0) return 'none'
  return steps.find(step => givenNamesAgree(step, sent, onPds)) ?? 'none'
}

function givenNamesAgree(step: NameStep, sent: string, onPds: readonly string[]): boolean {
  const [first = ''] = sent.split(' ')
  switch (step) {
    case 'all-given':
      return sent === onPds.join(' ')
    case 'first-given':
      return first === onPds[0]
    case 'any-given':
      return onPds.includes(first)
  }
}
