import assert from 'node:assert/strict'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { addSame, type CheckpointStore, folderStore } from './checkpoint-store.ts'
import { hashOver, leafHash } from './merkle.ts'
import { addLeaf, type Edge, edgeTiles, rangeHashes, readEdge, rootOf, type Tile } from './tiles.ts'

let folder: string
let store: CheckpointStore
before(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'cpis-tiles-'))
  store = folderStore(folder)
})
after(() => fs.rm(folder, { recursive: true }))

test('a tree kept as tiles goes on from any size, and gives the hash of any of its ranges', async () => {
  const leaves = Array.from({ length: 70_000 }, (_, place) => leafHash(Buffer.from(String(place))))
  const sizes = [1, 255, 256, 257, 600, 65_535, 65_536, 66_000, 70_000]
  let size = 0
  for (const next of sizes) {
    const edge: Edge = await readEdge(store, size)
    const full: Tile[] = []
    for (; size < next; size += 1) addLeaf(edge, { size, hash: leaves[size] as Buffer, full: tile => full.push(tile) })
    for (const { name, hashes } of [...full, ...edgeTiles(edge, size)]) await addSame(store, name, hashes)
    assert.deepEqual(rootOf(edge), hashOver(leaves.slice(0, size)), `${size} leaves`)
  }
  const range = rangeHashes(store, 70_000)
  for (const [from, to] of [
    [0, 70_000],
    [0, 65_536],
    [65_536, 70_000],
    [512, 768],
    [69_990, 70_000],
    [3, 4],
  ] as const)
    assert.deepEqual(await range(from, to), hashOver(leaves.slice(from, to)), `${from} to ${to}`)
  assert.deepEqual((await fs.readdir(path.join(folder, 'tile', '1'))).slice(0, 3), ['000', '000.p', '001.p'])
  await fs.rm(path.join(folder, 'tile/0/005'))
  await assert.rejects(rangeHashes(store, 70_000)(1280, 1281), {
    code: 'CHECKPOINT_STORE_INCOMPLETE',
    detail: 'tile/0/005',
  })
})

test('what is written under a name stays, and two writers at once write one', async () => {
  const adding = Array.from({ length: 20 }, (_, place) => store.add('checkpoint/1', Buffer.from(String(place))))
  const added = await Promise.all(adding)
  assert.equal(added.filter(Boolean).length, 1)
  assert.equal((await store.read('checkpoint/1'))?.toString(), String(added.indexOf(true)))
  await addSame(store, 'checkpoint/1', Buffer.from(String(added.indexOf(true))))
  await assert.rejects(addSame(store, 'checkpoint/1', Buffer.from('x')), { code: 'CHECKPOINT_STORE_DIFFERS' })
  assert.deepEqual([await store.list('checkpoint'), await store.list('nothing')], [['1'], []])
  assert.deepEqual(
    (await fs.readdir(folder)).filter(name => name.startsWith('.')),
    [],
  )
})
