import assert from 'node:assert/strict'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type AgentWorld, agentWorld } from '../../test/support/agent-world.ts'
import { PROJECT_FOLDER } from '../platform/index.ts'
import { agentVerbs } from './agent-verbs.ts'

// Every command of the guide, in its order, as a first-time user types it.

const guide = fs.readFileSync(path.join(PROJECT_FOLDER, 'docs', 'guides', 'local-authority.md'), 'utf8')
const FIVE_MINUTES_MS = 300_000
let world: AgentWorld
before(async () => {
  world = await agentWorld({ place: 'my-agent' })
})
after(() => world.end())

function commandsOf(text: string): string[] {
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'))
}

/** The words behind `cpis agent`. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(2)
}

async function endOf(command: string): Promise<readonly [number | null, string]> {
  const { status, stdout, stderr } = await world.agent(...wordsOf(command))
  return [status, stdout + stderr]
}

const [first = '', rest = ''] = guide.split('## Your own extract')

test('a first-time user gets to a checked sample by the commands of the guide in less than five minutes', async () => {
  const began = performance.now()
  const ends = []
  for (const command of commandsOf(first)) ends.push((await endOf(command))[0])
  assert.deepEqual(ends, [0, 2, 2])
  const report = path.join(world.folder, 'my-agent', 'report.html')
  assert.match(fs.readFileSync(report, 'utf8'), /4 of 7 records could be sent/)
  assert.ok(performance.now() - began < FIVE_MINUTES_MS)
})

/** What has to have happened before a command of the guide has something to show, by its verb. */
const BEFORE: Readonly<Record<string, () => Promise<void> | void>> = {
  upload: () => world.configure(),
  inbox: async () => {
    const [upload] = world.uploads()
    if (upload) await world.answer(upload, 2, 'CPR02')
  },
}

/** The work the refusal gave; the guide says 1, and here other work came first. */
async function itemToRelease(): Promise<string> {
  const { stdout } = await world.agent('status', '--config', 'my-agent/agent.jsonc', '--restricted', '--json')
  return JSON.parse(stdout).work.find(({ code }: { code?: string }) => code === 'CPR02').itemId
}

test('then every other command of the guide does what it says', async () => {
  for (const command of commandsOf(rest)) {
    const verb = wordsOf(command)[0] ?? ''
    await BEFORE[verb]?.()
    if (verb === 'run') {
      const daemon = await world.startDaemon()
      daemon.kill('SIGTERM')
      assert.deepEqual(await once(daemon, 'exit'), [0, null], command)
      continue
    }
    const asked = verb === 'release' ? command.replace('--item 1', `--item ${await itemToRelease()}`) : command
    const [status, said] = await endOf(asked)
    assert.equal(status, 0, `${command}: ${said}`)
    assert.doesNotMatch(said, /999\d{7}/, command)
  }
})

test('each verb is in the guide', () => {
  const commands = commandsOf(guide)
  const missing = agentVerbs.filter(({ name }) => !commands.some(command => command.startsWith(`cpis agent ${name}`)))
  assert.deepEqual(missing, [])
})
