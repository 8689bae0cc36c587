import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { readUpload } from '../../src/hl7v3/index.ts'
import { type AgentWorld, agentWorld } from '../support/agent-world.ts'
import { startContractMesh } from '../support/mesh-by-contract.ts'

// The agent of this project at a MESH server that shares nothing with ours: only agent.jsonc was changed.

const CONFIG = ['--config', 'agent.jsonc']
const EXTRACT = ['--extract', 'sample.csv']
const json = async (world: AgentWorld, ...words: string[]) => {
  const { status, stdout, stderr } = await world.agent(...words, '--json')
  assert.deepEqual([status, stderr], [0, ''])
  return JSON.parse(stdout)
}

for (const onlyVersion1 of [false, true]) {
  const speaks = onlyVersion1 ? 'version 1 only' : 'version 2'
  test(`given a MESH server that speaks ${speaks}, an upload is acknowledged and shown in the inbox`, async t => {
    const world = await agentWorld({ onlyVersion1 })
    t.after(() => world.end())
    const { mesh, folder } = world

    const sent = await json(world, 'upload', ...CONFIG, ...EXTRACT)
    assert.deepEqual([sent.sequence, sent.rows, sent.sent, sent.heldBack], [1, 7, 4, 3])
    const [upload] = world.uploads()
    assert.ok(upload && world.uploads().length === 1)
    assert.deepEqual([upload.workflowId, upload.localId], ['ANY-1', sent.runId])
    const read = await readUpload(one(mesh.bodyOf(upload)))
    assert.ok(read.kind === 'upload' && read.records.length === 4)

    await world.answer(upload, 3)
    world.notify('11111111-2222-4333-8444-555555555555')
    const items = await json(world, 'inbox', ...CONFIG)
    assert.deepEqual(
      items.map((item: { kind: string }) => item.kind),
      ['acknowledgement', 'access'],
    )
    assert.deepEqual(
      mesh.messages.filter(message => !message.acknowledged),
      [],
    )
    const status = await json(world, 'status', ...CONFIG)
    assert.deepEqual([status.live, status.acknowledged, status.percent], [4, 4, 100])

    assert.deepEqual(mesh.refusals, onlyVersion1 ? mesh.refusals : ['404 Message does not exist'])
    const log = path.join(folder, 'agent.log')
    const logged = fs.existsSync(log) ? fs.readFileSync(log, 'utf8') : ''
    assert.doesNotMatch(logged, /999\d{7}|Exampleton|Mockford|Robin|Niamh/)
  })
}

test('the stand-in itself refuses what the contract refuses', async t => {
  const mailboxes = { ANYHUB1: 'hub-password', X01ANY1: 'any-password' }
  const mesh = await startContractMesh({ sharedKey: 'any-shared-key', mailboxes, workflows: ['ANY-1'] })
  t.after(() => mesh.stop())
  const { url } = mesh
  const stamp = (at: Date) => at.toISOString().replaceAll(/\D/g, '').slice(0, 12)
  const tokens = new Set<string>()
  const token = ({ mailbox = 'X01ANY1', key = 'any-shared-key', at = new Date(), nonce = `n${tokens.size}` } = {}) => {
    tokens.add(nonce)
    const hash = createHmac('sha256', key)
      .update(`${mailbox}:${nonce}:0:any-password:${stamp(at)}`)
      .digest('hex')
    return `NHSMESH ${mailbox}:${nonce}:0:${stamp(at)}:${hash}`
  }
  const ask = async (method: string, rest: string, authorization: string, headers: Record<string, string> = {}) => {
    const body = method === 'POST' && rest.startsWith('/outbox') ? (headers['body'] ?? 'x') : null
    const response = await fetch(`${url}/messageexchange/X01ANY1${rest}`, {
      method,
      body,
      headers: { authorization, ...headers },
    })
    return [response.status, await response.text()] as const
  }
  const good = token()
  assert.deepEqual(await ask('GET', '/inbox', good), [200, '{"messages":[]}'])
  assert.match((await ask('GET', '/inbox', good))[1], /Duplicated/)
  const v2 = { accept: 'application/vnd.mesh.v2+json' }
  assert.match((await ask('GET', '/inbox', token(), v2))[1], /"links":\{"self"/)
  const twoHours = 2 * 3_600_000 + 60_000
  for (const wrong of [
    token({ key: 'other' }),
    token({ mailbox: 'ANYHUB1' }),
    token({ at: new Date(Date.now() - twoHours) }),
    token({ at: new Date(Date.now() + twoHours + 60_000) }),
    token().replace('NHSMESH', 'Bearer'),
  ])
    assert.equal((await ask('GET', '/inbox', wrong))[0], 403)
  const refused: readonly [string, string, Record<string, string>, number][] = [
    ['POST', '', {}, 400],
    ['GET', '/inbox?max_results=9', {}, 400],
    ['GET', '/inbox', { accept: 'application/vnd.mesh.v3+json' }, 400],
    ['GET', '/inbox/NONE', {}, 404],
    ['PUT', '/inbox/NONE/status/acknowledged', {}, 404],
    ['POST', '/outbox', { 'mex-workflowid': 'ANY-1' }, 400],
    ['POST', '/outbox', { 'mex-to': 'ANYHUB1' }, 400],
    ['POST', '/outbox', { 'mex-to': 'NOBODY', 'mex-workflowid': 'ANY-1' }, 417],
    ['POST', '/outbox', { 'mex-to': 'ANYHUB1', 'mex-workflowid': 'OTHER' }, 417],
    ['POST', '/outbox', { 'mex-to': 'ANYHUB1', 'mex-workflowid': 'ANY-1', 'mex-chunk-range': '2:3' }, 417],
    ['POST', '/outbox/NONE/2', { 'mex-chunk-range': '2:2' }, 404],
    ['GET', '/outbox/tracking/none', {}, 404],
  ]
  for (const [method, rest, headers, status] of refused)
    assert.equal((await ask(method, rest, token(), headers))[0], status, `${method} ${rest} ${JSON.stringify(headers)}`)
})

async function* one(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}
