import type { AccessNotice, InactiveNumberNotice } from '../../notifications/index.ts'
import { authorInWords, numberInWords, timeInWords } from './words.ts'

/** Message 05: who in the NHS looked. */
export function explainAccessNotice({ createdAt, authority, accesses }: AccessNotice): string[] {
  return [
    `Message 05, access notice to ${authority.name} (${authority.odsCode}), written ${timeInWords(createdAt)}`,
    `Look-ups: ${accesses.length}. Somebody looked; it is not proof of attendance`,
    ...accesses.map(({ at, author, nhsNumber, localId, uploadSequence }) => {
      const own = localId === undefined ? '' : `, the authority's ${localId.value}`
      return `${timeInWords(at)}: ${authorInWords(author)}, about ${numberInWords(nhsNumber)}${own}, from upload ${uploadSequence}`
    }),
  ]
}

/** Message 06: numbers that are no longer in use. */
export function explainInactiveNumberNotice({ createdAt, authority, numbers }: InactiveNumberNotice): string[] {
  return [
    `Message 06, inactive NHS numbers, to ${authority.name} (${authority.odsCode}), written ${timeInWords(createdAt)}`,
    ...numbers.map(({ nhsNumber, localId, replacedBy, uploadSequence }) => {
      const own = localId === undefined ? '' : `, the authority's ${localId.value},`
      const now = replacedBy === undefined ? 'nothing takes its place' : `now ${numberInWords(replacedBy)}`
      return `${numberInWords(nhsNumber)}${own} from upload ${uploadSequence} is no longer in use; ${now}`
    }),
  ]
}
