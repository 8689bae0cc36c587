import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, MESSAGE_ID, notKnown, openDoor, post, QUERY, skeleton, system } from './edge.ts'

// hl7v3.md 5, 6.1, 6.2, 7: what is around a message, and what is answered when it cannot be taken.

test('the header of an answer: new id, action of the answer, to where replies go, parties changed places', async () => {
  for (const [answer, interaction] of [
    [undefined, 'REPC_IN000007GB01'],
    [notKnown, 'QUQI_IN010000UK14'],
  ] as const) {
    const { body } = await post(openDoor(answer ? { answer } : {}))
    const header = /<SOAP:Header>(.*)<\/SOAP:Header>/.exec(body)?.[1] ?? ''
    const device = (id: string) =>
      `<device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.826.0.1285.0.2.0.107" extension="${id}"/></device>`
    assert.equal(
      header,
      '<wsa:MessageID>uuid:00000000-0000-4000-8000-000000000002</wsa:MessageID>' +
        `<wsa:Action>urn:nhs:names:services:cpisquery/${interaction}</wsa:Action>` +
        '<wsa:To>https://trust.example/replies</wsa:To>' +
        '<wsa:From><wsa:Address>https://cpis.example.org/syncservice</wsa:Address></wsa:From>' +
        `<communicationFunctionRcv typeCode="RCV" xmlns="urn:hl7-org:v3">${device('100000000002')}</communicationFunctionRcv>` +
        `<communicationFunctionSnd typeCode="SND" xmlns="urn:hl7-org:v3">${device('100000000001')}</communicationFunctionSnd>` +
        `<wsa:RelatesTo>uuid:${MESSAGE_ID}</wsa:RelatesTo>`,
    )
    assert.match(
      body,
      /<id root="00000000-0000-4000-8000-000000000002"\/><creationTime value="20260307173641\+0000"\/>/,
    )
  }
})

test('without ReplyTo the answer goes to From', async () => {
  const { body } = await post(openDoor(), { change: text => changed(text, /<wsa:ReplyTo>.*<\/wsa:ReplyTo>/, '') })
  assert.match(body, /<wsa:To>https:\/\/trust.example\/cpis<\/wsa:To>/)
})

test('an answer is text/xml, and nothing on the way may keep it', async () => {
  const door = openDoor()
  const { headers } = await door.server.inject({ method: 'POST', url: '/syncservice', payload: '' })
  assert.equal(headers['content-type'], 'text/xml; charset=UTF-8')
  assert.equal(headers['cache-control'], 'no-store')
})

/** By their names in the header. */
const cut = (element: string) => (text: string) => changed(text, new RegExp(`<wsa:${element}>.*?</wsa:${element}>`), '')
const ADDRESSING = 'A header of the message is missing or has the wrong form'
const ACTION_DIFFERS = 'The SOAPAction, the header of the message and its body do not name the same interaction'
const NOT_SOAP = 'The message is not a SOAP 1.1 envelope with one message in its body'

type Fault = readonly [
  name: string,
  change: (text: string) => string,
  code: string,
  description: string,
  record: string,
]

