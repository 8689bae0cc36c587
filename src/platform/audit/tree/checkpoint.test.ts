import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noHeads } from '../chain.ts'
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts'
import { EMPTY_ROOT } from './merkle.ts'

const checkpoint = {
  origin: 'cpis.example.org/audit',
  size: 7,
  root: EMPTY_ROOT,
  heads: noHeads(),
  at: new Date('2026-11-22T10:00:00.123Z'),
}

test('a checkpoint is origin, size, root, and in lines of its own when and where each chain stood', () => {
  const text = writeCheckpoint(checkpoint)
  const lines = text.split('\n')
  assert.deepEqual(lines.slice(0, 5), [
    'cpis.example.org/audit',
    '7',
    '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    'at 2026-11-22T10:00:00.123Z',
    `chain 0 0 ${checkpoint.heads[0]?.hash.toString('base64')}`,
  ])
  assert.equal(lines.length, 21)
  assert.deepEqual(readCheckpoint(text), checkpoint)
})

test('a text that is none is refused, however little is wrong', () => {
  const text = writeCheckpoint(checkpoint)
  const invalid = { code: 'CHECKPOINT_INVALID' }
  for (const odd of ['', 'x', text.replace('\n7\n', '\n07\n'), text.replace('at 2026', 'at 20x6'), `${text}more\n`])
    assert.throws(() => readCheckpoint(odd), invalid, odd)
  assert.throws(() => readCheckpoint(text.replace(/chain 15.*\n/, '')), invalid)
})
