import { InvalidArgumentError, Option } from 'commander'
import type { Verb } from './verb.ts'

export type PolicyCase = {
  /** The user's id, 12 digits. */
  readonly user: string
  /** The code of the care setting. */
  readonly setting: string
  readonly nhsNumber: string
  readonly declared: 'unscheduled' | 'nothing' | 'scheduled'
}

/** `cpis policy explain`: the ten steps of the decision about one look-up, with the outcome of each. */
export function policyExplain(run: (asked: PolicyCase) => Promise<string>, say: (text: string) => void): Verb {
  return {
    noun: 'policy',
    name: 'explain',
    what: 'print the ten steps that decide about a look-up; kept in the system audit, not in the access history',
    define: command =>
      command
        .requiredOption('--user <id>', 'who would ask: the user id, 12 digits', userId)
        .requiredOption('--setting <code>', 'from which care setting: db/reference/care-settings.csv')
        .requiredOption('--nhs-number <number>', 'about whom')
        .addOption(
          new Option('--declared <kind>', 'what the caller would declare the care as')
            .choices(['unscheduled', 'nothing', 'scheduled'])
            .default('nothing'),
        )
        .action(async (asked: PolicyCase) => say(await run(asked))),
  }
}

function userId(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('must have 12 digits')
  return text
}
