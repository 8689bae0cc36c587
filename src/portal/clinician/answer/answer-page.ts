import { type Author, displayName } from '../../../identity/index.ts'
import type { Answer } from '../../../lookup/index.ts'
import { dateAndTime } from '../../frame/words.ts'
import { bannerOf } from '../child/presenter.ts'
import type { Child } from '../child.ts'
import { type Look, presentAnswer } from './presenter.ts'

type Opened = Look & {
  readonly answer: Answer
  readonly asker: Author
  /** Where the authority can be told that the child was not brought; empty where it cannot. */
  readonly notBroughtPath: string
}

/** The page a record opens on, and what a print of it says besides. */
export function presentOpened(child: Child, opened: Opened) {
  const { answer, asker, now, notBroughtPath } = opened
  const result = presentAnswer(answer, opened)
  const who = asker.kind === 'person' ? `${displayName(asker.name)}, ${asker.roleName}` : `System ${asker.systemId}`
  return {
    title: result.heading,
    banner: bannerOf(child),
    result,
    links:
      notBroughtPath === ''
        ? []
        : [{ href: notBroughtPath, text: 'Tell the local authority that the child was not brought to an appointment' }],
    printed: {
      warning: 'Do not leave a print in notes the patient or the family holds.',
      text: `Printed from CP-IS. Read on ${dateAndTime(now)} by ${who}, ${asker.organisation.name}. Out of date as soon as it is printed.`,
    },
  }
}
