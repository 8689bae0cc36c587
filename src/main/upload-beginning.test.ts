import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleMessages } from '../hl7v3/index.ts'
import { mayBeUpload } from './upload-beginning.ts'

const HEAD = 64 * 1024
const bytes = (text: string) => Buffer.from(text)

function utf16(text: string, mark: 'le' | 'be'): Buffer {
  const little = Buffer.from(`\ufeff${text}`, 'utf16le')
  return mark === 'le' ? little : little.swap16()
}

test('every generated upload may be one, bare, marked, and in UTF-16', () => {
  for (const { xml } of sampleMessages('01', 20, 7)) {
    for (const head of [bytes(xml), bytes(`\ufeff${xml}`), utf16(xml, 'le'), utf16(xml, 'be')])
      assert.equal(mayBeUpload(head.subarray(0, HEAD)), true)
  }
})

test('whatever stands before the root that may stand there', () => {
  for (const text of [
    '<File>',
    '<hl7:File xmlns:hl7="urn:hl7-org:v3"/>',
    ' \r\n\t<File\n>',
    '<?xml version="1.0"?><!-- > --><!-- <Other> -->\n<File a="1">',
    '<itk:DistributionEnvelope xmlns:itk="urn:nhs-itk:ns:201005">',
  ])
    assert.equal(mayBeUpload(bytes(text)), true, text)
})

test('what is no XML, or has another root, may not', () => {
  for (const text of [
    '',
    ' \n',
    'NHS number;family name',
    '{"File":1}',
    '<FileResponse>',
    '<file>',
    '<File',
    '<>',
    '</File>',
    '<!DOCTYPE File><File>',
    '<!-- never ends <File>',
    '<?xml version="1.0" <File>',
    'PK\x03\x04',
  ])
    assert.equal(mayBeUpload(bytes(text)), false, text)
})

test('a whole head of blanks or of a comment may still be one; a whole head of anything else is judged', () => {
  assert.equal(mayBeUpload(Buffer.alloc(HEAD, ' ')), true)
  assert.equal(mayBeUpload(bytes(`<!--${'.'.repeat(HEAD)}`)), true)
  assert.equal(mayBeUpload(Buffer.alloc(HEAD, 'x')), false)
  assert.equal(mayBeUpload(Buffer.alloc(HEAD)), false)
})

test('it takes no longer for what is made to take long', () => {
  const since = performance.now()
  for (const text of ['<!---->', '<!--', '<?xml ?>', '<a:', '<', ' '])
    mayBeUpload(bytes(text.repeat(HEAD / text.length)))
  assert.ok(performance.now() - since < 500)
})
