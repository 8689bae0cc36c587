import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type EbxmlClient, openEbxmlClient, type SpineQuestion } from '../../../src/hl7v3/index.ts'
import { silentLog, systemClock, systemRandomness } from '../../../src/platform/index.ts'
import {
  ACTION,
  type Behind,
  changed,
  type Door,
  enveloped,
  MESSAGE_ID,
  notChecked,
  notKnown,
  OUR_SYSTEM,
  openDoor,
  QUERY,
  replyOf,
  system,
  THEIR_SYSTEM,
} from './edge.ts'

// hl7v3.md 6.3, 6.4: the asynchronous form, behind a switch.

const PATH = '/reliablemessaging/queryrequest'
const ebxml = { path: PATH, partyKey: 'X26-800001' }
const TYPE = 'multipart/related; boundary="--=_MIME-Boundary"; type=text/xml; start=ebXMLHeader@spine.nhs.uk'
const EB = 'http://www.oasis-open.org/committees/ebxml-msg/schema/msg-header-2_0.xsd'

const HEADER = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:eb="${EB}"><soap:Header>
<eb:MessageHeader soap:mustUnderstand="1" eb:version="2.0">
<eb:From><eb:PartyId eb:type="urn:nhs:names:partyType:ocs+serviceInstance">RZZ-800001</eb:PartyId></eb:From>
<eb:To><eb:PartyId eb:type="urn:nhs:names:partyType:ocs+serviceInstance">X26-800001</eb:PartyId></eb:To>
<eb:CPAId>X0000000A0001</eb:CPAId><eb:ConversationId>${MESSAGE_ID}</eb:ConversationId>
<eb:Service>urn:nhs:names:services:cpisquery</eb:Service><eb:Action>QUPC_IN000006GB01</eb:Action>
<eb:MessageData><eb:MessageId>${MESSAGE_ID}</eb:MessageId><eb:Timestamp>2026-03-07T17:36:41Z</eb:Timestamp></eb:MessageData>
</eb:MessageHeader><eb:AckRequested soap:mustUnderstand="1" eb:version="2.0" eb:signed="false"/></soap:Header><soap:Body/></soap:Envelope>`

const multipart = (header: string, payload: string) =>
  ['----=_MIME-Boundary', 'Content-Id: <ebXMLHeader@spine.nhs.uk>', 'Content-Type: text/xml', '', header]
    .concat('----=_MIME-Boundary', 'Content-Id: <1@spine.nhs.uk>', 'Content-Type: text/xml', '', payload)
    .concat('----=_MIME-Boundary--', '')
    .join('\r\n')

const open = (behind: Behind = {}) => openDoor(behind, { ebxml })

async function send(door: Door, header = HEADER, payload = QUERY, type = TYPE) {
  const { statusCode, body } = await door.server.inject({
    method: 'POST',
    url: PATH,
    headers: { soapaction: ACTION, 'content-type': type },
    payload: multipart(header, payload),
  })
  return { status: statusCode, body, error: /eb:errorCode="([^"]*)"/.exec(body)?.[1] }
}

test('without the switch the path is nothing', async () => {
  assert.equal((await send(openDoor())).status, 404)
})

test('a query is acknowledged at once, and its answer is a message of its own to the address of the contract', async () => {
  const door = open()
  const { status, body } = await send(door)
  assert.equal(status, 200)
  assert.match(body, /<eb:Action>Acknowledgment<\/eb:Action>/)
  assert.match(body, new RegExp(`<eb:Acknowledgment .*<eb:RefToMessageId>${MESSAGE_ID}</eb:RefToMessageId>`))
  const [{ url, message } = { url: '', message: undefined }] = door.calls.delivered
  assert.equal(url, system.replyUrl)
  assert.equal(message?.headers['SOAPAction'], '"urn:nhs:names:services:cpisquery/REPC_IN000007GB01"')
  const sent = message?.body.toString() ?? ''
  assert.match(sent, /<eb:From><eb:PartyId [^>]*>X26-800001</)
  assert.match(sent, /<eb:To><eb:PartyId [^>]*>RZZ-800001</)
  assert.match(sent, new RegExp(`<eb:ConversationId>${MESSAGE_ID}</eb:ConversationId>`))
  assert.match(sent, new RegExp(`<eb:RefToMessageId>${MESSAGE_ID}</eb:RefToMessageId>`))
  assert.equal(replyOf(200, sent).kind, 'REPC_IN000007GB01')
  assert.equal(door.calls.questions.length, 1)
})

test('where no acknowledgment is asked for, there is none', async () => {
  const { status, body } = await send(open(), HEADER.replace(/<eb:AckRequested.*?\/>/, ''))
  assert.deepEqual([status, body], [202, ''])
})

for (const [name, answer, kind, codes] of [
  ['no record', notKnown, 'QUQI_IN010000UK14', ['1', 'NHSNCC002']],
  ['not checked', notChecked, 'MCCI_IN010000UK13', ['X-NOT-CHECKED']],
] as const) {
  test(`${name} goes the same way`, async () => {
    const door = open({ answer })
    assert.equal((await send(door)).status, 200)
    const reply = replyOf(200, door.calls.delivered[0]?.message.body.toString() ?? '')
    assert.deepEqual([reply.kind, reply.codes], [kind, codes])
  })
}

test('an answer that is not taken is logged, and the acknowledgment stands', async () => {
  const door = open({
    deliver: async () => {
      throw new Error('connect ECONNREFUSED')
    },
  })
  assert.equal((await send(door)).status, 200)
  await door.server.close()
})

const NOT_EBXML = 'The message is not an ebXML message with one query'

const ERRORS: readonly [name: string, header: string, payload: string, code: string, words: string][] = [
  [
    'another contract',
    changed(HEADER, 'X0000000A0001', 'X0000000A9999'),
    QUERY,
    '501319',
    'The sending system has no such contract for ebXML messages',
  ],
  [
    'another party',
    changed(HEADER, 'RZZ-800001', 'RYY-800001'),
    QUERY,
    '501319',
    'The sending system has no such contract for ebXML messages',
  ],
  [
    'another receiver',
    changed(HEADER, 'X26-800001', 'X26-800009'),
    QUERY,
    'X-RECEIVER',
    'The message is addressed to another system (eb:To)',
  ],
  [
    'another action',
    changed(HEADER, '<eb:Action>QUPC', '<eb:Action>REPC'),
    QUERY,
    '101',
    'The SOAPAction, the header of the message and its body do not name the same interaction',
  ],
  ['an envelope in the payload', HEADER, enveloped(QUERY), '201', NOT_EBXML],
  ['a payload that is no message', HEADER, '<a/>', '201', NOT_EBXML],
  ['a payload that is no XML', HEADER, 'text', '201', 'The file is not well-formed XML (line 1)'],
  [
    'a query that breaks its schema',
    HEADER,
    changed(QUERY, 'code="NE"', 'code="XX"'),
    '202',
    'The query does not keep to its schema',
  ],
]

for (const [name, header, payload, code, words] of ERRORS) {
  test(`${name} is an ebXML error, and nothing is delivered`, async () => {
    const door = open()
    const { status, body, error } = await send(door, header, payload)
    assert.deepEqual([status, error], [500, code])
    assert.match(body, /<eb:Action>MessageError<\/eb:Action>/)
    assert.ok(body.includes(words), body)
    assert.deepEqual([door.calls.delivered, door.calls.questions], [[], []])
    assert.equal(door.calls.refusals.length, 1)
  })
}

test('a message that does not say who sent it is a SOAP fault', async () => {
  for (const [header, type] of [
    [HEADER, 'text/xml'],
    [changed(HEADER, /<eb:From>.*<\/eb:From>/, ''), TYPE],
  ] as const) {
    const { status, body } = await send(open(), header, QUERY, type)
    assert.deepEqual([status, replyOf(status, body).codes], [500, ['201']])
    assert.ok(body.includes(NOT_EBXML))
  }
})

// Our own client on the other side.

const closing: (() => Promise<unknown>)[] = []
after(async () => {
  for (const close of closing) await close()
})

async function clientOf(behind: Behind, withinMs = 5_000): Promise<EbxmlClient> {
  const door = open({
    deliver: async (_url, { headers, body }) => {
      assert.equal(client.receive(headers['Content-Type'] ?? '', body), true)
    },
    ...behind,
  })
  await door.server.listen({ port: 0, host: '127.0.0.1' })
  closing.push(() => door.server.close())
  const address = door.server.server.address()
  const client = openEbxmlClient({
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}${PATH}`,
    systemId: THEIR_SYSTEM,
    serviceSystemId: OUR_SYSTEM,
    cpaId: 'X0000000A0001',
    partyKey: 'RZZ-800001',
    servicePartyKey: 'X26-800001',
    accessEventTypeForm: 'queryByParameterValue',
    withinMs,
    clock: systemClock,
    randomness: systemRandomness,
    log: silentLog,
  })
  return client
}

