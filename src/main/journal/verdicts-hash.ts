import { createHash } from 'node:crypto'

type Verdict = { readonly code: string; readonly detail?: { readonly code: string } }

/** A hash of what an upload was answered: the code of the file and those of its rows, in their order. */
export function verdictsHash(answer: { readonly fileCode: string; readonly verdicts: readonly Verdict[] }): string {
  const codes = answer.verdicts.map(({ code, detail }) => detail?.code ?? code)
  return createHash('sha256')
    .update([answer.fileCode, ...codes].join(' '))
    .digest('hex')
}
