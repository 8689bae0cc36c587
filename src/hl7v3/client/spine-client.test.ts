import assert from 'node:assert/strict'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import type { Author } from '../../identity/index.ts'
import { silentLog, systemClock, systemRandomness } from '../../platform/index.ts'
import { writeNoRecord } from '../spine/failures.ts'
import { findInteraction } from '../spine/find-interaction.ts'
import { checkMessage } from '../strict/check-message.ts'
import { bytesOf } from '../testing/bytes.ts'
import { at, attribute } from '../xml/xml-element.ts'
import { readTree } from '../xml/xml-tree.ts'
import { document } from '../xml/xml-writer.ts'
import { openSpineClient, type SpineClientOptions } from './spine-client.ts'

type Seen = { readonly headers: http.IncomingHttpHeaders; readonly body: string }
type Answering = (seen: Seen, response: http.ServerResponse) => void

const servers: http.Server[] = []
after(() => {
  for (const server of servers) server.close()
})

/** A service that answers as told, and what it was sent. */
async function serviceThat(answer: Answering): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = []
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      const one = { headers: request.headers, body }
      seen.push(one)
      answer(one, response)
    })
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/syncservice`, seen }
}

const author: Author = {
  kind: 'person',
  userId: '656005750107',
  roleProfileId: '555254242105',
  roleCode: 'S8000:G8000:R8001',
  roleName: 'Nurse Access Role',
  name: { prefix: 'Ms', given: ['Ada'], family: 'Example' },
  organisation: { odsCode: 'X99', name: 'EXAMPLE TEACHING HOSPITAL NHS TRUST' },
}
const question = { nhsNumber: '9990000018', author, mode: 'standard' } as const

const clientOf = (url: string, more: Partial<SpineClientOptions> = {}) =>
  openSpineClient({
    url,
    from: 'https://trust.example.org/cpis',
    systemId: '200000000101',
    serviceSystemId: '200000000001',
    accessEventTypeForm: 'none',
    withinMs: 2_000,
    clock: systemClock,
    randomness: systemRandomness,
    log: silentLog,
    ...more,
  })

const noRecord: Answering = ({ body }, response) => {
  const { message } = findInteraction(readTree(Buffer.from(body)))
  const messageId = attribute(at(message, 'id'), 'root') ?? ''
  response.end(
    document(
      writeNoRecord({
        messageId: systemRandomness.uuid(),
        createdAt: systemClock.now(),
        receiver: '200000000101',
        sender: '200000000001',
        acknowledges: { code: 'AE', messageId },
      }),
    ),
  )
}

test('a query leaves as the contract has it, and its answer is read', async () => {
  const { url, seen } = await serviceThat(noRecord)
  assert.deepEqual(await clientOf(url).ask(question), { kind: 'NotKnown' })
  const [{ headers, body } = { headers: {}, body: '' }] = seen
  assert.equal(headers['soapaction'], '"urn:nhs:names:services:cpisquery/QUPC_IN000006GB01"')
  assert.equal(headers['content-type'], 'text/xml; charset=UTF-8')
  assert.equal(headers.authorization, undefined)
  assert.deepEqual(await checkMessage(bytesOf(body)), [])
  assert.match(body, /<wsa:ReplyTo><wsa:Address>https:\/\/trust.example.org\/cpis</)
  assert.equal(body.slice(0, body.indexOf('</SOAP:Header>')).includes('9990000018'), false, 'nobody is in a header')
})

test('an access token goes along where there is one', async () => {
  const { url, seen } = await serviceThat(noRecord)
  await clientOf(url).ask({ ...question, accessToken: 'example' })
  assert.equal(seen[0]?.headers.authorization, 'Bearer example')
})

test('a silent look-up without a form is refused before anything is sent', async () => {
  const { url, seen } = await serviceThat(noRecord)
  await assert.rejects(clientOf(url).ask({ ...question, mode: 'silent' }), { code: 'QUERY_SILENT_NOT_EXPRESSIBLE' })
  assert.equal(seen.length, 0)
})

for (const form of ['queryByParameterValue', 'queryByParameterAttribute', 'queryText'] as const) {
  test(`a silent look-up is expressed as ${form}`, async () => {
    const { url, seen } = await serviceThat(noRecord)
    await clientOf(url, { accessEventTypeForm: form }).ask({ ...question, mode: 'silent' })
    assert.match(seen[0]?.body ?? '', /accessEventType.*false/)
    assert.deepEqual(await checkMessage(bytesOf(seen[0]?.body ?? '')), [])
  })
}

test('a standard look-up says nothing of it, whatever the form', async () => {
  const { url, seen } = await serviceThat(noRecord)
  await clientOf(url, { accessEventTypeForm: 'queryText' }).ask(question)
  assert.equal(seen[0]?.body.includes('accessEventType'), false)
})

test('nobody there, nobody in time, a connection that breaks, an answer without end: not checked', async () => {
  assert.deepEqual(await clientOf('http://127.0.0.1:1/syncservice').ask(question), {
    kind: 'NotChecked',
    why: 'unreachable',
    reasons: [],
  })
  const silent = await serviceThat(() => {})
  assert.deepEqual(await clientOf(silent.url, { withinMs: 100 }).ask(question), {
    kind: 'NotChecked',
    why: 'too-slow',
    reasons: [],
  })
  const broken = await serviceThat((_seen, response) => {
    response.writeHead(200, { 'content-length': 1_000 }).write('<a>')
    response.destroy()
  })
  assert.equal((await clientOf(broken.url).ask(question)).kind, 'NotChecked')
  const endless = await serviceThat((_seen, response) => {
    const more = () => {
      if (!response.destroyed) response.write('x'.repeat(100_000), more)
    }
    more()
  })
  assert.deepEqual(await clientOf(endless.url).ask(question), { kind: 'NotChecked', why: 'unreachable', reasons: [] })
})
