import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { certificateAuthority } from '../../test/support/certificates.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { until } from '../../test/support/until.ts'
import { type MeshTls, openMeshClient } from '../mesh/index.ts'
import { silentLog, systemClock, systemRandomness } from '../platform/index.ts'
import { laptopMailbox, makeLaptopMailboxes } from './laptop-mailboxes.ts'
import { meshClientTls } from './mesh-client-tls.ts'
import { startMesh } from './mesh-server.ts'
import { settingsFrom } from './settings.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase()
  await makeLaptopMailboxes(settingsOf({}))
})
after(() => database.end())

function settingsOf(more: Record<string, string>) {
  const common = {
    CPIS_PROFILE: 'test',
    CPIS_LOG_LEVEL: 'silent',
    CPIS_MESH_PORT: '0',
    CPIS_DATABASE_URL: database.url,
  }
  return settingsFrom({ ...common, ...more })
}

/** Starts the exchange with these settings and works with an authority's mailbox and ours. */
async function withMesh(
  more: Record<string, string>,
  work: (la: ReturnType<typeof openMeshClient>, hub: ReturnType<typeof openMeshClient>) => Promise<void>,
  tls?: MeshTls,
): Promise<void> {
  const settings = settingsOf(more)
  const mesh = await startMesh(settings)
  const common = {
    baseUrl: mesh.url,
    sharedKey: settings.meshSharedKey,
    clock: systemClock,
    randomness: systemRandomness,
    log: silentLog,
    retry: { attempts: 1, firstPauseMs: 1 },
    ...(tls && { tls }),
  }
  const hub = { mailboxId: settings.hubMailbox, password: settings.hubMailboxPassword }
  try {
    await work(openMeshClient({ ...common, ...laptopMailbox('X01') }), openMeshClient({ ...common, ...hub }))
  } finally {
    await mesh.stop()
  }
}

const NO_UPLOAD = { to: 'OPENCPISHUB', workflowId: 'OPENCPIS_UPLOAD', body: 'NHS number;name' }

test('an upload that cannot be one comes back as a report with code 15', async () => {
  await withMesh({}, async (la, hub) => {
    const { messageId } = await la.send(NO_UPLOAD)
    assert.deepEqual(await hub.list(), [])
    const [reportId = ''] = await la.list()
    const report = await la.download(reportId)
    assert.ok(report !== 'gone')
    assert.deepEqual(
      [report.linkedMessageId, report.statusCode, report.statusDescription],
      [messageId, '15', 'Bad CP-IS file'],
    )
    await la.acknowledge(reportId)
    const { messageId: taken } = await la.send({ ...NO_UPLOAD, body: '<File/>' })
    assert.deepEqual(await hub.list(), [taken])
    await hub.acknowledge(taken)
  })
})

test('it can be refused at once, or passed on; other workflows are not judged', async () => {
  await withMesh({ CPIS_MESH_UNACCEPTABLE_FILES: 'refused', CPIS_MESH_REFUSAL_REPORTS: 'no' }, async (la, hub) => {
    await assert.rejects(la.send(NO_UPLOAD), { message: /417 SEND 15 Bad CP-IS file/ })
    assert.deepEqual(await la.list(), [])
    const { messageId } = await hub.send({ to: 'X01CPIS1', workflowId: 'OPENCPIS_UPLOAD_ACK', body: 'no XML' })
    await la.acknowledge(messageId)
  })
  await withMesh({ CPIS_MESH_UNACCEPTABLE_FILES: 'passed-on' }, async (la, hub) => {
    const { messageId } = await la.send(NO_UPLOAD)
    assert.deepEqual(await hub.list(), [messageId])
    await hub.acknowledge(messageId)
  })
})

test('what is due by the clock happens by itself', async () => {
  await withMesh({}, async la => {
    const { messageId } = await la.send({ ...NO_UPLOAD, body: '<File/>' })
    await database.owner.query({
      text: `update mesh.message set accepted_at = accepted_at - interval '6 days' where message_id = $1`,
      values: [messageId],
    })
  })
  await withMesh({}, async la => {
    const [reportId = ''] = await until('the report', async () => {
      const ids = await la.list()
      return ids.length > 0 ? ids : undefined
    })
    const report = await la.download(reportId)
    assert.equal(report !== 'gone' && report.statusCode, '14')
  })
})

const AUTHORITY = certificateAuthority()

function serverTls(): Record<string, string> {
  const { key, certificate, authorities } = AUTHORITY.issue('mesh.example.org')
  return {
    CPIS_MESH_TLS_KEY: key,
    CPIS_MESH_TLS_CERTIFICATE: certificate,
    CPIS_MESH_TLS_AUTHORITIES: authorities,
  }
}

test('with TLS a caller must present the certificate of its mailbox, unless that is switched off', async () => {
  const own = AUTHORITY.issue('X01CPIS1.X01.api.mesh-client.nhs.uk')
  await withMesh(
    serverTls(),
    async (la, hub) => {
      await la.handshake()
      await assert.rejects(hub.handshake(), { code: 'MESH_FORBIDDEN' })
    },
    own,
  )
  await withMesh({ ...serverTls(), CPIS_MESH_BIND_CERTIFICATES: 'no' }, (_la, hub) => hub.handshake(), own)
})

test('half of TLS is none, and is said', async () => {
  const { CPIS_MESH_TLS_KEY = '', CPIS_MESH_TLS_CERTIFICATE = '' } = serverTls()
  await assert.rejects(
    withMesh({ CPIS_MESH_TLS_KEY, CPIS_MESH_TLS_CERTIFICATE }, async () => {}),
    {
      code: 'CONFIG_INVALID',
      message: /TLS of MESH needs CPIS_MESH_TLS_KEY, _CERTIFICATE, _AUTHORITIES/,
    },
  )
  assert.throws(() => meshClientTls(settingsOf({ CPIS_MESH_CLIENT_KEY: CPIS_MESH_TLS_KEY })), {
    message: /CPIS_MESH_CLIENT_KEY and _CERTIFICATE go together/,
  })
  assert.throws(() => settingsOf({ CPIS_MESH_TLS_KEY: 'no key' }), { message: /must be a private key as PEM/ })
})

test('the client presents what it is given, and nothing else', () => {
  assert.deepEqual(meshClientTls(settingsOf({})), {})
  const { key, certificate, authorities } = AUTHORITY.issue('any')
  const given = { CPIS_MESH_CLIENT_KEY: key, CPIS_MESH_CLIENT_CERTIFICATE: certificate }
  assert.deepEqual(meshClientTls(settingsOf(given)), { tls: { key, certificate } })
  assert.deepEqual(meshClientTls(settingsOf({ CPIS_MESH_CLIENT_AUTHORITIES: authorities })), { tls: { authorities } })
})
