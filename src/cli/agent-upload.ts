import type { Command } from 'commander'
import type { Verb } from './verb.ts'

/** What every verb of the agent is told: where its configuration is, and whether to answer as JSON. */
export type AgentOptions = { readonly config: string; readonly json: boolean }
export type RunAgent<Options = AgentOptions> = (options: Options) => Promise<void>

/** The options every verb of the agent has. */
export function agentOptions(command: Command): Command {
  return command
    .requiredOption('--config <file>', "the authority's configuration file")
    .option('--json', 'answer as JSON', false)
}

/** Where the extract is, when it is not the one of the configuration. */
export const EXTRACT_OPTION = ['--extract <file>', 'the extract: CSV, JSON Lines or .xlsx'] as const

/** `cpis agent upload`: checks an extract, sends what can be sent, and says what was held back and why. */
export function agentUpload(run: RunAgent<AgentOptions & { extract: string; full: boolean }>): Verb {
  return {
    noun: 'agent',
    name: 'upload',
    what: 'check an extract of the case-management system and send what is new in it',
    define: command =>
      agentOptions(command)
        .requiredOption(...EXTRACT_OPTION)
        .option('--full', 'send every live record, changed or not', false)
        .action(run),
  }
}
