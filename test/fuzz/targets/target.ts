import assert from 'node:assert/strict'
import http from 'node:http'
import { isRefusal } from '../../../src/platform/index.ts'
import type { Grammar } from '../mutate.ts'

/** Something that reads what others write. */
export type Target = {
  readonly name: string
  readonly grammar: Grammar
  /** The outcomes of inputs that come past the first step. */
  readonly taken: RegExp
  /** Inputs that are made, not kept: ones that must be fresh. */
  readonly more?: () => readonly string[]
  /** Returns what became of an input, in a word or a code; throws where that is neither an answer nor a coded refusal. */
  readonly attempt: (input: string) => Promise<string>
}

/** The code of a refusal of ours; any other error is found. */
export function codeOf(error: unknown): string {
  if (isRefusal(error)) return error.code
  throw error
}

export type HttpAnswer = { readonly status: number; readonly type: string; readonly body: string }

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
/** Closes the connections that are kept. */
export const hangUp = () => agent.destroy()

/**
 * Sends a request as it is kept: `METHOD path`, headers, an empty line, the body. Returns `undefined` for one that no
 * client can send.
 */
export function sendKept(base: string, kept: string): Promise<HttpAnswer | undefined> {
  const [head = '', ...rest] = kept.split('\n\n')
  const [first = '', ...headerLines] = head.split('\n')
  const [method = 'GET', ...place] = first.split(' ')
  const headers: Record<string, string> = {}
  for (const line of headerLines) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim()
  }
  return send(base, { method, path: place.join(' ') || '/', headers, body: rest.join('\n\n') })
}

type Sending = { method: string; path: string; headers: Record<string, string>; body: string }
const FRAMING = /^(?:content-length|transfer-encoding|connection|expect|upgrade|te|trailer)$/i

export function send(base: string, sending: Sending): Promise<HttpAnswer | undefined> {
  const { method, path, headers, body } = sending
  const { hostname, port } = new URL(base)
  const bytes = Buffer.from(body)
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !FRAMING.test(name)))
  return new Promise((resolve, reject) => {
    let request: http.ClientRequest
    try {
      const length = bytes.length > 0 ? { 'content-length': bytes.length } : {}
      request = http.request({ hostname, port, method, path, headers: { ...own, ...length }, agent })
    } catch {
      return resolve(undefined)
    }
    request.on('response', response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body: text })
      })
    })
    request.on('error', error => {
      // The server hung up after the one before, and had not heard this.
      if (request.reusedSocket) resolve(send(base, sending))
      // One that hangs up on what is no HTTP has refused it.
      else if (/ECONNRESET|EPIPE|Parse Error/.test(String(error))) resolve(undefined)
      else reject(error)
    })
    request.setTimeout(10_000, () => request.destroy(new Error('no answer in ten seconds')))
    request.end(bytes)
  })
}

export function assertNoFault(answer: HttpAnswer): void {
  assert.ok(answer.status >= 200 && answer.status < 500, `status ${answer.status}: ${answer.body.slice(0, 300)}`)
}
