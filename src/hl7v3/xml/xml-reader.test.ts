import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOf, changed } from '../testing/bytes.ts'
import { UPLOAD } from '../testing/example-messages.ts'
import type { XmlElement } from './xml-element.ts'
import { READ_LIMITS, type ReadLimits, readMessage } from './xml-reader.ts'

const limits: ReadLimits = { ...READ_LIMITS, bytes: 8_000_000 }

async function partsOf(content: string | Uint8Array, size?: number, within = limits): Promise<XmlElement[]> {
  const parts: XmlElement[] = []
  const open = () => ({ keepsParts: true, part: (part: XmlElement) => parts.push(part) })
  await readMessage(bytesOf(content, size), { roots: ['File'], open }, within)
  return parts
}

const file = (inside: string) => `<File xmlns="urn:hl7-org:v3">${inside}</File>`
const utf8 = (text: string) => new TextEncoder().encode(text)

const hostile: readonly [name: string, content: string | Uint8Array, code: string, message: string][] = [
  ['nothing at all', '', 'MESSAGE_EMPTY', 'The file holds no message'],
  ['one byte', '<', 'XML_TRUNCATED', 'The file ends before its message is complete (line 1)'],
  ['blanks only', ' \n\t ', 'MESSAGE_EMPTY', 'The file holds no message'],
  ['text', 'sequence,number\n1,2', 'XML_NOT_WELL_FORMED', 'The file is not well-formed XML (line 2)'],
  ['a file cut off', UPLOAD.slice(0, 900), 'XML_TRUNCATED', 'The file ends before its message is complete (line 20)'],
  [
    'a file cut within a letter',
    utf8(`${file('<id extension="é').slice(0, -7)}`).slice(0, -1),
    'XML_TRUNCATED',
    'The file ends before its message is complete',
  ],
  ['tags that cross', file('<id>\n</name>'), 'XML_NOT_WELL_FORMED', 'The file is not well-formed XML (line 2)'],
  ['an attribute twice', file('<id a="1" a="2"/>'), 'XML_NOT_WELL_FORMED', 'The file is not well-formed XML (line 1)'],
  ['a prefix nobody bound', file('<x:id/>'), 'XML_NOT_WELL_FORMED', 'The file is not well-formed XML (line 1)'],
  [
    'a prefix that objects inherit',
    file('<constructor:id/>'),
    'XML_NOT_WELL_FORMED',
    'The file is not well-formed XML (line 1)',
  ],
  [
    'an attribute prefix nobody bound',
    file('<id x:nil="true"/>'),
    'XML_NOT_WELL_FORMED',
    'The file is not well-formed XML (line 1)',
  ],
  [
    'a namespace taken away',
    file('<id xmlns:x=""/>'),
    'XML_NOT_WELL_FORMED',
    'The file is not well-formed XML (line 1)',
  ],
  [
    'two colons in a name',
    file('<id xmlns:a="b"><a:b:c/></id>'),
    'XML_NOT_WELL_FORMED',
    'The file is not well-formed XML (line 1)',
  ],
  ['a second root', `${file('')}${file('')}`, 'XML_NOT_WELL_FORMED', 'The file is not well-formed XML (line 1)'],
  ['a NUL', file('a\u0000b'), 'XML_NOT_WELL_FORMED', 'The file is not well-formed XML (line 1)'],
  [
    'a DOCTYPE',
    `<!DOCTYPE File SYSTEM "file:///etc/hostname">\n${file('')}`,
    'XML_DOCTYPE',
    'The file has a DOCTYPE, which is never accepted (line 1)',
  ],
  [
    'an entity bomb',
    `<!DOCTYPE File [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n${file('&b;')}`,
    'XML_DOCTYPE',
    'The file has a DOCTYPE, which is never accepted (line 1)',
  ],
  [
    'an unknown entity',
    file('<name>&nbsp;</name>'),
    'XML_ENTITY_UNKNOWN',
    'The file uses an entity that XML itself does not define (line 1)',
  ],
  [
    'an entity that objects inherit',
    file('<name>&constructor;</name>'),
    'XML_ENTITY_UNKNOWN',
    'The file uses an entity that XML itself does not define (line 1)',
  ],
  [
    'a processing instruction',
    `<?xml-stylesheet href="x"?>${file('')}`,
    'XML_PROCESSING_INSTRUCTION',
    'The file has a processing instruction (line 1)',
  ],
  [
    'XML 1.1',
    `<?xml version="1.1"?>${file('')}`,
    'XML_VERSION',
    'The file declares an XML version other than 1.0 (line 1)',
  ],
  [
    'a declared encoding that is not its own',
    `<?xml version="1.0" encoding="ISO-8859-1"?>${file('')}`,
    'XML_ENCODING',
    'The file is neither UTF-8 nor UTF-16 with a byte order mark (line 1)',
  ],
  [
    'UTF-8 that says UTF-16',
    `<?xml version="1.0" encoding="UTF-16"?>${file('')}`,
    'XML_ENCODING',
    'The file is neither UTF-8 nor UTF-16 with a byte order mark (line 1)',
  ],
  [
    'Latin-1 letters',
    Buffer.from(file('<name>Zoë</name>'), 'latin1'),
    'XML_ENCODING',
    'The file is neither UTF-8 nor UTF-16 with a byte order mark',
  ],
  [
    'UTF-16 without its mark',
    Buffer.from(file(''), 'utf16le'),
    'XML_ENCODING',
    'The file is neither UTF-8 nor UTF-16 with a byte order mark',
  ],
  [
    'a lone surrogate in UTF-16',
    Buffer.from(`\ufeff${file('\ud800')}`, 'utf16le'),
    'XML_ENCODING',
    'The file is neither UTF-8 nor UTF-16 with a byte order mark',
  ],
  [
    'gzip',
    new Uint8Array([0x1f, 0x8b, 8, 1, 2, 3]),
    'XML_ENCODING',
    'The file is neither UTF-8 nor UTF-16 with a byte order mark',
  ],
  [
    '200,000 levels',
    '<a>'.repeat(200_000),
    'MESSAGE_WRONG_ROOT',
    'The file is not one of the messages expected here (line 1)',
  ],
  [
    '200,000 levels within the message',
    file('<a>'.repeat(200_000)),
    'XML_TOO_DEEP',
    'The elements of the file are nested too deeply (line 1)',
  ],
  [
    '300,000 attributes',
    file(`<id ${Array.from({ length: 300_000 }, (_, n) => `a${n}="1"`).join(' ')}/>`),
    'XML_TOO_MANY_ATTRIBUTES',
    'An element of the file has too many attributes (line 1)',
  ],
  [
    'a long text',
    file(`<name>${'x'.repeat(70_000)}</name>`),
    'XML_TEXT_TOO_LONG',
    'A text in the file is too long (line 1)',
  ],
  [
    'a long text in small pieces',
    file(`<name>${`${'x'.repeat(999)}<!---->`.repeat(70)}</name>`),
    'XML_TEXT_TOO_LONG',
    'A text in the file is too long (line 1)',
  ],
  [
    'a text without end',
    `${file('').slice(0, -7)}<name>${'x'.repeat(400_000)}`,
    'XML_TEXT_TOO_LONG',
    'A text in the file is too long (line 1)',
  ],
  ['a name without end', `<${'x'.repeat(400_000)}`, 'XML_TEXT_TOO_LONG', 'A text in the file is too long (line 1)'],
  [
    'a long attribute',
    file(`<id extension="${'x'.repeat(70_000)}"/>`),
    'XML_TEXT_TOO_LONG',
    'A text in the file is too long (line 1)',
  ],
  [
    'a comment without end',
    `<!--${'x'.repeat(400_000)}`,
    'XML_TEXT_TOO_LONG',
    'A text in the file is too long (line 1)',
  ],
  ['too many bytes', file(' '.repeat(2_100_000)), 'XML_TEXT_TOO_LONG', 'A text in the file is too long (line 1)'],
  [
    'too many bytes of elements',
    file('<id/>\n'.repeat(400_000)),
    'XML_TOO_MANY_ELEMENTS',
    'One part of the message has too many elements (line 250001)',
  ],
  [
    'another message',
    '<FileResponse xmlns="urn:hl7-org:v3"/>',
    'MESSAGE_WRONG_ROOT',
    'The file is not one of the messages expected here (line 1)',
  ],
  ['no namespace', '<File/>', 'MESSAGE_WRONG_ROOT', 'The file is not one of the messages expected here (line 1)'],
  [
    'nearly the namespace',
    '<File xmlns="urn:hl7-org:v3 "/>',
    'MESSAGE_WRONG_ROOT',
    'The file is not one of the messages expected here (line 1)',
  ],
  [
    'an envelope of another namespace',
    '<DistributionEnvelope xmlns="urn:nhs-itk:ns:201006"/>',
    'MESSAGE_WRONG_ROOT',
    'The file is not one of the messages expected here (line 1)',
  ],
]