const FAULTS: readonly Fault[] = [
  ['no MessageID', cut('MessageID'), 'X-ADDRESSING', `${ADDRESSING} (wsa:MessageID)`, 'SPINE_ADDRESSING_INVALID'],
  [
    'a MessageID that is not 41 characters',
    text => changed(text, `uuid:${MESSAGE_ID}`, MESSAGE_ID),
    'X-ADDRESSING',
    `${ADDRESSING} (wsa:MessageID)`,
    'SPINE_ADDRESSING_INVALID',
  ],
  [
    'a MessageID in lower case',
    text => changed(text, `uuid:${MESSAGE_ID}`, `uuid:${MESSAGE_ID.toLowerCase()}`),
    'X-ADDRESSING',
    `${ADDRESSING} (wsa:MessageID)`,
    'SPINE_ADDRESSING_INVALID',
  ],
  ['no To', cut('To'), 'X-ADDRESSING', `${ADDRESSING} (wsa:To)`, 'SPINE_ADDRESSING_INVALID'],
  ['no From', cut('From'), 'X-ADDRESSING', `${ADDRESSING} (wsa:From)`, 'SPINE_ADDRESSING_INVALID'],
  [
    'another sender in the header than in the message',
    text =>
      changed(
        text,
        'extension="100000000002"/></hl7:device></hl7:communicationFunctionSnd>',
        'extension="100000000003"/></hl7:device></hl7:communicationFunctionSnd>',
      ),
    'X-ADDRESSING',
    `${ADDRESSING} (communicationFunctionSnd)`,
    'SPINE_ADDRESSING_INVALID',
  ],
  [
    'a receiver in the header of another kind',
    text =>
      changed(
        text,
        '<hl7:communicationFunctionRcv><hl7:device><hl7:id root="1.2.826.0.1285.0.2.0.107"',
        '<hl7:communicationFunctionRcv><hl7:device><hl7:id root="1.2.826.0.1285.0.2.0.65"',
      ),
    'X-ADDRESSING',
    `${ADDRESSING} (communicationFunctionRcv)`,
    'SPINE_ADDRESSING_INVALID',
  ],
  ['no Action', cut('Action'), '101', ACTION_DIFFERS, 'SPINE_ACTION_DIFFERS'],
  [
    'an Action of another interaction',
    text => changed(text, 'cpisquery/QUPC', 'cpisquery/REPC'),
    '101',
    ACTION_DIFFERS,
    'SPINE_ACTION_DIFFERS',
  ],
  [
    'another message in the body',
    text => text.replace(QUERY, skeleton('4.4-response')),
    '101',
    ACTION_DIFFERS,
    'SPINE_ACTION_DIFFERS',
  ],
  ['no envelope', () => QUERY, '201', NOT_SOAP, 'SPINE_NOT_SOAP'],
  ['an empty body', text => text.replace(QUERY, ''), '201', NOT_SOAP, 'SPINE_NOT_SOAP'],
  ['two messages', text => text.replace(QUERY, `${QUERY}${QUERY}`), '201', NOT_SOAP, 'SPINE_NOT_SOAP'],
  ['something else in the body', text => text.replace(QUERY, '<a/>'), '201', NOT_SOAP, 'SPINE_NOT_SOAP'],
  [
    'the query in one more element',
    text => text.replace(QUERY, `<CP-ISNHSQueryResponse xmlns="urn:hl7-org:v3">${QUERY}</CP-ISNHSQueryResponse>`),
    '201',
    NOT_SOAP,
    'SPINE_NOT_SOAP',
  ],
  [
    'SOAP 1.2',
    text => text.replaceAll('http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope'),
    '201',
    NOT_SOAP,
    'SPINE_NOT_SOAP',
  ],
  [
    'a file cut off',
    text => text.slice(0, 900),
    '201',
    'The file ends before its message is complete (line 12)',
    'XML_TRUNCATED',
  ],
  [
    'no XML at all',
    () => 'NHS number, please',
    '201',
    'The file is not well-formed XML (line 1)',
    'XML_NOT_WELL_FORMED',
  ],
  ['nothing at all', () => '', '201', 'The file holds no message', 'MESSAGE_EMPTY'],
  [
    'a DOCTYPE',
    text => `<!DOCTYPE a SYSTEM "file:///etc/hostname">${text}`,
    '201',
    'The file has a DOCTYPE, which is never accepted (line 1)',
    'XML_DOCTYPE',
  ],
  [
    'too many levels',
    () => '<a>'.repeat(100),
    '201',
    'The elements of the file are nested too deeply (line 1)',
    'XML_TOO_DEEP',
  ],
  [
    'a text beyond all measure',
    text => changed(text, 'Clinician', 'C'.repeat(70_000)),
    '201',
    'A text in the file is too long (line 52)',
    'XML_TEXT_TOO_LONG',
  ],
  [
    'a message beyond all measure',
    text => text + ' '.repeat(300_000),
    '201',
    'The message is larger than any query',
    'SPINE_TOO_LARGE',
  ],
]

for (const [name, change, code, description, recorded] of FAULTS) {
  test(`${name}: a SOAP fault, recorded, and the register is not asked`, async () => {
    const door = openDoor()
    const { status, kind, codes, body } = await post(door, { change })
    assert.deepEqual([status, kind, codes], [500, 'SOAP:Fault', [code]])
    assert.equal(/<nasp:description>(.*?)</.exec(body)?.[1], description)
    assert.deepEqual(door.calls.questions, [])
    assert.deepEqual(
      door.calls.refusals.map(refused => refused.code),
      [recorded],
    )
  })
}

