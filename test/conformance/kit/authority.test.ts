import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { agentDeps, CONFIGURATION, childCells, emptyAgent, NUMBERS, writeExtract } from '../../../src/agent/fixture.ts'
import { type AgentDeps, readInbox, uploadExtract } from '../../../src/agent/index.ts'
import { authorityCases, listenToAuthority, runCases } from '../../../src/conformance/index.ts'
import { readNotice, writeUpload } from '../../../src/hl7v3/index.ts'
import { hubCodec } from '../../../src/main/conformance/hub-codec.ts'
import { openMeshClient } from '../../../src/mesh/index.ts'
import { migrate, PROJECT_FOLDER, silentLog, systemClock, systemRandomness } from '../../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { type ContractMesh, startContractMesh } from '../../support/mesh-by-contract.ts'

// The kit as the national service, our own agent as the authority's system, and a MESH server that is not ours.

const SECRETS = { sharedKey: 'k', password: 'p' }
const { workflows } = CONFIGURATION.mesh
let database: TestDatabase
let mesh: ContractMesh
let deps: AgentDeps
before(async () => {
  database = await testDatabase()
  await migrate(database.owner, path.join(PROJECT_FOLDER, 'db', 'agent-migrations'))
})
after(() => database.end())
beforeEach(async t => {
  await emptyAgent(database.owner)
  const mailboxes = { HUB: SECRETS.password, X01AGENT: SECRETS.password }
  mesh = await startContractMesh({ ...{ sharedKey: 'k', mailboxes }, workflows: Object.values(workflows) as string[] })
  ;(t as { after(work: () => Promise<void>): void }).after(() => mesh.stop())
  const client = openMeshClient({
    ...{ baseUrl: mesh.url, mailboxId: 'X01AGENT', ...SECRETS },
    ...{ clock: systemClock, randomness: systemRandomness, log: silentLog },
  })
  const read = async (body: Uint8Array) => readNotice(one(body))
  deps = { ...agentDeps(database.owner, systemClock), mesh: client, messages: { writeUpload, read } }
})

async function* one(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}

const extract = writeExtract(
  childCells({ cpStart: '2025-11-03' }),
  childCells({ localPersonId: 'P2', nhsNumber: NUMBERS[1], cpStart: '2025-11-03' }),
)

/** What does not pass of an authority's system; `act` is what its people do each time the kit asks. */
async function failedOf(act: (step: number) => Promise<unknown>): Promise<string[]> {
  let step = 0
  const done: Promise<unknown>[] = []
  const heard = await listenToAuthority({
    mailbox: {
      ...{ url: mesh.url, mailboxId: 'HUB', ...SECRETS, authorityMailbox: 'X01AGENT', odsCode: 'X01' },
      ...{ name: 'Exampleshire', workflows },
    },
    ...{ codec: hubCodec, clock: systemClock, randomness: systemRandomness, withinMs: 1500, quietMs: 500 },
    tell() {
      step += 1
      done.push(act(step))
    },
  })
  await Promise.all(done)
  const outcomes = await runCases(authorityCases, heard)
  return outcomes.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id)
}

const upload = (step: number) => uploadExtract(deps, { file: extract, ...(step > 2 && { mode: 'full' as const }) })

test('our own agent passes every case', async () => {
  const failed = await failedOf(async step => {
    if (step > 1) await readInbox(deps)
    await upload(step).catch(error => assert.equal(error.code, 'AGENT_STOPPED'))
  })
  assert.deepEqual(failed, [])
})

test('a system that never reads its mailbox, and sends once, fails where it must', async () => {
  const failed = await failedOf(async step => (step === 1 ? upload(1) : undefined))
  assert.deepEqual(failed.sort(), ['A-COLLECTED', 'A-CPF01', 'A-CPF05'])
})

test('a system whose uploads name a child in their local id, and leave its own number out, fails', async () => {
  const spoilt = (text: string) => text.replace(/<telecom[^>]*use="EC"[^>]*\/>/g, '')
  const failed = await failedOf(async step => {
    if (step > 1) return
    const body = spoilt(writeUpload(await builtUpload()))
    await deps.mesh.send({ to: 'HUB', workflowId: workflows.upload, body, localId: `X-${NUMBERS[0]}` })
  })
  for (const id of ['A-LOCAL-ID', 'A-EMERGENCY', 'A-FORM']) assert.ok(failed.includes(id), `${id} of ${failed}`)
})

async function builtUpload() {
  const subject = {
    kind: 'child',
    nhsNumber: NUMBERS[0],
    familyName: 'Sample',
    givenName: 'Sam',
    birthDate: '2019-02-14',
  }
  return {
    ...{ kind: 'upload', sequence: '1', createdAt: new Date().toISOString(), declaredCount: 1 },
    authority: { odsCode: 'X01', name: 'Exampleshire', emergencyPhone: '01632960801' },
    records: [{ position: 1, plans: [{ type: 'CPP', start: '2025-11-03' }], subjects: [subject] }],
  } as Parameters<typeof writeUpload>[0]
}
