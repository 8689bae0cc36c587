import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { readUpload, writeAccessNotice, writeAcknowledgement } from '../../src/hl7v3/index.ts'
import { PROJECT_FOLDER } from '../../src/platform/index.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { type ContractMesh, type ContractMeshWish, type Held, startContractMesh } from './mesh-by-contract.ts'
import { until } from './until.ts'

const HUB = 'ANYHUB1'
const AUTHORITY = 'X01ANY1'
const WORKFLOWS = { upload: 'ANY-1', acknowledgement: 'ANY-2', accessNotice: 'ANY-3', inactiveNumber: 'ANY-4' }
const SECRETS = { sharedKey: 'any-shared-key', password: 'any-password' }

export type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string }

/** The agent as an authority runs it, a process of its own, at a MESH server that is not ours. */
export type AgentWorld = {
  readonly mesh: ContractMesh
  readonly database: TestDatabase
  readonly folder: string
  /** Runs `cpis agent <words>` to its end. */
  agent(...words: string[]): Promise<Ended>
  /** Changes what `init` wrote as its CHANGE lines say, and nothing else. */
  configure(): void
  /** Starts `cpis agent run`; resolves when it says that it runs. */
  startDaemon(): Promise<ChildProcess>
  /** What the hub was sent and has not taken yet. */
  uploads(): readonly Held[]
  /** The hub takes an upload and says that every record was stored, or all but the first, in so many parts. */
  answer(upload: Held, parts?: number, first?: 'CPR02'): Promise<void>
  /** The hub tells of a look-up. */
  notify(noticeId: string): void
  end(): Promise<void>
}

/**
 * A whole world of one authority; `init` wrote its folder, and only the configuration was changed. With a `place` in the
 * folder, `init` and `configure` are left to the test.
 */
export async function agentWorld(
  wish: Pick<ContractMeshWish, 'onlyVersion1'> & { readonly place?: string } = {},
): Promise<AgentWorld> {
  const database = await testDatabase()
  const mailboxes = { [HUB]: 'hub-password', [AUTHORITY]: SECRETS.password }
  const workflows = Object.values(WORKFLOWS)
  const mesh = await startContractMesh({ ...wish, sharedKey: SECRETS.sharedKey, mailboxes, workflows })
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agent-world-'))
  const environment = {
    ...{ PATH: process.env['PATH'] ?? '', HOME: folder, CPIS_DATA: path.join(folder, 'data') },
    CPIS_AGENT_DATABASE_URL: database.url.replace('{role}', 'cpis_migrator'),
    CPIS_AGENT_MAILBOX_PASSWORD: SECRETS.password,
    CPIS_MESH_SHARED_KEY: SECRETS.sharedKey,
    CPIS_LOG_FILE: path.join(folder, 'agent.log'),
    NODE_COMPILE_CACHE: path.join(folder, 'compiled'),
  }
  const started = new Set<ChildProcess>()
  const start = (words: readonly string[]) => {
    const program = path.join(PROJECT_FOLDER, 'src', 'main', 'command.ts')
    const child = spawn(process.execPath, [program, 'agent', ...words], { cwd: folder, env: environment })
    started.add(child)
    child.on('exit', () => started.delete(child))
    return child
  }
  const agent = (...words: string[]) => ended(start(words))
  if (wish.place === undefined) {
    const { status, stderr } = await agent('init', '--folder', folder, '--system', 'lcs')
    if (status !== 0) throw new Error(`init ended with ${status}: ${stderr}`)
    configure(folder, mesh.url)
  }
  return {
    ...{ mesh, database, folder, agent },
    configure: () => configure(path.join(folder, wish.place ?? ''), mesh.url),
    startDaemon: () => daemon(() => start(['run', '--config', path.join(wish.place ?? '', 'agent.jsonc')])),
    uploads: () => mesh.messages.filter(one => one.to === HUB && !one.acknowledged),
    async answer(upload, parts = 1, first) {
      upload.acknowledged = true
      const read = await readUpload(oneChunk(mesh.bodyOf(upload)))
      if (read.kind !== 'upload') throw new Error('no upload')
      const { sequence, authority, records } = read
      const verdicts = records.map((record, index) => ({ record, code: (index === 0 && first) || ('CPR06' as const) }))
      const answer = {
        uploadId: upload.id,
        sequence,
        processed: records.length,
        fileCode: first ? ('CPF03' as const) : ('CPF02' as const),
        authority,
        verdicts,
      }
      const body = Buffer.from(writeAcknowledgement(answer, new Date()))
      mesh.deliver({ from: HUB, to: AUTHORITY, workflowId: WORKFLOWS.acknowledgement, body, parts })
    },
    notify(noticeId) {
      const authority = { odsCode: 'X01', name: 'Exampleshire County Council' }
      const notice = { kind: 'access', noticeId, createdAt: new Date(), authority, accesses: [] } as const
      const body = Buffer.from(writeAccessNotice(notice))
      mesh.deliver({ from: HUB, to: AUTHORITY, workflowId: WORKFLOWS.accessNotice, body })
    },
    async end() {
      for (const child of started) child.kill('SIGKILL')
      await mesh.stop()
      await database.end()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function* oneChunk(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}

function configure(folder: string, url: string): void {
  const file = path.join(folder, 'agent.jsonc')
  const workflows = JSON.stringify(WORKFLOWS)
  const text = fs
    .readFileSync(file, 'utf8')
    .replace(/"url": "[^"]*"/, `"url": "${url}"`)
    .replace(/"mailboxId": "[^"]*"/, `"mailboxId": "${AUTHORITY}"`)
    .replace(/"hubMailbox": "[^"]*"/, `"hubMailbox": "${HUB}"`)
    .replace(/"workflows": \{[^}]*\}/, `"workflows": ${workflows}`)
    .replace(/"uploadAt": "[^"]*"/, '"uploadAt": "00:00"')
    .replace('"inbox": {}', '"inbox": { "folder": "filed" }')
  fs.writeFileSync(file, text)
}

async function ended(child: ChildProcess): Promise<Ended> {
  const said = { stdout: '', stderr: '' }
  child.stdout?.on('data', chunk => (said.stdout += chunk))
  child.stderr?.on('data', chunk => (said.stderr += chunk))
  const [status] = await once(child, 'close')
  return { status, ...said }
}

/** One that was just killed may still hold the lock in PostgreSQL for a moment: whoever keeps the agent starts it again. */
function daemon(start: () => ChildProcess): Promise<ChildProcess> {
  const look = async () => {
    const child = start()
    const line = await Promise.race([once(child, 'exit'), once(child.stdout ?? child, 'data')])
    return String(line[0]).startsWith('The agent runs') ? child : undefined
  }
  return until('the agent runs', look, { withinMs: 120_000 })
}
