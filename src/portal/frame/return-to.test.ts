import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readReturnTo } from './return-to.ts'

test('a path of ours is where one goes back to', () => {
  for (const path of ['/', '/child', '/child/AbC-_9', '/authority?page=2&state=open', '/a/../b'])
    assert.equal(readReturnTo(path), path)
})

test('everything a browser could read as another place is the first page', () => {
  const elsewhere = [
    'https://evil.example.org',
    '//evil.example.org',
    '/\\evil.example.org',
    '/\t/evil.example.org',
    '/\n/evil',
    'javascript:alert(1)',
    'evil',
    '',
    '/a b',
    '/%0d%0aSet-Cookie:x'.replace('%0d', '\r'),
    `/${'a'.repeat(500)}`,
  ]
  for (const text of elsewhere) assert.equal(readReturnTo(text), '/', JSON.stringify(text))
})

test('whatever it is given, the place is at our own host', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map(text => `/${text}`),
      ),
      text => {
        assert.equal(new URL(readReturnTo(text), 'https://pages.example.org').host, 'pages.example.org')
      },
    ),
  )
})