for (const [name, soapaction] of [
  ['none', ''],
  ['another', '"urn:nhs:names:services:cpisquery/QUPC_IN000007GB01"'],
  ['one with a colon', '"urn:nhs:names:services:cpisquery:QUPC_IN000006GB01"'],
] as const) {
  test(`a SOAPAction that is ${name} is fault 101`, async () => {
    const door = openDoor()
    const { status, codes, body } = await post(door, { headers: { soapaction } })
    assert.deepEqual([status, codes], [500, ['101']])
    assert.match(body, /<nasp:location>HTTP Header - SOAPAction<\/nasp:location>/)
    assert.match(body, /The SOAPAction names no interaction of this service/)
    assert.match(body, /<nasp:codeContext>urn:nhs:names:error:tms<\/nasp:codeContext>/)
    assert.match(body, /<nasp:severity>Error<\/nasp:severity>/)
    assert.match(body, /<faultcode>SOAP:Client<\/faultcode>/)
  })
}

test('a SOAPAction without quotes is taken', async () => {
  const reply = await post(openDoor(), {
    headers: { soapaction: 'urn:nhs:names:services:cpisquery/QUPC_IN000006GB01' },
  })
  assert.equal(reply.kind, 'REPC_IN000007GB01')
})

test('the headers of an envelope have no order, and their prefixes no meaning', async () => {
  const reply = await post(openDoor(), {
    change: text => {
      const [to = ''] = /<wsa:To>.*<\/wsa:To>/.exec(text) ?? []
      return changed(text, to, '').replace('<wsa:MessageID>', `${to}<wsa:MessageID>`).replaceAll('wsa', 'a')
    },
  })
  assert.equal(reply.kind, 'REPC_IN000007GB01')
})

for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
  test(`${method} asks nothing`, async () => {
    const door = openDoor()
    const reply = await post(door, { method })
    assert.equal(reply.status, 405)
    if (method !== 'HEAD') assert.match(reply.body, /Messages come by POST/)
    assert.deepEqual(door.calls.questions, [])
  })
}

test('another path is nothing of ours', async () => {
  const { status, codes, body } = await post(openDoor(), { path: '/other' })
  assert.deepEqual([status, codes], [404, ['101']])
  assert.match(body, /There is nothing at this path/)
})

/** The sending system, in all places, and its certificate (5.2, 6.1). */
const SENDERS: readonly Fault[] = [
  [
    'a message to another system',
    text => text.replaceAll('extension="100000000001"', 'extension="100000000009"'),
    'X-RECEIVER',
    'The message is addressed to another system',
    'SPINE_NOT_FOR_US',
  ],
  [
    'another system in the control act',
    text =>
      changed(
        text,
        'agentSystemSDS classCode="DEV" determinerCode="INSTANCE"><id root="1.2.826.0.1285.0.2.0.107" extension="100000000002"',
        'agentSystemSDS classCode="DEV" determinerCode="INSTANCE"><id root="1.2.826.0.1285.0.2.0.107" extension="100000000003"',
      ),
    'X-SENDER',
    'The message names several sending systems',
    'SPINE_SENDERS_DIFFER',
  ],
  [
    'a system nobody accredited',
    text => text.replaceAll('extension="100000000002"', 'extension="100000000003"'),
    'X-SYSTEM-NOT-ACCREDITED',
    'The sending system is not accredited',
    'SPINE_SYSTEM_UNKNOWN',
  ],
]

for (const [name, change, code, description, recorded] of SENDERS) {
  test(`${name} is refused`, async () => {
    const door = openDoor()
    const { status, codes, body } = await post(door, { change })
    assert.deepEqual([status, codes], [500, [code]])
    assert.ok(body.includes(description))
    assert.deepEqual(
      door.calls.refusals.map(refused => refused.code),
      [recorded],
    )
    assert.deepEqual(door.calls.questions, [])
  })
}

test('where certificates are bound, a connection without the system’s own is refused', async () => {
  const door = openDoor({ findSystem: async () => system }, { bindCertificates: true })
  const { status, codes, body } = await post(door)
  assert.deepEqual([status, codes], [500, ['X-CERTIFICATE']])
  assert.match(body, /The certificate of the connection is not that of the sending system/)
  assert.match(body, /<nasp:location>TLS client certificate<\/nasp:location>/)
  assert.deepEqual(
    door.calls.refusals.map(({ code }) => code),
    ['SPINE_CERTIFICATE_DIFFERS'],
  )
})
