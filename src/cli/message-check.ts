import fs from 'node:fs/promises'
import type { Verb } from './verb.ts'

/** What a file was found to be, and each place where it is wrong; no text of the file. */
export type CheckMessage = (file: Uint8Array) => Promise<{
  readonly name: string
  readonly deviations: readonly { readonly line: number; readonly place: string; readonly sentence: string }[]
}>

/**
 * `cpis message check`: says in plain words, with line and path, what is wrong with a message. Ends with 1 when
 * something is.
 */
export function messageCheck(check: CheckMessage, say: (line: string) => void): Verb {
  return {
    noun: 'message',
    name: 'check',
    what: 'say what is wrong with a message: any of 01 to 06, a failure of a query, bare or in its envelope',
    define: command =>
      command.argument('<file>', 'the message').action(async (file: string) => {
        const { name, deviations } = await check(await fs.readFile(file))
        for (const { line, place, sentence } of deviations) say(`line ${line}: ${place} ${sentence}`)
        if (deviations.length === 0) say(`${name}: nothing is wrong`)
        else {
          say(`${name}: ${deviations.length} ${deviations.length === 1 ? 'thing is' : 'things are'} wrong`)
          process.exitCode = 1
        }
      }),
  }
}
