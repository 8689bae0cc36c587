import { Option } from 'commander'
import { type AgentOptions, agentOptions, EXTRACT_OPTION, type RunAgent } from './agent-upload.ts'
import type { Verb } from './verb.ts'

/** `cpis agent init`: writes an annotated configuration, a ready mapping and a sample extract. */
export function agentInit(
  systems: readonly string[],
  run: RunAgent<{ folder: string; system: string; json: boolean }>,
): Verb {
  return {
    noun: 'agent',
    name: 'init',
    what: 'write a configuration, a mapping and a sample extract into a folder',
    define: command =>
      command
        .requiredOption('--folder <folder>', 'where to write; made when missing, nothing is written over')
        .addOption(
          new Option('--system <name>', 'the case-management system').choices(systems).default(systems[0] ?? ''),
        )
        .option('--json', 'answer as JSON', false)
        .action(run),
  }
}

/** `cpis agent check`: runs the checks over an extract and sends nothing. Ends with 2 where rows would be held back. */
export function agentCheck(run: RunAgent<AgentOptions & { extract: string; html?: string }>): Verb {
  return {
    noun: 'agent',
    name: 'check',
    what: 'check an extract and send nothing; ends with 2 where rows would be held back',
    define: command =>
      agentOptions(command)
        .requiredOption(...EXTRACT_OPTION)
        .option('--html <file>', 'write the report as a page, too')
        .action(run),
  }
}
