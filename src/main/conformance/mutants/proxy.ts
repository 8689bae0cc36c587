import http from 'node:http'
import { type Listening, listenRaw } from '../../../conformance/index.ts'

/** A request on its way to the service. */
export type Going = {
  method: string
  /** Path and query. */
  path: string
  headers: Record<string, string>
  body: Buffer
}
/** An answer on its way back. */
export type Coming = { status: number; headers: Record<string, string>; body: Buffer }

/** What a mutant does on the way: `going` changes the request in place; `coming` gives the answer the caller gets. */
export type Spoiling = {
  readonly going?: (going: Going) => void
  readonly coming?: (
    coming: Coming,
    going: Going,
    forward: (going: Going) => Promise<Coming>,
  ) => Coming | Promise<Coming>
}

/** Stands in front of a service at an address of its own, and spoils what goes through. */
export async function startProxy(target: string, { going, coming }: Spoiling): Promise<Listening> {
  return listenRaw(0, async (request, response) => {
    const asked: Going = {
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      body: Buffer.concat(await request.toArray()),
    }
    const original = { ...asked, headers: { ...asked.headers } }
    going?.(asked)
    const forward = (one: Going) => forwarded(target, one)
    const came = await forward(asked)
    const { status, headers, body } = (await coming?.(came, original, forward)) ?? came
    // Lengths change on the way, and a service that left its Date out must not get one here.
    response.sendDate = false
    const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...kept } = headers
    response.writeHead(status, kept)
    response.end(original.method === 'HEAD' ? undefined : body)
  })
}

async function forwarded(target: string, { method, path, headers, body }: Going): Promise<Coming> {
  const { host: _, connection: __, 'transfer-encoding': ___, 'content-length': ____, ...kept } = headers
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
  const length = body.length > 0 || method === 'POST' ? { 'content-length': String(body.length) } : {}
  const sent = http.request(new URL(path, target), { method, headers: { ...kept, ...length } })
  sent.on('response', resolve).on('error', reject)
  sent.end(body)
  const response = await promise
  const entries = Object.entries(response.headers).map(([name, value]) => [name, String(value)])
  return {
    status: response.statusCode ?? 500,
    headers: Object.fromEntries(entries),
    body: Buffer.concat(await response.toArray()),
  }
}
