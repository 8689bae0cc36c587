import { InvalidArgumentError } from 'commander'
import { type AgentOptions, agentOptions, type RunAgent } from './agent-upload.ts'
import type { Verb } from './verb.ts'

export type InboxOptions = AgentOptions & {
  readonly by: string
  readonly all: boolean
  readonly showNumbers: boolean
}
export type InboxAction = 'collect' | 'list' | 'show' | 'done'
export type RunInbox = (action: InboxAction, item: number, options: InboxOptions) => Promise<void>

/**
 * `cpis agent inbox`: collects acknowledgements and notices, keeps them, and prints what is new; `list`, `show <item>`
 * and `done <item>` keep what people did with them.
 */
export function agentInbox(run: RunInbox, user: string): Verb {
  return {
    noun: 'agent',
    name: 'inbox',
    what: 'collect acknowledgements and notices and print what is new; or list, show and settle them',
    define: command => {
      agentOptions(command)
        .option('--by <name>', 'who looks or has acted', user)
        .option('--show-numbers', 'show NHS numbers in full; who asked is kept', false)
        .option('--all', 'list what was settled, too', false)
        .argument('[action]', 'collect, list, show or done', readAction, 'collect')
        .argument('[item]', 'the number of the item, for show and done', Number, 0)
        .action((action: InboxAction, item: number, options: InboxOptions) => run(action, item, options))
    },
  }
}

const ACTIONS: readonly string[] = ['collect', 'list', 'show', 'done']

function readAction(text: string): string {
  if (!ACTIONS.includes(text)) throw new InvalidArgumentError(`must be one of ${ACTIONS.join(', ')}`)
  return text
}

/** `cpis agent run`: the daemon. */
export function agentRun(run: RunAgent<{ config: string }>): Verb {
  return {
    noun: 'agent',
    name: 'run',
    what: 'send each day, read the mailbox every few minutes, until the process is told to stop',
    define: command => command.requiredOption('--config <file>', "the authority's configuration file").action(run),
  }
}
