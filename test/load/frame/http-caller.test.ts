import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { openHttpCaller } from './http-caller.ts'

let connections = 0
const server = http.createServer((request, response) => {
  if (request.url === '/gone') return request.socket.destroy()
  const body = Buffer.from(`${request.url} ${request.headers['x-word']} Zoë`)
  response.writeHead(request.url === '/missing' ? 404 : 200, { 'content-length': body.length })
  // In two pieces, the cut within a character.
  response.write(body.subarray(0, body.length - 1))
  setImmediate(() => response.end(body.subarray(body.length - 1)))
})
server.on('connection', () => {
  connections += 1
})
let url: string

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => {
  server.close()
  server.closeAllConnections()
})

test('calls over as many connections as there are calls in hand, and uses them again', async () => {
  using caller = openHttpCaller(url)
  connections = 0
  const ask = (path: string) => caller.get(path, { 'x-word': 'hello' })
  const [first, second] = await Promise.all([ask('/one'), ask('/two')])
  assert.deepEqual(first, { status: 200, body: '/one hello Zoë' })
  assert.deepEqual(second, { status: 200, body: '/two hello Zoë' })
  assert.deepEqual(await ask('/missing'), { status: 404, body: '/missing hello Zoë' })
  assert.equal(connections, 2)
})

test('a connection that is closed instead of an answer is a failure', async () => {
  using caller = openHttpCaller(url)
  await assert.rejects(caller.get('/gone', {}), { message: 'the connection was closed' })
})

test('an answer that does not say its length is a failure', async () => {
  const bare = net.createServer(socket => socket.end('HTTP/1.1 200 OK\r\n\r\nbody')).listen(0, '127.0.0.1')
  await once(bare, 'listening')
  using caller = openHttpCaller(`http://127.0.0.1:${(bare.address() as AddressInfo).port}`)
  await assert.rejects(caller.get('/', {}), { message: 'an answer without Content-Length' })
  bare.close()
})

test('a message is posted whole, and a connection the server closed meanwhile is not used again', async () => {
  const echo = http.createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      const answer = Buffer.from(`${request.method} ${body}`)
      response.writeHead(200, { 'content-length': answer.length }).end(answer)
    })
  })
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  const url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`
  using caller = openHttpCaller(url)
  assert.deepEqual(await caller.post('/', { 'x-word': 'hello' }, 'Zoë'), { status: 200, body: 'POST Zoë' })
  echo.closeAllConnections()
  // Whoever is answered over a connection made later has been hung up on before.
  assert.equal(await (await fetch(url, { method: 'PUT', body: 'later' })).text(), 'PUT later')
  assert.deepEqual(await caller.post('/', {}, 'again'), { status: 200, body: 'POST again' })
  echo.close()
})
