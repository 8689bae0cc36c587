import fs from 'node:fs/promises'
import path from 'node:path'
import {
  type AgentDeps,
  checkHtml,
  checkOnly,
  initAgent,
  markShown,
  printCheck,
  printInbox,
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
  uploadExtract,
} from '../agent/index.ts'
import {
  agentCheck,
  agentInbox,
  agentInit,
  agentReconcile,
  agentRelease,
  agentStatus,
  agentUpload,
  rowsBar,
  type Verb,
} from '../cli/index.ts'
import { processEnvironment, systemClock } from '../platform/index.ts'
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

/** The verbs of `cpis agent`. */
export const agentVerbs: readonly Verb[] = [
  agentInit(READY_MAPPINGS, init),
  agentCheck(check),
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
