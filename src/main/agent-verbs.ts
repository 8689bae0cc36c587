import fs from 'node:fs/promises'
import path from 'node:path'
import {
  type AgentDeps,
  actionItem,
  agentErrors,
  carryItems,
  checkHtml,
  checkOnly,
  importTracing,
  initAgent,
  listItems,
  markShown,
  printCheck,
  printHandled,
  printInbox,
  printList,
  printReconciliation,
  printStatus,
  printUpload,
  READY_MAPPINGS,
  type ReadyMapping,
  readConfiguration,
  readInbox,
  readStatus,
  reconcile,
  releaseWork,
  seeItem,
  startAgent,
  uploadExtract,
  writeTracing,
} from '../agent/index.ts'
import {
  agentCheck,
  agentInbox,
  agentInit,
  agentReconcile,
  agentRelease,
  agentRun,
  agentStatus,
  agentTrace,
  agentUpload,
  type RunInbox,
  rowsBar,
  type TraceOptions,
  type Verb,
} from '../cli/index.ts'
import { operatorName, processEnvironment, refusal, systemClock, untilTold } from '../platform/index.ts'
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

const inbox: RunInbox = async (action, number, options) => {
  const { by, all } = options
  if (action === 'list') return answer(options, deps => listItems(deps.database, { all }), printList)
  if (action === 'show') return answer(options, deps => seeItem(deps, { number, by }), printHandled)
  if (action === 'done') return answer(options, deps => actionItem(deps, { number, by }), printHandled)
  await using agent = await openAgent(await readConfiguration(options.config), processEnvironment)
  const items = await readInbox(agent.deps)
  say(options.json ? JSON.stringify(items) : printInbox(items))
  await markShown(agent.deps, items)
  await carryItems(agent.deps)
}

/** The daemon: stopped by SIGTERM after the round in hand. A lost lock ends it; whoever keeps it starts it again. */
async function run({ config }: { config: string }): Promise<void> {
  const agent = await openAgent(await readConfiguration(config), processEnvironment)
  const running = await startAgent(agent.deps, error => {
    agent.deps.log.fatal({ err: error }, 'the lock of the agent was lost')
    process.exit(1)
  })
  const closing = { stop: async () => agent[Symbol.asyncDispose]() }
  untilTold([closing, running], agent.deps.log)
  say('The agent runs.')
}

/** Ends with this where all went well and rows would be, or were, held back. */
const HELD_BACK = 2

async function check(options: Options & { extract: string; html?: string }): Promise<void> {
  const { extract: file, html, json } = options
  const bar = rowsBar('checked')
  const configuration = await readConfiguration(options.config)
  const report = await checkOnly({ configuration, clock: systemClock, onRow: bar.onRow }, { file })
  bar.stop()
  say(json ? JSON.stringify(report) : printCheck(report))
  if (html !== undefined) {
    const title = `Checks of ${path.basename(file)}, ${configuration.authority.name}`
    await fs.writeFile(html, checkHtml(report, { title }), { mode: 0o600 })
  }
  if (report.heldBack > 0) process.exitCode = HELD_BACK
}

async function init({ folder, system, json }: { folder: string; system: string; json: boolean }): Promise<void> {
  const written = await initAgent({ clock: systemClock }, { folder, system: system as ReadyMapping })
  const { files } = written
  const next = `cpis agent check --config ${folder}/agent.jsonc --extract ${folder}/sample.csv`
  say(json ? JSON.stringify(written) : `Written to ${folder}: ${files.join(', ')}.\nNow try: ${next}`)
}

async function trace({ config, extract, to, answer, json }: TraceOptions): Promise<void> {
  if (answer !== undefined) {
    const traced = await importTracing({ answer })
    const lines = traced.map(one => `${one.localPersonId}  ${one.nhsNumber ?? 'not found'}`)
    return say(json ? JSON.stringify(traced) : ['Enter these in your system:', ...lines].join('\n'))
  }
  const configuration = await readConfiguration(config)
  if (extract === undefined || to === undefined)
    throw refusal(agentErrors, 'AGENT_TRACING_UNREADABLE', 'give --extract and --to, or --answer')
  const { people } = await writeTracing({ configuration, clock: systemClock }, { file: extract, to })
  say(json ? JSON.stringify({ people }) : `${to} names ${people} for PDS to trace. Keep it as you keep case files.`)
}

/** The verbs of `cpis agent`. */
export const agentVerbs: readonly Verb[] = [
  agentInit(READY_MAPPINGS, init),
  agentCheck(check),
  agentUpload(options => {
    const wish = { file: options.extract, ...(options.full && { mode: 'full' as const }) }
    return answer(options, deps => uploadExtract(deps, wish), printUpload)
  }),
  agentInbox(inbox, operatorName()),
  agentRun(run),
  agentTrace(trace),
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
