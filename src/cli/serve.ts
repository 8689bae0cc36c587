import type { Verb } from './verb.ts'

/** `cpis serve <role>`: starts a role and keeps it until the process is told to stop. */
export function serve(role: string, what: string, start: () => Promise<void>): Verb {
  return { noun: 'serve', name: role, what, define: command => command.action(start) }
}
