import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson } from './canonical.ts'

test('keys stand in order, however deep; what is undefined is not there', () => {
  assert.equal(
    canonicalJson({ b: [1, null, { d: true, c: 'é"' }], a: undefined }),
    '{"b":[1,null,{"c":"é\\"","d":true}]}',
  )
  assert.equal(canonicalJson([undefined]), '[null]')
})

test('the text says the value, and any order of its keys gives the same text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const text = canonicalJson(value)
      assert.equal(JSON.stringify(JSON.parse(text)) === '0', JSON.stringify(value) === '0')
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
      const turned = JSON.parse(JSON.stringify(value), (_key, part) =>
        part !== null && typeof part === 'object' && !Array.isArray(part)
          ? Object.fromEntries(Object.entries(part).reverse())
          : part,
      )
      assert.equal(canonicalJson(turned), text)
    }),
  )
})
