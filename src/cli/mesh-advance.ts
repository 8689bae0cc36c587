import { Option } from 'commander'
import type { CaseState, OpenCase } from '../operations/index.ts'
import type { Verb } from './verb.ts'

type Advance = (mailbox: string, to: CaseState, note: string) => Promise<OpenCase>

/** `cpis mesh advance`: a step of a case that a person knows of, as that the authority answered. */
export function meshAdvance(run: Advance, states: readonly CaseState[], say: (line: string) => void): Verb {
  return {
    noun: 'mesh',
    name: 'advance',
    what: 'take the open case of a mailbox a step on',
    define: command =>
      command
        .argument('<mailbox>', 'the mailbox id')
        .addOption(new Option('--to <state>', 'the next state').choices(states.slice(1)).makeOptionMandatory())
        .requiredOption('--note <text>', 'what was said; nothing about any child')
        .action(async (mailbox: string, { to, note }: { to: CaseState; note: string }) => {
          const after = await run(mailbox.toUpperCase(), to, note)
          say(`the case of ${after.mailboxId} is ${after.state}`)
        }),
  }
}
