import type { Verb } from './verb.ts'

export type RunAgent = (options: { config: string; extract?: string; json: boolean }) => Promise<void>

/** `cpis agent upload`: checks an extract, sends what can be sent, and says what was held back and why. */
export function agentUpload(run: RunAgent): Verb {
  return {
    noun: 'agent',
    name: 'upload',
    what: 'check an extract of the case-management system and send it',
    define: command =>
      command
        .requiredOption('--config <file>', "the authority's configuration file")
        .requiredOption('--extract <file>', 'the CSV extract')
        .option('--json', 'print figures as JSON', false)
        .action(run),
  }
}
