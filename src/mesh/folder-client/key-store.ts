import fs from 'node:fs'
import https from 'node:https'
import { createSecureContext } from 'node:tls'
import { gunzipSync } from 'node:zlib'
import { refusal } from '../../platform/index.ts'
import { folderClientErrors } from './errors.ts'

/** What a Java key store of the old kind begins with. */
const JKS = 'feedfeed'

/**
 * Opens the key store of meshclient.cfg and returns a `fetch` that shows its certificate to the server; roots in it are
 * trusted beside the usual ones. Throws FOLDER_CONFIGURATION_INVALID for what is no PKCS #12 or needs another password.
 */
export function openKeyStore({ file, password }: { file: string; password: string }): typeof fetch {
  const refuse = (reason: string) => refusal(folderClientErrors, 'FOLDER_CONFIGURATION_INVALID', reason)
  let pfx: Buffer
  try {
    pfx = fs.readFileSync(file)
  } catch {
    throw refuse('KeyStorePath cannot be opened')
  }
  if (pfx.subarray(0, 4).toString('hex') === JKS)
    throw refuse('KeyStorePath is a JKS; make it PKCS #12: keytool -importkeystore -deststoretype PKCS12')
  try {
    createSecureContext({ pfx, passphrase: password })
  } catch {
    throw refuse('KeyStorePath is no PKCS #12 file, or KeyStorePassword is not its password')
  }
  const agent = new https.Agent({ keepAlive: true, pfx, passphrase: password })
  return (input, init = {}) => ask(agent, String(input), init)
}

/** As `fetch` does it, as far as our client uses it: whole bodies, no redirects, gzip undone. */
function ask(agent: https.Agent, url: string, init: RequestInit): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const fail = (cause: unknown) => reject(new TypeError('fetch failed', { cause }))
  const body = init.body as Uint8Array | string | null | undefined
  const headers = Object.fromEntries(new Headers(init.headers))
  const length = body === null || body === undefined ? 0 : Buffer.byteLength(body)
  const request = https.request(url, {
    agent,
    method: init.method ?? 'GET',
    headers: { ...headers, 'content-length': length },
    ...(init.signal && { signal: init.signal }),
  })
  request.on('error', fail)
  request.on('response', response => {
    const chunks: Buffer[] = []
    response.on('error', fail)
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => {
      try {
        resolve(responseOf(response.statusCode ?? 0, response.headers, Buffer.concat(chunks)))
      } catch (error) {
        fail(error)
      }
    })
  })
  request.end(body ?? undefined)
  return promise
}

function responseOf(status: number, given: NodeJS.Dict<string | string[]>, body: Buffer): Response {
  const headers = new Headers()
  for (const [name, value] of Object.entries(given)) if (value !== undefined) headers.set(name, String(value))
  const plain = headers.get('content-encoding') === 'gzip' && body.length > 0 ? gunzipSync(body) : body
  return new Response(plain.length === 0 ? null : plain, { status, headers })
}
