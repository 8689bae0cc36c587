import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { text } from '../testing/arbitraries.ts'
import { bytesOf } from '../testing/bytes.ts'
import { readMessage } from './xml-reader.ts'
import { document, escapeXml, xml } from './xml-writer.ts'

test('whatever is put into a template comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(text, async value => {
      const written = document(xml`<File xmlns="urn:hl7-org:v3"><name use="${value}">${value}</name></File>`)
      const found: unknown[] = []
      const open = () => ({
        keepsParts: false,
        part: (part: { text: string; attributes: Record<string, string | undefined> }) =>
          found.push(part.text, part.attributes['use']),
      })
      await readMessage(bytesOf(written), { roots: ['File'], open })
      assert.deepEqual(found, [value, value])
    }),
  )
})

test('numbers, absent pieces and lists', () => {
  assert.equal(
    xml`<a>${1}${undefined}${[xml`<b/>`, xml`<c/>`]}${'<&>"'}</a>`.xml,
    '<a>1<b/><c/>&#60;&#38;&#62;&#34;</a>',
  )
})

for (const [name, character] of [
  ['a control character', '\u0001'],
  ['half a character', '\ud83d'],
  ['a non-character', '\uffff'],
]) {
  test(`refuses ${name}`, () => {
    assert.throws(() => escapeXml(`a${character}b`), {
      code: 'WRITE_CHARACTER',
      message: 'A text holds a character that XML cannot carry',
    })
  })
}