for (const [name, content, code, message] of hostile) {
  test(`refuses ${name}`, async () => {
    await assert.rejects(partsOf(content), { code, message })
  })
}

test('refuses more bytes than the limit, however they are cut', async () => {
  const long = file('<id/>\n'.repeat(1000))
  for (const size of [1, 1_000, 100_000]) {
    await assert.rejects(partsOf(long, size, { ...limits, bytes: 5_000 }), {
      code: 'XML_TOO_LARGE',
      message: 'The file is larger than what is read (more than 5000 bytes)',
    })
  }
})

const encodings: readonly [string, Uint8Array][] = [
  ['UTF-8', utf8(UPLOAD)],
  ['UTF-8 with its mark', utf8(`\ufeff${UPLOAD}`)],
  ['UTF-16, little end first', Buffer.from(`\ufeff${changed(UPLOAD, 'UTF-8', 'utf-16')}`, 'utf16le')],
  ['UTF-16, big end first', Buffer.from(`\ufeff${changed(UPLOAD, 'UTF-8', 'UTF-16')}`, 'utf16le').swap16()],
]

for (const [name, content] of encodings) {
  test(`reads ${name}, cut anywhere`, async () => {
    const expected = await partsOf(UPLOAD)
    assert.equal(expected.length, 6)
    for (const size of [1, 2, 3, 7, 100_000]) assert.deepEqual(await partsOf(content, size), expected)
  })
}

