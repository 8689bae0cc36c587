import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { meshServerDepsOf } from '../../src/main/mesh-server.ts'
import { groundOf } from '../../src/main/processes.ts'
import { settingsFrom } from '../../src/main/settings.ts'
import { createMailbox, type MeshClient, openMeshClient, registerWorkflow } from '../../src/mesh/index.ts'
import { silentLog, systemClock, systemRandomness } from '../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { freePort, type RoleProcess, startRole } from '../support/role-process.ts'

// The exchange was away, and a thousand mailboxes come back at the same moment: each with a connection of its own, a
// handshake, its list, a download and an acknowledgement.

const MAILBOXES = 1_000
const WORKFLOW = 'X-RECONNECT'
const PASSWORD = 'the-same-for-all'

let database: TestDatabase
let role: RoleProcess
const clients: MeshClient[] = []
const idOf = (number: number) => `X01M${String(number).padStart(4, '0')}`

before(async () => {
  database = await testDatabase()
  const environment = { CPIS_PROFILE: 'test', CPIS_LOG_LEVEL: 'error', CPIS_DATABASE_URL: database.url }
  const settings = settingsFrom(environment)
  const ground = groundOf('setup', settings)
  const deps = meshServerDepsOf(ground)
  const ids = Array.from({ length: MAILBOXES }, (_, number) => idOf(number))
  for (const mailboxId of ids)
    await createMailbox(deps, { mailboxId, name: mailboxId, odsCode: 'X01', password: PASSWORD, active: true })
  await registerWorkflow(deps, { workflowId: WORKFLOW, senders: ids, receivers: ids })
  await ground.end()
  await database.owner.query({
    text: `insert into mesh.message (message_id, message_type, sender, recipient, workflow_id, total_parts, body_bytes,
        state, uploaded_at, accepted_at, status_at, status_event, status_code, delete_after)
      select 'WAITING_FOR_' || mailbox_id, 'DATA', mailbox_id, mailbox_id, $1, 1, 0, 'accepted', now(), now(), now(),
        'TRANSFER', '00', now() from mesh.mailbox`,
    values: [WORKFLOW],
  })
  const port = await freePort()
  role = await startRole('mesh', port, environment)
  for (const mailboxId of ids)
    clients.push(
      openMeshClient({
        baseUrl: `http://127.0.0.1:${port}`,
        mailboxId,
        password: PASSWORD,
        sharedKey: settings.meshSharedKey,
        clock: systemClock,
        randomness: systemRandomness,
        log: silentLog,
      }),
    )
})
after(async () => {
  await role.stop()
  await database.end()
})

test('a thousand mailboxes reconnecting at once are all served, none twice and none too late', async () => {
  const since = performance.now()
  await Promise.all(
    clients.map(async (client, number) => {
      await client.handshake()
      const [id = ''] = await client.list()
      assert.equal(id, `WAITING_FOR_${idOf(number)}`)
      const message = await client.download(id)
      assert.ok(message !== 'gone' && message.body.length === 0)
      await client.acknowledge(id)
    }),
  )
  assert.ok(performance.now() - since < 60_000)
  const [row] = await database.owner.query({
    text: `select (select count(*) from mesh.handshake) as handshakes, count(*) as messages,
        count(*) filter (where state = 'acknowledged') as acknowledged from mesh.message`,
  })
  assert.deepEqual(row, { handshakes: MAILBOXES, messages: MAILBOXES, acknowledged: MAILBOXES })
})

test('and the record of each says when it called', async () => {
  const rows = await database.owner.query<{ call: string; n: number }>({
    text: `select call, count(last_at) as n from mesh.mailbox_call where last_at is not null group by call order by call`,
  })
  assert.deepEqual(
    rows.map(row => [row.call, row.n]),
    ['acknowledge', 'download', 'handshake', 'list'].map(call => [call, MAILBOXES]),
  )
})
