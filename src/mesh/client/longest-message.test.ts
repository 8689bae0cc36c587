import assert from 'node:assert/strict'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { certificateAuthority } from '../../../test/support/certificates.ts'
import { silentLog, systemClock, systemRandomness } from '../../platform/index.ts'
import type { MeshClientOptions } from './exchange.ts'
import { type MeshClient, openMeshClient } from './mesh-client.ts'

// A message of a gigabyte, packed to one megabyte or in many parts, is fetched no further than it may be long.

const MEGABYTE = 1024 * 1024
const MOST = 2 * MEGABYTE
const PARTS = 400
/** Members of one gzip file: unpacked a gigabyte. */
const packed = Buffer.concat(Array.from({ length: 1024 }, () => gzipSync(Buffer.alloc(MEGABYTE, 'x'))))
const plain = Buffer.alloc(MEGABYTE, 'y')
let asked = 0

const serve: http.RequestListener = ({ url = '' }, response) => {
  asked += 1
  const [, name, part = '1'] = /inbox\/(\w+)(?:\/(\d+))?$/.exec(url) ?? []
  if (name === 'PACKED') response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)
  else if (name === 'EMPTY') response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': '0' }).end()
  else if (name === 'SHORT') response.writeHead(200).end(plain)
  else response.writeHead(206, { 'mex-chunk-range': `${part}:${PARTS}` }).end(plain)
}

const local = certificateAuthority().issue('localhost', ['localhost'])
const servers = [
  http.createServer(serve),
  https.createServer({ key: local.key, cert: local.certificate }, serve),
] as const
after(() => {
  for (const server of servers) server.close().closeAllConnections()
})

const [overHttp, overTls] = await Promise.all(
  servers.map(
    server =>
      new Promise<number>(resolve =>
        server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
      ),
  ),
)

const clientOf = (options: Pick<MeshClientOptions, 'baseUrl' | 'tls' | 'mostBytes'>): MeshClient =>
  openMeshClient({
    ...options,
    ...{ mailboxId: 'OPENCPISHUB', password: 'p', sharedKey: 'k', retry: { attempts: 1, firstPauseMs: 1 } },
    ...{ clock: systemClock, randomness: systemRandomness, log: silentLog },
  })

const LINES = {
  'plain HTTP': { baseUrl: `http://127.0.0.1:${overHttp}` },
  'mutual TLS': { baseUrl: `https://127.0.0.1:${overTls}`, tls: local },
}

for (const [line, options] of Object.entries(LINES)) {
  const client = clientOf({ ...options, mostBytes: MOST })
  const lengthOf = async (name: string) => {
    const message = await client.download(name)
    assert.ok(message !== 'gone')
    return message.body.length
  }

  test(`over ${line} a message that unpacks to a gigabyte is cut one byte behind its limit, in constant memory`, async () => {
    const before = process.memoryUsage().rss
    assert.equal(await lengthOf('PACKED'), MOST + 1)
    assert.ok(process.memoryUsage().rss - before < 64 * MEGABYTE)
  })

  test(`over ${line} no part is asked for behind the limit`, async () => {
    asked = 0
    assert.equal(await lengthOf('PARTS'), MOST + 1)
    assert.equal(asked, 3)
  })

  test(`over ${line} a message within the limit is whole, and an empty one empty`, async () => {
    assert.equal(await lengthOf('SHORT'), MEGABYTE)
    assert.equal(await lengthOf('EMPTY'), 0)
  })
}