test('prefixes do not matter, namespaces do', async () => {
  const [part] = await partsOf(
    '<h:File xmlns:h="urn:hl7-org:v3" xmlns:x="urn:x"><x:id xml:lang="en"><h:name>a<![CDATA[ & ]]>b &lt;&#233;</h:name></x:id></h:File>',
  )
  assert.deepEqual([part?.namespace, part?.name], ['urn:x', 'id'])
  assert.deepEqual(
    part?.children.map(({ namespace, name, text }) => [namespace, name, text]),
    [['urn:hl7-org:v3', 'name', 'a & b <é']],
  )
})

test('a namespace declared on an element ends with it', async () => {
  const parts = await partsOf(file('<id xmlns="urn:x"><a/></id><id/>'))
  assert.deepEqual(
    parts.map(part => part.namespace),
    ['urn:x', 'urn:hl7-org:v3'],
  )
})

const itk = (payloads: string, header = '<itk:header><itk:a><itk:b><File/></itk:b></itk:a></itk:header>') =>
  `<itk:DistributionEnvelope xmlns:itk="urn:nhs-itk:ns:201005">${header}<itk:payloads count="1">${payloads}</itk:payloads></itk:DistributionEnvelope>`

test('reads the payload of an ITK envelope', async () => {
  const bare = UPLOAD.replace(/<\?xml.*\?>/, '')
  assert.deepEqual(await partsOf(itk(`<itk:payload id="x">${bare}</itk:payload>`)), await partsOf(bare))
})

test('refuses an envelope without a message, with another, with two', async () => {
  const payload = (inside: string) => `<itk:payload>${inside}</itk:payload>`
  await assert.rejects(partsOf(itk('')), { code: 'MESSAGE_EMPTY', message: 'The file holds no message' })
  await assert.rejects(partsOf(itk(payload('PEZpbGUvPg=='))), { code: 'MESSAGE_EMPTY' })
  await assert.rejects(partsOf(itk(payload('<File/>'))), { code: 'MESSAGE_WRONG_ROOT' })
  await assert.rejects(partsOf(itk(payload(file('')) + payload(file('')))), {
    code: 'MESSAGE_SEVERAL',
    message: 'The envelope holds more than one message (line 1)',
  })
})

test('a fault of the source is not a fault of the file', async () => {
  async function* broken(): AsyncIterable<Uint8Array> {
    yield utf8('<File xmlns="urn:hl7-org:v3">')
    throw new RangeError('the mailbox went away')
  }
  const open = () => ({ keepsParts: false, part: () => undefined })
  await assert.rejects(readMessage(broken(), { roots: ['File'], open }), RangeError)
})
