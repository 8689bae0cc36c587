import { Command } from 'commander'
import { NOUNS, type Verb } from './verb.ts'

/** The whole command, `cpis <noun> <verb>`. */
export function program(verbs: readonly Verb[]): Command {
  const cpis = new Command('cpis')
    .description('Open CP-IS: Child Protection - Information Sharing')
    .showHelpAfterError()
  for (const [noun, what] of Object.entries(NOUNS)) {
    const command = cpis.command(noun).description(what)
    for (const verb of verbs.filter(one => one.noun === noun))
      verb.define(command.command(verb.name, { isDefault: verb.isDefault ?? false }).description(verb.what))
  }
  return cpis
}
