import {
  type AgentDeps,
  markShown,
  printInbox,
  printReconciliation,
  printStatus,
  printUpload,
  readConfiguration,
  readInbox,
  readStatus,
  reconcile,
  releaseWork,
  uploadExtract,
} from '../agent/index.ts'
import { agentInbox, agentReconcile, agentRelease, agentStatus, agentUpload, type Verb } from '../cli/index.ts'
import { processEnvironment } from '../platform/index.ts'
import { openAgent } from './agent-process.ts'

const say = (line: string) => console.log(line)

type Options = { readonly config: string; readonly json: boolean }

/** Opens the agent of a configuration, does one thing with it, and says the answer as text or as JSON. */
async function answer<Answer>(
  { config, json }: Options,
  ask: (deps: AgentDeps) => Promise<Answer>,
  print: (answer: Answer) => string,
): Promise<void> {
  await using agent = await openAgent(await readConfiguration(config), processEnvironment)
  const answered = await ask(agent.deps)
  say(json ? JSON.stringify(answered) : print(answered))
}

async function inbox({ config, json }: Options): Promise<void> {
  await using agent = await openAgent(await readConfiguration(config), processEnvironment)
  const items = await readInbox(agent.deps)
  say(json ? JSON.stringify(items) : printInbox(items))
  await markShown(agent.deps, items)
}

/** The verbs of `cpis agent`. */
export const agentVerbs: readonly Verb[] = [
  agentUpload(options => {
    const wish = { file: options.extract, ...(options.full && { mode: 'full' as const }) }
    return answer(options, deps => uploadExtract(deps, wish), printUpload)
  }),
  agentInbox(inbox),
  agentStatus(options => answer(options, deps => readStatus(deps, options), printStatus)),
  agentReconcile(options => answer(options, deps => reconcile(deps, { file: options.extract }), printReconciliation)),
  agentRelease(options =>
    answer(
      options,
      deps => releaseWork(deps, { itemId: Number.parseInt(options.item, 10) || 0, by: options.by }),
      ({ itemId, stillWanted }) =>
        stillWanted > 0 ? `Noted. ${stillWanted} more must release item ${itemId}.` : `Item ${itemId} is released.`,
    ),
  ),
]
