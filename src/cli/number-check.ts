import type { NhsNumber } from '../demographics/index.ts'
import { NHS_NUMBER, typedNumber } from './typed-number.ts'
import type { Verb } from './verb.ts'

/** What came of a check, as far as an operator is told: never which number took another's place. */
export type CheckedNumber =
  | { readonly kind: 'changed'; readonly replaced: boolean; readonly notices: number }
  | { readonly kind: 'unchanged'; readonly corrected: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unavailable' }

/** `cpis number check`: asks PDS about a number now and acts on the answer. */
export function numberCheck(run: (number: NhsNumber) => Promise<CheckedNumber>, say: (line: string) => void): Verb {
  return {
    noun: 'number',
    name: 'check',
    what: 'ask PDS about an NHS number now and act on the answer',
    define: command =>
      command.requiredOption(...NHS_NUMBER, typedNumber).action(async ({ nhsNumber }: { nhsNumber: NhsNumber }) => {
        const checked = await run(nhsNumber)
        say(sentenceOf(checked))
        if (checked.kind === 'unavailable') process.exitCode = 1
      }),
  }
}

function sentenceOf(checked: CheckedNumber): string {
  switch (checked.kind) {
    case 'changed': {
      const how = checked.replaced ? 'another took its place' : 'withdrawn, none took its place'
      return `out of use (${how}); notices ordered: ${checked.notices}`
    }
    case 'unchanged':
      return `in use; plans with a corrected birth date: ${checked.corrected}`
    case 'unknown':
      return 'PDS knows no such number; nothing was changed'
    case 'unavailable':
      return 'PDS could not be asked; nothing was changed'
  }
}
