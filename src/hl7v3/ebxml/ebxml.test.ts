import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SERVICE } from '../spine/interactions.ts'
import { readTree } from '../xml/xml-tree.ts'
import { xml } from '../xml/xml-writer.ts'
import { type EbxmlHeader, readEbxmlHeader, writeAcknowledgment, writeMessageError } from './ebxml-header.ts'
import { readEbxmlMessage, writeEbxmlMessage } from './ebxml-message.ts'
import { readMultipart } from './multipart.ts'

// hl7v3.md 6.4.

const header: EbxmlHeader = {
  fromParty: 'X99-800101',
  toParty: 'X26-800001',
  cpaId: 'X0000000A0101',
  conversationId: '0B6C0E7A-3B59-4E6F-9C2D-5A1D7B1F0A01',
  service: SERVICE,
  action: 'QUPC_IN000006GB01',
  messageId: '0B6C0E7A-3B59-4E6F-9C2D-5A1D7B1F0A01',
  sentAt: new Date('2026-01-05T10:15:00Z'),
}
const { sentAt: _sentAt, ...read } = header
const payload = xml`<a xmlns="urn:hl7-org:v3"><b>é – 李</b></a>`

test('a message is read as it was written, byte for byte', () => {
  const { headers, body } = writeEbxmlMessage(header, payload, true)
  assert.deepEqual(headers, {
    SOAPAction: '"urn:nhs:names:services:cpisquery/QUPC_IN000006GB01"',
    'Content-Type': 'multipart/related; boundary="--=_MIME-Boundary"; type=text/xml; start=ebXMLHeader@spine.nhs.uk',
  })
  const message = readEbxmlMessage(headers['Content-Type'] ?? '', body)
  assert.deepEqual(message.header, { ...read, wantsAcknowledgment: true, errors: [] })
  assert.equal(Buffer.from(message.payload).toString(), `<?xml version="1.0" encoding="UTF-8"?>\n${payload.xml}\n`)
  const text = body.toString()
  assert.match(text, /Content-Id: <ebXMLHeader@spine.nhs.uk>/)
  assert.match(text, /xlink:href="cid:0B6C0E7A-3B59-4E6F-9C2D-5A1D7B1F0A01@spine.nhs.uk"/)
  assert.match(text, /<eb:PartyId eb:type="urn:nhs:names:partyType:ocs\+serviceInstance">X99-800101</)
  assert.match(text, /<eb:AckRequested eb:version="2.0" SOAP:mustUnderstand="1" [^>]*eb:signed="false"\/>/)
})

test('an acknowledgment and an error name the message they answer', () => {
  const back = { ...header, action: 'Acknowledgment', refToMessageId: header.messageId }
  const acknowledgment = readEbxmlHeader(readTree(Buffer.from(writeAcknowledgment(back))))
  assert.deepEqual([acknowledgment.action, acknowledgment.refToMessageId], ['Acknowledgment', header.messageId])
  const error = writeMessageError(back, { code: '501319', words: 'unknown' })
  assert.deepEqual(readEbxmlHeader(readTree(Buffer.from(error))).errors, ['501319'])
})

const { headers, body } = writeEbxmlMessage(header, payload, false)
const type = headers['Content-Type'] ?? ''

test('bare line ends, a boundary without quotes, base64, other prefixes of headers', () => {
  const text = body.toString().replaceAll('\r\n', '\n').replaceAll('--=_MIME-Boundary', 'other')
  const parts = readMultipart('multipart/related; boundary=other', Buffer.from(text))
  assert.equal(parts.length, 2)
  const base64 = Buffer.from('<a/>').toString('base64')
  const [part] = readMultipart(
    'Multipart/Related;boundary=b',
    Buffer.from(`preamble\r\n--b\r\ncontent-transfer-encoding: base64\r\nX: y\r\n\r\n${base64}\r\n--b--\r\n`),
  )
  assert.equal(Buffer.from(part?.body ?? []).toString(), '<a/>')
})

for (const [name, contentType, content, message] of [
  [
    'another type',
    'text/xml',
    body,
    'The message lacks a part that cannot be done without (multipart/related with a boundary)',
  ],
  [
    'no boundary',
    'multipart/related',
    body,
    'The message lacks a part that cannot be done without (multipart/related with a boundary)',
  ],
  [
    'no end',
    type,
    body.subarray(0, -10),
    'The message lacks a part that cannot be done without (parts and a closing boundary)',
  ],
  [
    'nothing',
    type,
    Buffer.alloc(0),
    'The message lacks a part that cannot be done without (parts and a closing boundary)',
  ],
  [
    'a part without headers',
    'multipart/related; boundary=b',
    Buffer.from('--b\r\nbody\r\n--b--'),
    'The message lacks a part that cannot be done without (headers of a part)',
  ],
] as const) {
  test(`${name} is no ebXML message`, () => {
    assert.throws(() => readMultipart(contentType, content), { code: 'MESSAGE_INCOMPLETE', message })
  })
}

test('one payload, and every part of the header that is needed', () => {
  const text = body.toString()
  const whole = (changed: string) => () => readEbxmlMessage(type, Buffer.from(changed))
  const boundary = '----=_MIME-Boundary'
  const first = text.slice(0, text.lastIndexOf(`${boundary}\r\n`))
  assert.throws(whole(`${first}${boundary}--`), { message: /one payload/ })
  for (const element of ['CPAId', 'ConversationId', 'Service', 'Action', 'MessageId'])
    assert.throws(whole(text.replace(new RegExp(`<eb:${element}>.*?</eb:${element}>`), '')), {
      code: 'MESSAGE_INCOMPLETE',
      message: `The message lacks a part that cannot be done without (eb:${element})`,
    })
  for (const party of ['From', 'To'])
    assert.throws(whole(text.replace(new RegExp(`<eb:${party}>.*?</eb:${party}>`), '')), { message: /eb:PartyId/ })
})
