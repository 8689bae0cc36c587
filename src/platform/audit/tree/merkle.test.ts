import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  consistencyProof,
  EMPTY_ROOT,
  hashOver,
  inclusionProof,
  isConsistent,
  isIncluded,
  leafHash,
  type RangeHash,
} from './merkle.ts'

/** The eight leaves of the test vectors that Certificate Transparency's implementations share. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const hashes = (count: number) => Array.from({ length: count }, (_, place) => leafHash(Buffer.from(`leaf ${place}`)))
const rangeOf =
  (leaves: readonly Buffer[]): RangeHash =>
  async (from, to) =>
    hashOver(leaves.slice(from, to))

test('the known roots of RFC 6962', () => {
  assert.equal(EMPTY_ROOT.toString('hex'), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  const leaves = LEAVES.map(leaf => leafHash(Buffer.from(leaf, 'hex')))
  ROOTS.forEach((root, place) => {
    assert.equal(hashOver(leaves.slice(0, place + 1)).toString('hex'), root)
  })
})

test('every leaf of every small tree is proved, and at no other place, with no other hash and no other proof', async () => {
  for (let size = 1; size <= 20; size += 1) {
    const leaves = hashes(size)
    const tree = { size, root: hashOver(leaves) }
    for (const [leaf, hash] of leaves.entries()) {
      const proof = await inclusionProof(rangeOf(leaves), leaf, size)
      assert.ok(isIncluded(tree, { leaf, hash }, proof))
      assert.ok(!isIncluded(tree, { leaf: leaf + 1, hash }, proof))
      assert.ok(!isIncluded(tree, { leaf, hash: leafHash(Buffer.from('x')) }, proof))
      assert.ok(!isIncluded(tree, { leaf, hash }, [...proof, hash]))
      if (proof.length > 0) assert.ok(!isIncluded(tree, { leaf, hash }, proof.slice(1)))
    }
  }
})

test('a tree that grew is proved to continue every one before; one that was changed is not', async () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 300 }), fc.nat({ max: 300 }))
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), async ([old, more], changed) => {
      const leaves = hashes(old + more)
      const older = { size: old, root: hashOver(leaves.slice(0, old)) }
      const newer = { size: old + more, root: hashOver(leaves) }
      const proof = await consistencyProof(rangeOf(leaves), older.size, newer.size)
      assert.ok(isConsistent(older, newer, proof))
      const other = leaves.map((leaf, place) => (place === changed % old ? leafHash(Buffer.from('x')) : leaf))
      const rewritten = { size: newer.size, root: hashOver(other) }
      const proofOfOther = await consistencyProof(rangeOf(other), older.size, newer.size)
      assert.ok(!isConsistent(older, rewritten, proofOfOther))
      assert.ok(!isConsistent(newer, { ...older, size: older.size }, []) || more === 0)
    }),
    { numRuns: 60 },
  )
})
