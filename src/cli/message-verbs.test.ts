import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, afterEach, test } from 'node:test'
import { type CheckMessage, messageCheck } from './message-check.ts'
import { messageExplain } from './message-explain.ts'
import { program } from './program.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-message-'))
const file = path.join(folder, 'message.xml')
fs.writeFileSync(file, '<File/>')
after(() => fs.rmSync(folder, { recursive: true }))
afterEach(() => {
  process.exitCode = undefined
})

async function run(verb: 'check' | 'explain', check: CheckMessage): Promise<string[]> {
  const said: string[] = []
  const say = (line: string) => {
    said.push(line)
  }
  const explain = async (bytes: Uint8Array) => [`${bytes.length} bytes`, 'in words']
  await program([messageCheck(check, say), messageExplain(explain, say)]).parseAsync([
    'node',
    'cpis',
    'message',
    verb,
    file,
  ])
  return said
}

test('a message without a fault is said to have none', async () => {
  const said = await run('check', async () => ({ name: 'File', deviations: [] }))
  assert.deepEqual(said, ['File: nothing is wrong'])
  assert.equal(process.exitCode, undefined)
})

test('each fault is a line with its place, and the command ends with 1', async () => {
  const fault = { line: 3, place: '/File/id[1]', sentence: 'lacks the attribute extension' }
  const one = await run('check', async () => ({ name: 'File', deviations: [fault] }))
  assert.deepEqual(one, ['line 3: /File/id[1] lacks the attribute extension', 'File: 1 thing is wrong'])
  assert.equal(process.exitCode, 1)
  const two = await run('check', async () => ({ name: 'File', deviations: [fault, fault] }))
  assert.equal(two.at(-1), 'File: 2 things are wrong')
})

test('a message is told line by line', async () => {
  const said = await run('explain', async () => ({ name: '', deviations: [] }))
  assert.deepEqual(said, ['7 bytes', 'in words'])
})