const question: SpineQuestion = {
  nhsNumber: '9990000018',
  mode: 'standard',
  author: {
    kind: 'person',
    userId: '100000000011',
    roleCode: 'R0050',
    roleName: 'Consultant',
    name: { given: ['Jo'], family: 'Clinician' },
    organisation: { odsCode: 'RZZ', name: 'Example Hospital Trust' },
  },
}

test('the client has the three answers by the other way too', async () => {
  const known = await (await clientOf({})).ask(question)
  assert.deepEqual([known.kind, known.kind === 'Known' && known.unread], ['Known', []])
  assert.deepEqual(await (await clientOf({ answer: notKnown })).ask(question), { kind: 'NotKnown' })
  const failed = await (await clientOf({ answer: notChecked })).ask(question)
  assert.ok(failed.kind === 'NotChecked')
  assert.deepEqual([failed.why, failed.reasons.map(({ code }) => code)], ['refused', ['X-NOT-CHECKED']])
})

test('an answer that never comes, a query that is not taken: not checked', async () => {
  const lost = await clientOf({ deliver: async () => {} }, 200)
  assert.deepEqual(await lost.ask(question), { kind: 'NotChecked', why: 'too-slow', reasons: [] })
  const untaken = await clientOf({ findSystem: async () => ({ ...system, cpaId: 'another' }) })
  assert.deepEqual(await untaken.ask(question), {
    kind: 'NotChecked',
    why: 'fault',
    reasons: [{ code: '501319', display: '', severity: 'ER' }],
  })
})

test('a message nobody waits for, or that is none, is not the client’s', async () => {
  const client = await clientOf({})
  assert.equal(client.receive(TYPE, Buffer.from(multipart(HEADER, QUERY))), false)
  assert.equal(client.receive('text/xml', Buffer.from('<a/>')), false)
})
