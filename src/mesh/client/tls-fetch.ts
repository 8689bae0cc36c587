import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** Mutual TLS as PEM: our key and certificate, and the authorities trusted in place of the machine's. */
export type MeshTls = { readonly key?: string; readonly certificate?: string; readonly authorities?: string }

/**
 * A `fetch` that presents a certificate, which the global one cannot. Answers are unpacked as they are read. Throws as
 * `fetch` does: a TypeError with the fault as its cause.
 */
export function tlsFetch({ key, certificate: cert, authorities: ca }: MeshTls): typeof globalThis.fetch {
  const agent = new https.Agent({ keepAlive: true, key, cert, ca, minVersion: 'TLSv1.2' })
  return async (input, init = {}) => {
    try {
      return answerOf(await ask(String(input), init, agent))
    } catch (cause) {
      throw new TypeError('fetch failed', { cause })
    }
  }
}

async function ask(url: string, init: RequestInit, agent: https.Agent): Promise<IncomingMessage> {
  const { method = 'GET', signal, body } = init
  const headers = Object.fromEntries(new Headers(init.headers))
  const request = https.request(url, { method, headers, agent, ...(signal && { signal }) })
  request.end(body instanceof Uint8Array ? body : undefined)
  const [response] = await once(request, 'response')
  return response as IncomingMessage
}

function answerOf(response: IncomingMessage): Response {
  const { 'content-encoding': encoding, 'content-length': length } = response.headers
  const isPacked = encoding === 'gzip' && length !== '0'
  const headers = new Headers()
  for (const [name, value] of Object.entries(response.headers))
    if (value !== undefined) headers.set(name, String(value))
  // A fault of the line or of the packing is met by whoever reads the body.
  const body = isPacked ? pipeline(response, createGunzip(), () => {}) : response
  return new Response(Readable.toWeb(body) as ReadableStream, { status: response.statusCode ?? 0, headers })
}
