import type { Verb } from './verb.ts'

/** `cpis token issue`: prints an access token for an invented user, on a laptop and in tests. */
export function tokenIssue(
  run: (options: { user: string; role: string }) => Promise<string>,
  say: (line: string) => void,
): Verb {
  return {
    noun: 'token',
    name: 'issue',
    what: 'print an access token that counts for ten minutes; never in production',
    define: command =>
      command
        .requiredOption('--user <id>', 'the user id, 12 digits: db/reference/role-profiles.csv')
        .requiredOption('--role <id>', 'the role profile the user acts in, 12 digits')
        .action(async (options: { user: string; role: string }) => say(await run(options))),
  }
}
