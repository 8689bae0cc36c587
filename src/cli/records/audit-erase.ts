import type { Erasing, WaitingErasure } from '../../records/index.ts'
import { minuteInEngland } from '../england-time.ts'
import { typedId } from '../typed-id.ts'
import { NHS_NUMBER, typedNumber } from '../typed-number.ts'
import type { Verb } from '../verb.ts'

export type EraseWork = {
  ask(erasing: Erasing): Promise<string>
  /** Returns how many entries were erased. */
  approve(erasureId: string): Promise<number>
  refuse(erasureId: string): Promise<void>
  waiting(): Promise<readonly WaitingErasure[]>
}

type Asked = Partial<Erasing> & { readonly entry?: string; readonly approve?: string; readonly refuse?: string }

/** `cpis audit erase`: one person asks, another agrees; the chain stays whole and says that so many entries were erased. */
export function auditErase(work: EraseWork, say: (line: string) => void): Verb {
  return {
    noun: 'audit',
    name: 'erase',
    what: 'erase a person, or one entry, from the audit; takes two people. Without options: what waits for the second',
    define: command =>
      command
        .option(...NHS_NUMBER, typedNumber)
        .option('--entry <id>', 'one entry in place of a person', typedId)
        .option('--requested-by <name>', 'who wants it')
        .option('--reason <text>', 'why, as the decision of the controller')
        .option('--approve <request>', 'erase what somebody else asked for', typedId)
        .option('--refuse <request>', 'erase nothing; anybody may refuse', typedId)
        .action(async (asked: Asked) => say(await outcome(work, asked))),
  }
}

async function outcome(work: EraseWork, asked: Asked): Promise<string> {
  const { nhsNumber, entry, requestedBy = '', reason = '', approve, refuse } = asked
  if (approve !== undefined) return `erased: ${await work.approve(approve)} entries`
  if (refuse !== undefined) {
    await work.refuse(refuse)
    return 'refused: nothing was erased'
  }
  if (nhsNumber === undefined && entry === undefined) return waitingLines(await work.waiting())
  const of = { ...(nhsNumber !== undefined && { nhsNumber }), ...(entry !== undefined && { entryId: entry }) }
  return `asked: somebody else erases it with --approve ${await work.ask({ ...of, requestedBy, reason })}`
}

function waitingLines(waiting: readonly WaitingErasure[]): string {
  if (waiting.length === 0) return 'Nothing waits to be erased.'
  return waiting
    .map(one => {
      const whom = one.entryId === undefined ? 'a person' : `entry ${one.entryId}`
      return `${one.erasureId}: ${whom}, asked by ${one.askedBy} on ${minuteInEngland(one.askedAt)}: ${one.reason}`
    })
    .join('\n')
}
