import fs from 'node:fs/promises'
import path from 'node:path'
import {
  type AgentDeps,
  actionItem,
  agentErrors,
  carryItems,
  checkHtml,
  checkOnly,
  type HandledItem,
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
  type Showing,
  seeItem,
  showItems,
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
  countBar,
  type InboxOptions,
  type RunInbox,
  type TraceOptions,
  type Verb,
} from '../cli/index.ts'
import { operatorName, processEnvironment, refusal, systemClock, untilTold } from '../platform/index.ts'
import { openAgent } from './agent-process.ts'

const say = (line: string) => console.log(line)

type Options = { readonly config: string; readonly json: boolean }
type OnCount = (done: number) => void

/** Opens the agent of a configuration, does one thing with it, and says the answer as text or as JSON. */
async function answer<Answer>(
  options: Options & { readonly bar?: string },
  ask: (deps: AgentDeps, onCount: OnCount) => Promise<Answer>,
  print: (answer: Answer) => string,
): Promise<void> {
  const { config, json, bar: label } = options
  await using agent = await openAgent(await readConfiguration(config), processEnvironment)
  const answered = await counted(label, options, onCount => ask(agent.deps, onCount))
  say(json ? JSON.stringify(answered) : print(answered))
}

/** Does something with a bar on the screen that is gone afterwards, however it went; without a label there is none. */
async function counted<Done>(
  label: string | undefined,
  options: Pick<Options, 'json'>,
  work: (onCount: OnCount) => Promise<Done>,
): Promise<Done> {
  const bar = countBar(label ?? '', { json: options.json || label === undefined })
  try {
    return await work(bar.onRow)
  } finally {
    bar.stop()
  }
}

const ROWS_READ = 'read: {value} rows'

const inbox: RunInbox = async (action, number, options) => {
  await using agent = await openAgent(await readConfiguration(options.config), processEnvironment)
  const { deps } = agent
  if (action === 'collect') return await collect(deps, options)
  if (action === 'list') {
    const listed = await listItems(deps.database, options)
    return say(options.json ? JSON.stringify(await shown(deps, listed, options)) : printList(listed))
  }
  const handled = await (action === 'show' ? seeItem : actionItem)(deps, { number, by: options.by })
  const [one = handled] = await shown(deps, [handled], options)
  say(options.json ? JSON.stringify(one) : printHandled(one, asShown))
}

/** Numbers were struck out, or asked for, before. */
const asShown = (nhsNumber: string) => nhsNumber

async function shown(deps: AgentDeps, handled: readonly HandledItem[], showing: Showing): Promise<HandledItem[]> {
  const items = await showItems(
    deps,
    handled.map(({ item }) => item),
    showing,
  )
  return handled.map((one, index) => ({ ...one, item: items[index] ?? one.item }))
}

async function collect(deps: AgentDeps, options: InboxOptions): Promise<void> {
  const items = await counted('collected: {value} messages', options, onCount => readInbox(deps, onCount))
  const showing = await showItems(deps, items, options)
  say(options.json ? JSON.stringify(showing) : printInbox(showing, asShown))
  await markShown(deps, items)
  await carryItems(deps)
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
  const configuration = await readConfiguration(options.config)
  const report = await counted('checked: {value} rows', options, onRow =>
    checkOnly({ configuration, clock: systemClock, onRow }, { file }),
  )
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
  const { people } = await counted(ROWS_READ, { json }, onRow =>
    writeTracing({ configuration, clock: systemClock }, { file: extract, to, onRow }),
  )
  say(json ? JSON.stringify({ people }) : `${to} names ${people} for PDS to trace. Keep it as you keep case files.`)
}

/** The verbs of `cpis agent`. */
export const agentVerbs: readonly Verb[] = [
  agentInit(READY_MAPPINGS, init),
  agentCheck(check),
  agentUpload(options => {
    const wish = { file: options.extract, ...(options.full && { mode: 'full' as const }) }
    const bar = ROWS_READ
    return answer({ ...options, bar }, (deps, onRow) => uploadExtract(deps, { ...wish, onRow }), printUpload)
  }),
  agentInbox(inbox, operatorName()),
  agentRun(run),
  agentTrace(trace),
  agentStatus(options => answer(options, deps => readStatus(deps, options), printStatus)),
  agentReconcile(options => {
    const wish = { file: options.extract }
    const bar = ROWS_READ
    return answer({ ...options, bar }, (deps, onRow) => reconcile(deps, { ...wish, onRow }), printReconciliation)
  }),
  agentRelease(options =>
    answer(
      options,
      deps => releaseWork(deps, { itemId: Number.parseInt(options.item, 10) || 0, by: options.by }),
      ({ itemId, stillWanted }) =>
        stillWanted > 0 ? `Noted. ${stillWanted} more must release item ${itemId}.` : `Item ${itemId} is released.`,
    ),
  ),
]
