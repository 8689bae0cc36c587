import assert from 'node:assert/strict'
import http from 'node:http'
import { after, test } from 'node:test'
import { listen, openHttp, servedRoutes } from './http.ts'
import { type Log, silentLog } from './log.ts'
import { openMetrics } from './metrics.ts'

const lines: { level: string; fields: object; text: unknown }[] = []
const keeping = (level: string) => (fields: object, text: unknown) => lines.push({ level, fields, text })
const log = { ...silentLog, info: keeping('info'), warn: keeping('warn') } as unknown as Log

let isReady = true
const server = openHttp({
  log,
  metrics: openMetrics('test'),
  bodyLimit: 10,
  async ready() {
    if (!isReady) throw new Error('the database is away')
  },
})
server.get('/child/:number', async () => ({ found: true }))
server.post('/taken', async () => ({ taken: true }))
after(() => server.close())

test('live always, ready only when the work can be done', async () => {
  const ask = async (url: string) => {
    const { statusCode, body } = await server.inject(url)
    return `${statusCode} ${body}`
  }
  assert.equal(await ask('/health/ready'), '200 {"status":"pass"}')
  isReady = false
  assert.equal(await ask('/health/ready'), '503 {"status":"fail"}')
  assert.equal(await ask('/health/live'), '200 {"status":"pass"}')
  const warned = lines.filter(line => line.level === 'warn')
  assert.deepEqual(warned, [{ level: 'warn', fields: { err: new Error('the database is away') }, text: 'not ready' }])
})

test('a connection nobody uses is kept for longer than a gateway keeps it', () => {
  assert.ok(server.server.keepAliveTimeout > 60_000)
})

test('a log line holds the route’s pattern: neither path nor query, nor header', async () => {
  lines.length = 0
  await server.inject({ url: '/child/9990000018?name=Ada', headers: { authorization: 'Bearer x' } })
  await server.inject('/nowhere/9990000018?name=Ada')
  const shown = lines.map(({ fields, text }) => ({ ...fields, ms: 0, text }))
  assert.deepEqual(shown, [
    { method: 'GET', route: '/child/:number', status: 200, ms: 0, text: 'request' },
    { method: 'GET', route: 'unknown', status: 404, ms: 0, text: 'request' },
  ])
})

test('metrics are text in Prometheus’ form, by the route’s pattern', async () => {
  const { headers, body } = await server.inject('/metrics')
  assert.equal(headers['content-type'], 'text/plain; version=0.0.4')
  const counted = body.split('\n').filter(line => /^cpis_request_seconds_count.*child/.test(line))
  assert.deepEqual(counted, [
    'cpis_request_seconds_count{role="test",method="GET",route="/child/:number",status="200"} 1',
  ])
  assert.ok(!body.includes('9990000018'))
})

test('a body beyond the limit is not read', async () => {
  const { statusCode } = await server.inject({ method: 'POST', url: '/taken', payload: { long: 'enough' } })
  assert.equal(statusCode, 413)
})

test('a server listens on this machine alone and says where; a port that is taken is an error', async () => {
  const url = await listen(server, 0)
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  assert.equal((await fetch(`${url}/health/live`)).status, 200)
  const second = openHttp({ log: silentLog, metrics: openMetrics('second'), ready: async () => {} })
  await assert.rejects(listen(second, Number(new URL(url).port)), { code: 'EADDRINUSE' })
})

test('the routes of a server are known until it is closed, each with the server it belongs to', async () => {
  const other = openHttp({ log: silentLog, metrics: openMetrics('other'), ready: async () => {} })
  other.get('/only-here', async () => 'x')
  const of = (url: string) => servedRoutes().filter(route => route.url === url && route.method === 'GET')
  assert.deepEqual([of('/only-here')[0]?.server === other, of('/health/live').length], [true, 3])
  await other.close()
  assert.deepEqual([of('/only-here'), of('/health/live').length], [[], 2])
})

test('told to close, a server lets a connection go that its client would keep', async () => {
  const closing = openHttp({ log: silentLog, metrics: openMetrics('closing'), ready: async () => {} })
  let answer = (_: string) => {}
  const asked = new Promise<void>(resolve => {
    closing.get('/slow', () => {
      resolve()
      return new Promise<string>(done => {
        answer = done
      })
    })
  })
  const url = await listen(closing, 0)
  const agent = new http.Agent({ keepAlive: true })
  const header = new Promise(resolve =>
    http.get(`${url}/slow`, { agent }, response => {
      response.resume()
      resolve(response.headers.connection)
    }),
  )
  await asked
  const closed = closing.close()
  await new Promise(setImmediate)
  answer('done')
  assert.equal(await header, 'close')
  await closed
  agent.destroy()
})
