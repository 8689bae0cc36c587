import type { Verb } from './verb.ts'

/** `cpis db systems`: makes the systems accredited to ask over HL7 v3 those of a file. */
export function dbSystems(
  run: (options: { ownerUrl: string; file: string }) => Promise<number>,
  say: (line: string) => void,
): Verb {
  return {
    noun: 'db',
    name: 'systems',
    what: 'make the systems accredited to ask over HL7 v3 those of a file; db/reference/accredited-systems.csv is its form',
    define: command =>
      command
        .requiredOption('--owner-url <url>', 'PostgreSQL URL of a role that owns the database')
        .requiredOption('--file <csv>', 'every system there is: one that is not in it is no longer accredited')
        .action(async (options: { ownerUrl: string; file: string }) => say(`${await run(options)} systems accredited`)),
  }
}
