import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { PROJECT_FOLDER } from '../platform/index.ts'
import { agentVerbs } from './agent-verbs.ts'

const guide = fs.readFileSync(path.join(PROJECT_FOLDER, 'docs', 'guides', 'local-authority.md'), 'utf8')
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'guide-'))
after(() => fs.rmSync(folder, { recursive: true }))

function commandsOf(text: string): string[] {
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'))
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(1)
}

/** Runs a command of the guide with nothing of ours in the environment. */
function cpis(command: string) {
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, CPIS_DATA: path.join(folder, 'data') }
  return spawnSync(path.join(PROJECT_FOLDER, 'bin/cpis'), wordsOf(command), { cwd: folder, env, encoding: 'utf8' })
}

test('a first-time user gets to a checked sample by the commands of the guide', () => {
  const [first = ''] = guide.split('## Your own extract')
  const commands = commandsOf(first)
  assert.equal(commands.length, 3)
  const ends = commands.map(command => cpis(command).status)
  assert.deepEqual(ends, [0, 2, 2])
  assert.match(fs.readFileSync(path.join(folder, 'my-agent', 'report.html'), 'utf8'), /4 of 7 records could be sent/)
})

test('each command the guide names is understood, and each verb is in the guide', () => {
  const commands = commandsOf(guide)
  assert.equal(cpis(commands[3] ?? '').status, 0)
  for (const command of commands.slice(4)) {
    // Its configuration is there; only the secrets of a mailbox are not, unless it would have gone on.
    const isRead = cpis(command).stderr
    assert.match(isRead, /^CONFIG_INVALID: .*CPIS_AGENT_MAILBOX_PASSWORD is not set/, command)
  }
  for (const { name } of agentVerbs)
    assert.ok(
      commands.some(command => command.startsWith(`cpis agent ${name}`)),
      name,
    )
})
