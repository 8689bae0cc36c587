import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ControlFile, readControlFile, writeControlFile } from './control-file.ts'

const read = (text: string, encoding: BufferEncoding = 'utf8') => readControlFile(Buffer.from(text, encoding))
const refused = (detail: string) => ({
  code: 'FOLDER_CONTROL_INVALID',
  message: `The control file cannot be read (${detail})`,
})

test('elements are read in any order, whatever stands around them; unknown ones are passed over', () => {
  const control = read(`<?xml version="1.0"?>
    <!-- made by hand -->
    <DTSControl><To_DTS> HUB </To_DTS><Version>1.0</Version><Subject><![CDATA[a & b]]> &lt;c&gt;</Subject>
    <Own><Deeper>x</Deeper></Own><DataCheckSum>abc</DataCheckSum><LocalId/>
    <StatusRecord><DateTime>20251122150000</DateTime><Event>SEND</Event><Status>ERROR</Status></StatusRecord></DTSControl>`)
  assert.deepEqual(control, {
    version: '1.0',
    to: 'HUB',
    subject: 'a & b <c>',
    checksum: 'abc',
    statusRecord: { dateTime: '20251122150000', event: 'SEND', status: 'ERROR', statusCode: '', description: '' },
  })
})

test('other character sets are read when they are declared, or marked at the beginning', () => {
  const body = '<DTSControl><Subject>Zoë</Subject></DTSControl>'
  const latin = `<?xml version="1.0" encoding="ISO-8859-1"?>${body}`
  assert.equal(read(latin, 'latin1').subject, 'Zoë')
  assert.equal(read(`\ufeff${body}`).subject, 'Zoë')
  assert.equal(read(`\ufeff${body}`, 'utf16le').subject, 'Zoë')
  assert.throws(() => read(body, 'latin1'), refused('not in the character set it declares'))
  assert.throws(
    () => read(`<?xml version="1.0" encoding="X-NONE"?>${body}`),
    refused('not in the character set it declares'),
  )
})

test('what is no control file is refused, and the reason quotes nothing of it', () => {
  const rows: [string, string][] = [
    ['', 'not well-formed XML, line 1'],
    ['secret', 'not well-formed XML, line 1'],
    ['<DTSControl><Version>1.0', 'not well-formed XML, line 1'],
    ['<DTSControl><Version>1.0</DTSControl>', 'not well-formed XML, line 1'],
    ['<DTSControl>&secret;</DTSControl>', 'not well-formed XML, line 1'],
    ['<!DOCTYPE x [<!ENTITY a "b">]>\n<DTSControl/>', 'a DOCTYPE is not taken, line 1'],
    ['<Control/>', 'the first element is not DTSControl'],
    ['<DTSControl><To_DTS>A</To_DTS><To_DTS>B</To_DTS></DTSControl>', 'To_DTS stands there twice'],
    [`<DTSControl><LocalId>${'x'.repeat(256)}</LocalId></DTSControl>`, 'LocalId has more than 255 characters'],
    ['<DTSControl>' + '<a>'.repeat(20), 'nested too deep, line 1'],
    [`<DTSControl>${'<a/>'.repeat(5_001)}</DTSControl>`, 'too many elements, line 1'],
    [' '.repeat(256 * 1024 + 1), 'larger than 256 KB'],
  ]
  for (const [text, detail] of rows) assert.throws(() => read(text), refused(detail))
})

test('whatever can be written is read back the same', () => {
  const value = (most: number) =>
    fc
      .string({ maxLength: most, unit: 'binary' })
      .map(text =>
        text
          .replaceAll(/[^\P{C}]/gu, '')
          .replaceAll('\uffff', '')
          .replaceAll('\ufffe', '')
          .trim(),
      )
      .filter(text => text !== '')
  const record = fc.record(
    { version: value(10), workflowId: value(32), to: value(100), subject: value(500), localId: value(255) },
    { requiredKeys: [], noNullPrototype: true },
  )
  fc.assert(
    fc.property(record, control =>
      assert.deepEqual(readControlFile(Buffer.from(writeControlFile(control as ControlFile))), control),
    ),
  )
})
