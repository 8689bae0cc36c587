import assert from 'node:assert/strict'
import { test } from 'node:test'
import { laptopMailbox } from '../../src/main/laptop-mailboxes.ts'
import { signToken } from '../../src/mesh/token.ts'
import { systemRandomness } from '../../src/platform/index.ts'
import { startService } from '../support/service.ts'
import { startClustered } from './clustered-role.ts'
import { killOne, restartUnderLoad } from './restarted-under-load.ts'

// Our MESH server in three processes: what an authority's agent does, without its patience.

const service = await startService({ people: [], roles: [] })
const { settings } = service
const { mailboxId, password } = laptopMailbox('X01')
const url = settings.meshUrl
const mailbox = `${url}/messageexchange/${mailboxId}`

function authorization(): string {
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 12)
  const token = { mailboxId, nonce: systemRandomness.uuid(), nonceCount: '1', timestamp }
  return signToken(token, { sharedKey: settings.meshSharedKey, password })
}

async function request(path: string, init: RequestInit = {}): Promise<string | undefined> {
  const headers = { authorization: authorization(), 'mex-clientversion': 'test', ...init.headers }
  const response = await fetch(mailbox + path, { ...init, headers })
  await response.text()
  return response.ok ? undefined : `${path} answered ${response.status}`
}

let sent = 0
async function send(): Promise<string | undefined> {
  const headers = {
    'mex-to': settings.hubMailbox,
    'mex-workflowid': settings.uploadWorkflow,
    'mex-localid': `L${sent}`,
  }
  const wrong = await request('/outbox', { method: 'POST', headers, body: '<any/>' })
  if (wrong === undefined) sent += 1
  return wrong
}

test('MESH is replaced under load: no call fails, and every message that was accepted waits once', async () => {
  await using mesh = await startClustered({
    role: 'mesh',
    workers: 3,
    url,
    environment: { ...service.environment, CPIS_MESH_PORT: new URL(url).port },
  })
  assert.equal((await mesh.processes()).length, 3)
  const { answered, failed } = await restartUnderLoad(mesh, caller => (caller % 2 === 0 ? send() : request('/inbox')))
  assert.deepEqual(failed, [])
  assert.ok(answered > 50, `${answered} calls`)
  assert.equal(await service.waiting(), sent)
  await killOne(mesh)
  assert.equal(await request('/inbox'), undefined)
  assert.equal(await mesh.stop(), 0)
})
