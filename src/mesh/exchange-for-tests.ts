import {
  type Database,
  listen,
  openHttp,
  openMetrics,
  processKeyring,
  type Randomness,
  silentLog,
  systemRandomness,
  type Tls,
} from '../platform/index.ts'
import { type MeshClient, openMeshClient } from './client/mesh-client.ts'
import { createMailbox, registerWorkflow } from './server/mailboxes/administration.ts'
import { addMeshRoutes } from './server/routes.ts'
import type { MeshServerDeps, MeshServerSettings } from './server/server-deps.ts'
import { compactMinute } from './timestamps.ts'
import { signToken } from './token.ts'

export const SHARED_KEY = 'TestKey'
export const PASSWORD = 'password'

/** Uploads go from the authority to the hub, and answers back; a third mailbox has no part in it. */
export const LA = 'X26LA01'
export const HUB = 'X26HUB1'
export const STRANGER = 'X27STR1'
export const UPLOAD = 'X-CPIS-UPLOAD'

export type Given = {
  readonly headers?: Record<string, string>
  readonly body?: Buffer | string
  /** 2 when not said. */
  readonly version?: 1 | 2
  /** In place of a fresh and rightly signed token. */
  readonly authorization?: string
}
export type Response = {
  readonly status: number
  readonly headers: Record<string, string | undefined>
  readonly body: Buffer
  json(): unknown
}

/** What of a test database the exchange uses. */
type OwnDatabase = { pool(context: 'mesh'): Database; readonly owner: Database; end(): Promise<void> }

/** A server of the exchange with its own database, and a clock that stands until it is set. */
export type TestExchange = {
  readonly database: OwnDatabase
  readonly deps: MeshServerDeps
  readonly url: string
  setTime(text: string): void
  token(mailboxId: string, changes?: Partial<Parameters<typeof signToken>[0]> & { readonly password?: string }): string
  /** Asks as a mailbox; `path` is what follows `/messageexchange/{mailbox}`. */
  ask(mailboxId: string, method: Method, path: string, given?: Given): Promise<Response>
  /** Asks without a token; `path` is what follows `/messageexchange`. */
  askOpenly(path: string, version?: 1 | 2): Promise<Response>
  /** Asks as a test suite does that prepares the server; `path` is the whole of it. */
  prepare(method: Method, path: string, body?: object): Promise<Response>
  /** Ids that wait for a mailbox. */
  waiting(mailboxId: string): Promise<string[]>
  client(mailboxId: string, changes?: Partial<Parameters<typeof openMeshClient>[0]>): MeshClient
  end(): Promise<void>
}
type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'

export const NOON = '2025-11-22T15:00:00Z'

/** What a test has otherwise than the rest. */
export type Changes = Partial<Pick<MeshServerDeps, 'db' | 'isAcceptable'>> & {
  readonly settings?: Partial<MeshServerSettings>
}

/** Opens an exchange on a database of its own, which it ends with itself. */
export async function testExchange(database: OwnDatabase, changes: Changes = {}): Promise<TestExchange> {
  const time = { now: new Date(NOON) }
  const clock = { now: () => time.now }
  const randomness: Randomness = systemRandomness
  const deps: MeshServerDeps = {
    db: database.pool('mesh'),
    keyring: processKeyring(),
    clock,
    randomness,
    log: silentLog,
    ...changes,
    settings: { sharedKey: SHARED_KEY, profile: 'test', passwordKey: Buffer.alloc(32, 7), ...changes.settings },
  }
  await populate(deps)
  const server = openMeshServer(deps)
  const url = await listen(server, 0)
  const token: TestExchange['token'] = (mailboxId, { password = PASSWORD, ...changes } = {}) =>
    signToken(
      { mailboxId, nonce: randomness.uuid(), nonceCount: '0', timestamp: compactMinute(time.now), ...changes },
      { sharedKey: SHARED_KEY, password },
    )
  const inject = async (method: Method, path: string, headers: Record<string, string>, body?: Buffer | string) => {
    const answer = await server.inject({ method, url: path, headers, ...(body !== undefined && { payload: body }) })
    return {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string | undefined>,
      body: answer.rawPayload,
      json: () => answer.json() as unknown,
    }
  }
  return {
    database,
    deps,
    url,
    token,
    setTime: text => {
      time.now = new Date(text)
    },
    ask: (mailboxId, method, path, given = {}) => {
      const authorization = given.authorization ?? token(mailboxId)
      const headers = { accept: acceptOf(given.version), authorization, ...given.headers }
      return inject(method, `/messageexchange/${mailboxId}${path}`, headers, given.body)
    },
    askOpenly: (path, version) => inject('GET', `/messageexchange${path}`, { accept: acceptOf(version) }),
    prepare: (method, path, body) =>
      inject(method, path, body ? { 'content-type': 'application/json' } : {}, body && JSON.stringify(body)),
    async waiting(mailboxId) {
      const headers = { accept: acceptOf(2), authorization: token(mailboxId) }
      const answer = await inject('GET', `/messageexchange/${mailboxId}/inbox?max_results=5000`, headers)
      return (answer.json() as { messages: string[] }).messages
    },
    client: (mailboxId, changes = {}) =>
      openMeshClient({
        baseUrl: url,
        mailboxId,
        password: PASSWORD,
        sharedKey: SHARED_KEY,
        clock,
        randomness,
        log: silentLog,
        retry: { attempts: 3, firstPauseMs: 5 },
        ...changes,
      }),
    async end() {
      await server.close()
      await database.end()
    },
  }
}

/** Another server on the same database, with a memory of its own. */
export function openMeshServer(deps: MeshServerDeps, tls?: Tls) {
  const server = openHttp({ log: deps.log, metrics: openMetrics('mesh'), ready: async () => {}, ...(tls && { tls }) })
  addMeshRoutes(server, deps)
  return server
}

function acceptOf(version: 1 | 2 = 2): string {
  return `application/vnd.mesh.v${version}+json`
}

async function populate(deps: MeshServerDeps): Promise<void> {
  const organisations = { [LA]: 'E09000001', [HUB]: 'X26', [STRANGER]: 'X27' }
  for (const [mailboxId, odsCode] of Object.entries(organisations))
    await createMailbox(deps, { mailboxId, name: `Mailbox of ${odsCode}`, odsCode, password: PASSWORD, active: true })
  await registerWorkflow(deps, { workflowId: UPLOAD, senders: [LA], receivers: [HUB] })
  await registerWorkflow(deps, { workflowId: `${UPLOAD}_ACK`, senders: [HUB], receivers: [LA] })
}

/** Sends as the authority to the hub and returns the message's id. */
export async function sendUpload(exchange: TestExchange, given: Given = {}): Promise<string> {
  const headers = { 'mex-to': HUB, 'mex-workflowid': UPLOAD, ...given.headers }
  const sent = await exchange.ask(LA, 'POST', '/outbox', { body: '<upload/>', ...given, headers })
  if (sent.status !== 202) throw new Error(`not sent: ${sent.status} ${sent.body}`)
  return (sent.json() as { message_id: string }).message_id
}
