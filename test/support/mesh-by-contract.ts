import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync, gzipSync } from 'node:zlib'

// A MESH server written from mesh.md alone. It shares no line with src/mesh, keeps everything in memory, and refuses
// whatever the contract refuses: what works with it works without knowing our own server.

export type Held = {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly workflowId: string
  readonly localId: string
  readonly gzip: boolean
  readonly total: number
  readonly parts: Map<number, Buffer>
  acknowledged: boolean
}

/** `before`: asked and nothing done; `after`: done, and not yet answered. */
export type Moment = { readonly call: string; readonly when: 'before' | 'after' }

export type ContractMesh = {
  readonly url: string
  readonly messages: readonly Held[]
  /** The whole body of a message, unpacked. */
  bodyOf(message: Held): Buffer
  /** Puts a message into a mailbox as another mailbox would, in so many parts, each packed by itself. */
  deliver(message: {
    from: string
    to: string
    workflowId: string
    localId?: string
    body: Uint8Array
    parts?: number
  }): void
  /** Refusals that were answered, as `403 Invalid Authentication Token`. */
  readonly refusals: readonly string[]
  /** Told of each call; never answering lets the test end the caller first. */
  onMoment: (moment: Moment) => Promise<void> | void
  stop(): Promise<void>
}

export type ContractMeshWish = {
  readonly sharedKey: string
  /** Mailboxes with their passwords. */
  readonly mailboxes: Readonly<Record<string, string>>
  readonly workflows: readonly string[]
  /** An older server answers in version 1 whatever it is asked for. */
  readonly onlyVersion1?: boolean
}

class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly event: string
  constructor(status: number, message: string, code = '', event = '') {
    super(message)
    this.status = status
    this.code = code
    this.event = event
  }
}

const TWO_HOURS_MS = 7_200_000
const LARGEST_BODY = 100 * 1024 * 1024

type Call = {
  readonly request: http.IncomingMessage
  readonly mailbox: string
  readonly version: 1 | 2
  readonly query: URLSearchParams
  readonly body: Buffer
  readonly rest: readonly string[]
}
type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: Buffer | object }

