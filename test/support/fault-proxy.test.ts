import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { type FaultProxy, openFaultProxy } from './fault-proxy.ts'
import { until } from './until.ts'

const ANSWER = 'answer '.repeat(20)
let heard = 0
const server = http.createServer((_request, response) => {
  heard += 1
  response.end(ANSWER)
})
let proxy: FaultProxy
before(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  proxy = await openFaultProxy({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
})
after(async () => {
  await proxy.end()
  server.close()
})
beforeEach(() => {
  proxy.meet()
  heard = 0
})

function ask(withinMs = 2_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { port: proxy.port, host: '127.0.0.1', agent: false, headers: { 'x-said': 'please' } }
    const request = http.get(options, response => {
      let text = ''
      response.on('data', chunk => {
        text += chunk
      })
      response.on('error', reject)
      response.on('end', () => resolve(text))
    })
    request.on('error', reject)
    request.setTimeout(withinMs, () => request.destroy(new Error('no answer in time')))
  })
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

test('without a fault everything comes as it is', async () => {
  assert.equal(await ask(), ANSWER)
})

test('away: nobody answers, and nobody is heard', async () => {
  proxy.meet({ kind: 'away' })
  await assert.rejects(ask())
  assert.equal(heard, 0)
  proxy.meet()
  assert.equal(await ask(), ANSWER)
})

test('silent: whoever asks waits in vain', async () => {
  proxy.meet({ kind: 'silent' })
  await assert.rejects(ask(80), /no answer in time/)
})

test('latency and bandwidth: the answer is whole and late', async () => {
  proxy.meet({ kind: 'latency', ms: 60 })
  assert.ok((await msOf(ask)) >= 110)
  proxy.meet({ kind: 'bandwidth', bytesPerSecond: 2_000 })
  assert.ok((await msOf(ask)) >= 60)
})

test('what is held back goes on as soon as the fault is over', async () => {
  proxy.meet({ kind: 'latency', ms: 60_000 })
  const answer = ask()
  await until('it is held back', () => proxy.heldBack() > 0 || undefined)
  proxy.meet()
  assert.equal(await answer, ANSWER)
})

test('slices and a slow close change nothing but the pieces and the end', async () => {
  proxy.meet({ kind: 'slices', bytes: 3 })
  assert.equal(await ask(), ANSWER)
  proxy.meet({ kind: 'slow-close', ms: 20 })
  assert.equal(await ask(), ANSWER)
})

test('cut after so many bytes of the answer', async () => {
  proxy.meet({ kind: 'cut-after', bytes: 200 })
  await assert.rejects(ask())
  assert.equal(heard, 1)
})

test('cut where something is said, before it is heard and after, once', async () => {
  for (const isHeard of [false, true]) {
    heard = 0
    proxy.meet({ kind: 'cut-at', said: /x-said: please/i, heard: isHeard })
    await assert.rejects(ask())
    assert.equal(heard, isHeard ? 1 : 0)
    assert.equal(await ask(), ANSWER)
  }
})
