import http from 'node:http'
import https from 'node:https'
import type { Tls } from '../../platform/index.ts'
import { TREE_LIMITS } from '../xml/xml-tree.ts'
import type { HttpReply } from './read-answer.ts'

export type Post = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  readonly tls?: Tls
  /** From the first byte to the last. */
  readonly withinMs: number
}

/** No answer in time. */
export class TooSlow extends Error {}

/**
 * Posts a message, with our client certificate where there is TLS, and returns what came back. Throws TooSlow, and the
 * socket's own error when there is no answer, or one longer than any answer there can be.
 */
export function post({ url, headers, body, tls, withinMs }: Post): Promise<HttpReply> {
  const bytes = Buffer.from(body)
  const options = {
    method: 'POST',
    headers: { ...headers, 'Content-Length': bytes.length },
    ...(tls && { key: tls.key, cert: tls.certificate, ca: tls.authorities }),
  }
  return new Promise((resolve, reject) => {
    const request = (url.startsWith('https:') ? https : http).request(url, options, response => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > TREE_LIMITS.bytes) request.destroy(new Error('the answer is too long'))
        else chunks.push(chunk)
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }))
    })
    const timer = setTimeout(() => request.destroy(new TooSlow('no answer in time')), withinMs)
    request.on('close', () => clearTimeout(timer))
    request.on('error', reject)
    request.end(bytes)
  })
}