/** Starts the server on a free port of this machine. */
export async function startContractMesh(wish: ContractMeshWish): Promise<ContractMesh> {
  const messages: Held[] = []
  const refusals: string[] = []
  const used = new Set<string>()
  const newId = () =>
    `${new Date().toISOString().replaceAll(/\D/g, '')}000_${randomBytes(3).toString('hex').toUpperCase()}`

  function mailboxOf(header: string | undefined, named: string): string {
    const parts = /^NHSMESH ([^:\s]+):([^:]+):(\d+):(\d{12}):([0-9a-f]{64})$/i.exec(header ?? '')
    const [, mailbox = '', nonce = '', count = '', time = '', hash = ''] = parts ?? []
    if (parts === null) throw new Refused(403, 'Error reading from Authorization header')
    if (mailbox !== named) throw new Refused(403, 'Mailbox id does not match token')
    const password = wish.mailboxes[mailbox]
    if (password === undefined) throw new Refused(403, 'No mailbox matched', 'EPL-151', 'SEND')
    const signed = `${mailbox}:${nonce}:${count}:${password}:${time}`
    const right = createHmac('sha256', wish.sharedKey).update(signed).digest('hex')
    const at = time.replace(/(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:00Z')
    const isNear = Math.abs(Date.parse(at) - Date.now()) <= TWO_HOURS_MS
    if (hash.toLowerCase() !== right || !isNear) throw new Refused(403, 'Invalid Authentication Token')
    const once = `${mailbox}:${nonce}:${count}`
    if (used.has(once)) throw new Refused(403, 'Error Duplicated token')
    used.add(once)
    return mailbox
  }

  const header = ({ request }: Call, name: string) => {
    const value = String(request.headers[name] ?? '')
    if (/[^\x20-\x7e]/.test(value)) throw new Refused(400, 'MalformedControlFile', '06', 'TRANSFER')
    return value
  }

  function handshake(call: Call): Answer {
    const missing = ['mex-clientversion', 'mex-osname', 'mex-osversion'].filter(name => header(call, name) === '')
    if (missing.length > 0) throw new Refused(400, `missing: ${missing}`)
    return { status: 200, ...(call.version === 1 && { body: { mailboxId: call.mailbox } }) }
  }

  const inboxOf = (mailbox: string) => messages.filter(one => one.to === mailbox && isWhole(one) && !one.acknowledged)
  const isWhole = (one: Held) => one.parts.size === one.total

  function list({ mailbox, version, query }: Call): Answer {
    const most = Number(query.get('max_results') ?? 500)
    if (!(most >= 10 && most <= 5000)) throw new Refused(400, 'max_results')
    const waiting = inboxOf(mailbox).map(one => one.id)
    const after = query.get('continue_from')
    const from = after === null ? 0 : waiting.indexOf(after) + 1
    const page = waiting.slice(from, from + most)
    if (version === 1) return { status: 200, body: { messages: page } }
    const self = `/messageexchange/${mailbox}/inbox`
    const hasMore = waiting.length > from + most
    const links = { self, ...(hasMore && { next: `${self}?max_results=${most}&continue_from=${page.at(-1)}` }) }
    return { status: 200, body: { messages: page, links, approx_inbox_count: waiting.length } }
  }

  function inInbox({ mailbox }: Call, id: string): Held {
    const found = messages.find(one => one.id === id.toUpperCase())
    if (found === undefined) throw new Refused(404, 'Message does not exist', '20', 'RECEIVE')
    if (found.to !== mailbox) throw new Refused(403, 'Invalid Authentication Token')
    return found
  }

  function download(call: Call, id: string, number: number): Answer {
    const message = inInbox(call, id)
    if (message.acknowledged || !isWhole(message)) throw new Refused(410, 'Message has been deleted')
    const part = message.parts.get(number)
    if (part === undefined) throw new Refused(404, 'Chunk does not exist', '20', 'RECEIVE')
    const staysPacked = message.gzip && header(call, 'accept-encoding').includes('gzip')
    return {
      status: number < message.total ? 206 : 200,
      headers: {
        ...{
          'mex-messageid': message.id,
          'mex-from': message.from,
          'mex-to': message.to,
          'mex-localid': message.localId,
        },
        ...{ 'mex-workflowid': message.workflowId, 'mex-messagetype': 'DATA', 'mex-addresstype': 'ALL' },
        'mex-chunk-range': `${number}:${message.total}`,
        'content-type': 'application/octet-stream',
        ...(staysPacked && { 'content-encoding': 'gzip' }),
      },
      body: message.gzip && !staysPacked ? gunzipSync(part) : part,
    }
  }

  function acknowledge(call: Call, id: string): Answer {
    const message = inInbox(call, id)
    message.acknowledged = true
    return { status: 200, ...(call.version === 1 && { body: { messageId: message.id } }) }
  }

  function rangeOf(call: Call, expected: number): number {
    const range = header(call, 'mex-chunk-range')
    if (range === '' && expected === 1) return 1
    const [, n, total] = /^(\d+):(\d+)$/.exec(range) ?? []
    if (Number(n) !== expected || Number(total) < expected)
      throw new Refused(417, 'bad chunk', 'InvalidHeaderChunks', 'SEND')
    return Number(total)
  }

  function packing(call: Call): boolean {
    const encoding = header(call, 'content-encoding')
    if (encoding !== '' && encoding !== 'gzip') throw new Refused(422, 'encoding', 'UnsupportedContentEncoding', 'SEND')
    // What says it is packed must be.
    if (encoding === 'gzip') gunzipSync(call.body)
    return encoding === 'gzip'
  }

  function send(call: Call): Answer {
    const to = header(call, 'mex-to').trim().toUpperCase()
    const workflowId = header(call, 'mex-workflowid')
    if (to === '') throw new Refused(400, 'TO_DTS missing', '08', 'SEND')
    if (workflowId === '') throw new Refused(400, 'mex-workflowid missing')
    if (header(call, 'mex-from') !== '' && header(call, 'mex-from') !== call.mailbox)
      throw new Refused(417, 'From', '07', 'SEND')
    if (call.body.length === 0) throw new Refused(417, 'no data', '02', 'COLLECT')
    if (wish.mailboxes[to] === undefined) throw new Refused(417, 'Unregistered to address', '12', 'SEND')
    if (!wish.workflows.includes(workflowId)) throw new Refused(417, 'not registered for the workflow', '17', 'SEND')
    const id = newId()
    const held = { id, from: call.mailbox, to, workflowId, localId: header(call, 'mex-localid'), acknowledged: false }
    const total = rangeOf(call, 1)
    messages.push({ ...held, gzip: packing(call), total, parts: new Map([[1, call.body]]) })
    return { status: 202, body: call.version === 1 ? { messageID: id } : { message_id: id } }
  }

  function sendPart(call: Call, id: string, number: number): Answer {
    const message = messages.find(one => one.id === id)
    if (message === undefined) throw new Refused(404, 'Message does not exist', '20', 'RECEIVE')
    if (message.from !== call.mailbox) throw new Refused(403, 'Invalid Authentication Token')
    if (isWhole(message)) throw new Refused(423, 'Message already accepted')
    if (rangeOf(call, number) !== message.total || number > message.total)
      throw new Refused(417, 'bad chunk', 'InvalidHeaderChunks', 'SEND')
    if (packing(call) !== message.gzip) throw new Refused(417, 'cannot change content encoding', '', 'SEND')
    message.parts.set(number, call.body)
    return { status: 202, body: call.version === 1 ? { messageID: id, blockID: number } : { message_id: id } }
  }

  function track(call: Call, by: (one: Held) => boolean): Answer {
    const found = messages.filter(one => one.from === call.mailbox && by(one))
    if (found.length > 1) throw new Refused(300, 'local id is not unique')
    const [one] = found
    if (one === undefined) throw new Refused(404, 'Message does not exist', '20', 'RECEIVE')
    const status = !isWhole(one) ? 'uploading' : one.acknowledged ? 'acknowledged' : 'accepted'
    const capital = status.slice(0, 1).toUpperCase() + status.slice(1)
    if (call.version === 1)
      return {
        status: 200,
        body: { dtsId: one.id, messageId: one.id, fileSize: 0, localId: one.localId, status: capital },
      }
    return { status: 200, body: { message_id: one.id, local_id: one.localId, recipient: one.to, status } }
  }

  function handled(call: Call): Answer {
    const { request, rest, query } = call
    const [place, id = '', more = ''] = rest
    const route = `${request.method} ${place ?? ''}`
    if (place === undefined) return handshake(call)
    if (route === 'GET inbox') return id === '' ? list(call) : download(call, id, Number(more || 1))
    if (route === 'PUT inbox' && more === 'status' && rest[3] === 'acknowledged') return acknowledge(call, id)
    if (route === 'GET count') return { status: 200, body: { count: inboxOf(call.mailbox).length } }
    if (route === 'POST outbox') return id === '' ? send(call) : sendPart(call, id, Number(more))
    if (route === 'GET outbox' && id === 'tracking') {
      const wanted = query.get('messageID')
      return track(call, wanted === null ? one => one.localId === more : one => one.id === wanted)
    }
    throw new Refused(404, 'Not Found')
  }

  const versionOf = (accept: string): 1 | 2 => {
    if (/^application\/vnd\.mesh/.test(accept) && !/^application\/vnd\.mesh\.v[12]\+json$/.test(accept))
      throw new Refused(400, 'accept')
    return accept.includes('vnd.mesh.v2') && !wish.onlyVersion1 ? 2 : 1
  }

  const mesh = { onMoment: (() => {}) as ContractMesh['onMoment'] }
  const server = http.createServer(async (request, response) => {
    let version: 1 | 2 = 1
    let answer: Answer
    const url = new URL(request.url ?? '/', 'http://mesh')
    const [, , named = '', ...rest] = url.pathname.split('/').map(decodeURIComponent)
    const call = [
      request.method,
      rest[0] ?? 'handshake',
      ...(rest.length > 1 ? [rest.at(-1) === 'acknowledged' ? 'acknowledged' : 'one'] : []),
    ].join(' ')
    try {
      version = versionOf(String(request.headers.accept ?? ''))
      const body = Buffer.concat(await request.toArray())
      if (body.length > LARGEST_BODY) throw new Refused(413, 'too large')
      const mailbox = mailboxOf(request.headers.authorization, named.toUpperCase())
      await mesh.onMoment({ call, when: 'before' })
      answer = handled({ request, mailbox, version, query: url.searchParams, body, rest })
      await mesh.onMoment({ call, when: 'after' })
    } catch (error) {
      answer = refusedAnswer(error, version)
      await mesh.onMoment({ call, when: 'after' })
      refusals.push(`${answer.status} ${(error as Error).message}`)
    }
    const isBytes = answer.body instanceof Buffer
    const type = version === 2 ? 'application/vnd.mesh.v2+json' : 'application/json'
    response.writeHead(answer.status, { ...(answer.body && !isBytes && { 'content-type': type }), ...answer.headers })
    response.end(isBytes ? answer.body : answer.body && JSON.stringify(answer.body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(mesh, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ messages, refusals },
    bodyOf: ({ parts, gzip }: Held) => {
      const inOrder = [...parts].sort(([a], [b]) => a - b).map(([, part]) => (gzip ? gunzipSync(part) : part))
      return Buffer.concat(inOrder)
    },
    deliver({ from, to, workflowId, localId = '', body, parts: total = 1 }: Parameters<ContractMesh['deliver']>[0]) {
      const size = Math.ceil(body.length / total)
      const pieces = Array.from({ length: total }, (_, index) => body.subarray(index * size, (index + 1) * size))
      const parts = new Map(pieces.map((piece, index) => [index + 1, gzipSync(piece)]))
      messages.push({ id: newId(), from, to, workflowId, localId, gzip: true, total, parts, acknowledged: false })
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  })
}

function refusedAnswer(error: unknown, version: 1 | 2): Answer {
  if (!(error instanceof Refused)) return { status: 500, body: { message: 'An internal error occurred.' } }
  const { status, code, event, message } = error
  if (status === 400 && code === '')
    return { status, body: { detail: [{ loc: ['header'], msg: message, type: 'value_error' }] } }
  if (version === 2) return { status, body: { detail: [{ event, code, msg: message }] } }
  return { status, body: { errorEvent: event, errorCode: code, errorDescription: message } }
}
