import { InvalidArgumentError } from 'commander'
import { readCalendarDate } from '../platform/index.ts'
import type { Verb } from './verb.ts'

/** `cpis mesh pause`: maintenance an authority told of; until that day its silence opens no case. */
export function meshPause(
  run: (mailbox: string, until: Date, reason: string) => Promise<void>,
  say: (line: string) => void,
): Verb {
  return {
    noun: 'mesh',
    name: 'pause',
    what: "until a day, take a mailbox's silence for maintenance",
    define: command =>
      command
        .argument('<mailbox>', 'the mailbox id')
        .requiredOption('--until <day>', 'the first day it is to be watched again, as 2026-04-01', dayOf)
        .requiredOption('--reason <text>', 'what the authority said')
        .action(async (mailbox: string, { until, reason }: { until: Date; reason: string }) => {
          await run(mailbox.toUpperCase(), until, reason)
          say(
            `${mailbox.toUpperCase()} is paused until ${until.toISOString().slice(0, 10)}; its messages age all the same`,
          )
        }),
  }
}

function dayOf(text: string): Date {
  const day = readCalendarDate(text)
  if (day === undefined) throw new InvalidArgumentError('must be a day as 2026-04-01')
  return new Date(`${day}T00:00:00Z`)
}
