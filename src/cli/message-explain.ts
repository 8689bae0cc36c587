import fs from 'node:fs/promises'
import type { Verb } from './verb.ts'

/** `cpis message explain`: says in words what a message holds, for somebody who may see the people in it. */
export function messageExplain(explain: (file: Uint8Array) => Promise<string[]>, say: (line: string) => void): Verb {
  return {
    noun: 'message',
    name: 'explain',
    what: 'say in words what a message holds, people and all',
    define: command =>
      command.argument('<file>', 'the message').action(async (file: string) => {
        for (const line of await explain(await fs.readFile(file))) say(line)
      }),
  }
}
