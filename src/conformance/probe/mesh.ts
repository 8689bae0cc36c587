import { createHmac } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import { gunzipSync } from 'node:zlib'
import { NotAsExpected } from '../case.ts'
import type { Authority, Subject } from '../subject.ts'
import type { Json } from './fhir.ts'

export type MeshAsked = {
  readonly method?: string
  /** Behind the mailbox, as `/inbox`. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
  /** Anything else than a good token. */
  readonly token?: string
  readonly version?: 1 | 2
}
export type MeshReply = {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  /** As it came, packed or not. */
  readonly body: Buffer
  readonly json: Json
}

/** A mailbox, and what a token is made with. */
export type Exchange = {
  readonly on: Pick<Subject, 'clock' | 'randomness'>
  readonly authority: Pick<Authority, 'url' | 'mailboxId' | 'password' | 'sharedKey'>
}

const WITHIN_MS = 15_000

/** What a token may be spoilt by. */
export type Spoilt = { readonly sharedKey?: string; readonly at?: Date; readonly nonce?: string }

/** An authorisation token of the authority (mesh.md 4), made here and not by the client of this project. */
export function meshToken({ on, authority }: Exchange, spoilt: Spoilt = {}): string {
  const { at = on.clock.now(), nonce = on.randomness.uuid(), sharedKey = authority.sharedKey } = spoilt
  const time = at.toISOString().replaceAll(/\D/g, '').slice(0, 12)
  const signed = [authority.mailboxId, nonce, '0', authority.password, time].join(':')
  const hash = createHmac('sha256', sharedKey).update(signed).digest('hex')
  return `NHSMESH ${authority.mailboxId}:${nonce}:0:${time}:${hash}`
}

/** Asks a MESH server, once, without unpacking anything. Throws `NotAsExpected` where nothing comes. */
export async function askMesh(exchange: Exchange, asked: MeshAsked): Promise<MeshReply> {
  const { method = 'GET', path, headers = {}, body, token = meshToken(exchange), version = 2 } = asked
  const { url, mailboxId } = exchange.authority
  const address = new URL(`${url}/messageexchange/${mailboxId}${path}`)
  const accept = `application/vnd.mesh.v${version}+json`
  const { request } = address.protocol === 'https:' ? https : http
  try {
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
    const sent = request(address, { method, headers: { authorization: token, accept, ...headers }, timeout: WITHIN_MS })
    sent.on('response', resolve).on('error', reject)
    sent.on('timeout', () => sent.destroy(new Error('timeout')))
    sent.end(body)
    const response = await promise
    const whole = Buffer.concat(await response.toArray())
    return { status: response.statusCode ?? 0, headers: response.headers, body: whole, json: parsed(whole) }
  } catch (error) {
    throw new NotAsExpected(`no answer: ${(error as Error).message}`)
  }
}

function parsed(body: Buffer): Json {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** The payload of a download, unpacked where its header says that it is packed. Throws `NotAsExpected` where it is not. */
export function payloadOf({ headers, body }: MeshReply): Buffer {
  if (headers['content-encoding'] !== 'gzip') return body
  try {
    return gunzipSync(body)
  } catch {
    throw new NotAsExpected('content-encoding says gzip, and the body is not packed')
  }
}

const EVERY_MS = 50
const pause = () => new Promise<void>(resolve => setTimeout(resolve, EVERY_MS))

/** Looks into the inbox, message by message, until one is what is looked for; takes out everything it reads. */
export async function collectUntil<Found>(
  exchange: Exchange,
  what: string,
  look: (body: Buffer) => Promise<Found | undefined>,
): Promise<Found> {
  const { clock } = exchange.on
  for (const began = clock.now().getTime(); clock.now().getTime() - began < WITHIN_MS; await pause()) {
    const list = await askMesh(exchange, { path: '/inbox' })
    for (const id of list.json?.messages ?? []) {
      const found = await look(payloadOf(await askMesh(exchange, { path: `/inbox/${id}` })))
      await askMesh(exchange, { method: 'PUT', path: `/inbox/${id}/status/acknowledged` })
      if (found !== undefined) return found
    }
  }
  throw new NotAsExpected(`${what} did not come`)
}

/** An inbox that is never empty is looked into so often. */
const MOST_LOOKS = 20

/** Everything that lies in the inbox, taken out until a look finds nothing more. */
export async function collectAll(exchange: Exchange): Promise<Buffer[]> {
  const bodies: Buffer[] = []
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const { messages = [] } = (await askMesh(exchange, { path: '/inbox' })).json ?? {}
    if (messages.length === 0) break
    for (const id of messages) {
      bodies.push(payloadOf(await askMesh(exchange, { path: `/inbox/${id}` })))
      await askMesh(exchange, { method: 'PUT', path: `/inbox/${id}/status/acknowledged` })
    }
  }
  return bodies
}
