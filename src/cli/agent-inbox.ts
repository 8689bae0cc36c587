import { agentOptions, type RunAgent } from './agent-upload.ts'
import type { Verb } from './verb.ts'

/** `cpis agent inbox`: collects acknowledgements and notices, keeps them, and prints what is new. */
export function agentInbox(run: RunAgent): Verb {
  return {
    noun: 'agent',
    name: 'inbox',
    what: 'collect acknowledgements and notices and print what is new',
    define: command => agentOptions(command).action(run),
  }
}
