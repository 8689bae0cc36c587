import type { Verb } from './verb.ts'

/** `cpis mesh contacts`: loads whom to write to at the authorities of a file. */
export function meshContacts(load: (file: string) => Promise<number>, say: (line: string) => void): Verb {
  return {
    noun: 'mesh',
    name: 'contacts',
    what: 'load contact groups; those of the authorities in the file are replaced',
    define: command =>
      command
        .argument('<file>', 'CSV: authority_code,role,email,confirmed_on')
        .action(async (file: string) => say(`contact groups replaced: ${await load(file)}`)),
  }
}
