import { type AgentOptions, agentOptions, type RunAgent } from './agent-upload.ts'
import type { Verb } from './verb.ts'

export type TraceOptions = AgentOptions & { readonly extract?: string; readonly to?: string; readonly answer?: string }

/** `cpis agent trace`: writes the file PDS traces numbers from, or reads its answer. */
export function agentTrace(run: RunAgent<TraceOptions>): Verb {
  return {
    noun: 'agent',
    name: 'trace',
    what: 'write the file PDS traces missing numbers from (--extract, --to), or read its answer (--answer)',
    define: command =>
      agentOptions(command)
        .option('--extract <file>', 'the extract')
        .option('--to <file>', 'where to write the file for PDS; it names children')
        .option('--answer <file>', 'what PDS answered')
        .action(run),
  }
}
