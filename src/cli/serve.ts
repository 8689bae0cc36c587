import { InvalidArgumentError } from 'commander'
import type { Verb } from './verb.ts'

/** `cpis serve <role>`: starts a role and keeps it until the process is told to stop. */
export function serve(role: string, what: string, start: () => Promise<void>): Verb {
  return { noun: 'serve', name: role, what, define: command => command.action(start) }
}

/** The same in several processes that share the port: `cpis serve <role> --workers N`. SIGHUP replaces them one by one. */
export function serveByMany(role: string, what: string, start: (workers: number) => Promise<void>): Verb {
  const define: Verb['define'] = command =>
    command
      .option('--workers <count>', 'so many processes share the port; SIGHUP replaces them one by one', readCount, 1)
      .action(({ workers }: { workers: number }) => start(workers))
  return { noun: 'serve', name: role, what, define }
}

const MOST_WORKERS = 64

function readCount(text: string): number {
  const count = Number(text)
  if (!/^\d{1,2}$/.test(text) || count < 1 || count > MOST_WORKERS)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST_WORKERS}.`)
  return count
}
