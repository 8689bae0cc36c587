import type { Verb } from './verb.ts'

export type MessagesToRequeue = { readonly id: string; readonly message: readonly string[] }

const more = (messageId: string, before: readonly string[]) => [...before, messageId]

/** `cpis mailbox requeue`: puts messages nobody collected back into their mailbox, within thirty days. */
export function mailboxRequeue(
  run: (messages: MessagesToRequeue) => Promise<readonly string[]>,
  say: (line: string) => void,
): Verb {
  return {
    noun: 'mailbox',
    name: 'requeue',
    what: 'put messages that were not collected back into their mailbox',
    define: command =>
      command
        .requiredOption('--id <mailbox>', 'the mailbox id of their recipient')
        .option('--message <id>', 'one of them; may be given again; all when not given', more, [])
        .action(async (messages: MessagesToRequeue) => {
          const back = await run(messages)
          for (const messageId of back) say(messageId)
          say(`${back.length} put back`)
          if (back.length === 0) process.exitCode = 1
        }),
  }
}
