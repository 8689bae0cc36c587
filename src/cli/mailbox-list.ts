import type { Verb } from './verb.ts'

export type MailboxInList = {
  readonly mailboxId: string
  readonly name: string
  readonly odsCode: string
  readonly active: boolean
  readonly waiting: number
  readonly oldestWaitingAt: Date | null
  readonly lastCallAt: Date | null
}

/** `cpis mailbox list`: every mailbox, what waits for it and since when, and when it last called. */
export function mailboxList(run: () => Promise<readonly MailboxInList[]>, say: (line: string) => void): Verb {
  return {
    noun: 'mailbox',
    name: 'list',
    what: 'print every mailbox, what waits for it and when it last called',
    define: command =>
      command.option('--json', 'print a line of JSON for each', false).action(async ({ json }: { json: boolean }) => {
        for (const mailbox of await run()) say(json ? JSON.stringify(mailbox) : lineOf(mailbox))
      }),
  }
}

function lineOf(mailbox: MailboxInList): string {
  const { mailboxId, odsCode, active, waiting, oldestWaitingAt, lastCallAt } = mailbox
  const since = oldestWaitingAt ? ` since ${oldestWaitingAt.toISOString()}` : ''
  const called = lastCallAt ? `last call ${lastCallAt.toISOString()}` : 'never called'
  return `${mailboxId}  ${odsCode}  ${active ? 'active' : 'deactivated'}  ${waiting} waiting${since}  ${called}  ${mailbox.name}`
}
