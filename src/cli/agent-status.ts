import { type AgentOptions, agentOptions, EXTRACT_OPTION, type RunAgent } from './agent-upload.ts'
import type { Verb } from './verb.ts'

/** `cpis agent status`: how the authority stands, and the work that waits for a person. */
export function agentStatus(run: RunAgent<AgentOptions & { restricted: boolean }>): Verb {
  return {
    noun: 'agent',
    name: 'status',
    what: 'show how many plans are acknowledged, and the work that waits for a person',
    define: command =>
      agentOptions(command)
        .option('--restricted', 'show restricted work too: sensitive records, numbers out of use', false)
        .action(run),
  }
}

/** `cpis agent reconcile`: compares an extract with what was acknowledged and sends nothing. */
export function agentReconcile(run: RunAgent<AgentOptions & { extract: string }>): Verb {
  return {
    noun: 'agent',
    name: 'reconcile',
    what: 'compare an extract with what the national service acknowledged; sends nothing',
    define: command =>
      agentOptions(command)
        .requiredOption(...EXTRACT_OPTION)
        .action(run),
  }
}

/** `cpis agent release`: a person lets a piece of work go; some want two people. */
export function agentRelease(run: RunAgent<AgentOptions & { item: string; by: string }>): Verb {
  return {
    noun: 'agent',
    name: 'release',
    what: 'let a piece of work go that waits for a person (a volume wants two)',
    define: command =>
      agentOptions(command)
        .requiredOption('--item <number>', 'the number of the work, as status shows it')
        .requiredOption('--by <name>', 'who releases it')
        .action(run),
  }
}
