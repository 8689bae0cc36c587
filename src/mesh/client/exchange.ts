import { type Clock, type Log, type Randomness, refusal } from '../../platform/index.ts'
import { meshErrors } from '../errors.ts'
import { compactMinute } from '../timestamps.ts'
import { signToken } from '../token.ts'
import { type MeshTls, tlsFetch } from './tls-fetch.ts'

export type MeshClientOptions = {
  /** The root of the server, `https://host`, without `/messageexchange`. */
  readonly baseUrl: string
  readonly mailboxId: string
  readonly password: string
  readonly sharedKey: string
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Log
  /** How often a request is tried in all, and the pause before the second try, which doubles. 4 and 500 ms if not given. */
  readonly retry?: { readonly attempts: number; readonly firstPauseMs: number }
  /** A body larger than this is sent in parts of this size. 20 MB if not given (mesh.md 9). */
  readonly partBytes?: number
  /** Of a message that is longer, when unpacked, this and one byte more are fetched: whoever reads it finds it too long. */
  readonly mostBytes?: number
  /** How we prove ourselves to a server that asks for a certificate. */
  readonly tls?: MeshTls
  /** In place of the global `fetch`, and of `tls`. */
  readonly fetch?: typeof globalThis.fetch
}

export type MeshRequest = {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Behind the server's root, from `/messageexchange/` on. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: Uint8Array
  /** The answer's body is cut behind so many bytes. */
  readonly cutBehind?: number
}

/** A whole answer of any status. */
export type MeshResponse = { readonly status: number; readonly headers: Headers; readonly body: Buffer }

/** What came of one try: an answer, or none and whether the request may have reached the server all the same. */
export type Attempt =
  | MeshResponse
  | { readonly status: undefined; readonly mayHaveArrived: boolean; readonly cause: unknown }

/** Long enough for 20 MB on a slow line; as the Python client has it (mesh.md 14). */
const REQUEST_LIMIT_MS = 600_000

/** Statuses that ask for another try (mesh.md 10). */
const PASSING = new Set([425, 429, 502, 503, 504])

/** Faults met before anything could be sent. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Requests of one mailbox, each try with a fresh token. */
export type Exchange = {
  /** One try. */
  attempt(request: MeshRequest): Promise<Attempt>
  /** Tries again while the answer is 425, 429, 502, 503 or 504 or the connection breaks. Throws MESH_UNREACHABLE. */
  repeat(request: MeshRequest): Promise<MeshResponse>
  /** Waits before the next try; false when there is none left after `tries`. */
  pauseAfter(tries: number): Promise<boolean>
}

/** True for an answer of the server's own that does not ask to come again. */
export function isAnswer(attempt: Attempt): attempt is MeshResponse {
  return attempt.status !== undefined && !PASSING.has(attempt.status)
}

/** MESH_UNREACHABLE for the last of several tries. */
export function unreachable(last: Attempt): Error {
  const detail = last.status === undefined ? 'the connection failed' : `status ${last.status}`
  return refusal(meshErrors, 'MESH_UNREACHABLE', detail, last.status === undefined ? last.cause : undefined)
}

export function openExchange(options: MeshClientOptions): Exchange {
  const { attempts, firstPauseMs } = options.retry ?? { attempts: 4, firstPauseMs: 500 }
  const ask = options.fetch ?? (options.tls ? tlsFetch(options.tls) : fetch)
  const attempt = (request: MeshRequest) => attemptOnce(options, ask, request)
  const pauseAfter = async (tries: number) => {
    if (tries >= attempts) return false
    await new Promise(resolve => setTimeout(resolve, firstPauseMs * 2 ** (tries - 1)))
    return true
  }
  const repeat = async (request: MeshRequest) => {
    for (let tries = 1; ; tries += 1) {
      const last = await attempt(request)
      if (isAnswer(last)) return last
      options.log.warn({ method: request.method, status: last.status, tries }, 'MESH did not answer')
      if (!(await pauseAfter(tries))) throw unreachable(last)
    }
  }
  return { attempt, repeat, pauseAfter }
}

async function attemptOnce(options: MeshClientOptions, ask: typeof fetch, request: MeshRequest): Promise<Attempt> {
  const headers = headersOf(options, request)
  try {
    const response = await ask(`${options.baseUrl}${request.path}`, {
      method: request.method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
      ...(request.body !== undefined && { body: request.body }),
    })
    return { status: response.status, headers: response.headers, body: await bodyOf(response, request.cutBehind) }
  } catch (cause) {
    return { status: undefined, mayHaveArrived: !neverLeft(cause), cause }
  }
}

/** A packed body may be a thousand times what came over the line, so it is measured while it is unpacked. */
async function bodyOf(response: Response, cutBehind = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > cutBehind) break
  }
  return Buffer.concat(pieces, Math.min(bytes, cutBehind))
}

function neverLeft(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown } }
  return NEVER_LEFT.has(String(cause?.code))
}

/** Throws MESH_HEADER_UNSENDABLE: what a header may hold differs between servers beyond printable ASCII. */
function headersOf(options: MeshClientOptions, request: MeshRequest): Record<string, string> {
  const headers: Record<string, string> = {
    accept: 'application/vnd.mesh.v2+json',
    'accept-encoding': 'gzip',
    authorization: freshToken(options),
  }
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (value === undefined) continue
    if (!/^[\x20-\x7e]*$/.test(value)) throw refusal(meshErrors, 'MESH_HEADER_UNSENDABLE', name)
    headers[name] = value
  }
  return headers
}

function freshToken(options: MeshClientOptions): string {
  const { mailboxId, clock, randomness } = options
  const token = { mailboxId, nonce: randomness.uuid(), nonceCount: '0', timestamp: compactMinute(clock.now()) }
  return signToken(token, options)
}
