import assert from 'node:assert/strict'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { type Audited, audited } from '../../../test/support/audited.ts'
import { takeCheckpoints } from './take-checkpoint.ts'
import { type CheckpointStore, folderStore } from './tree/checkpoint-store.ts'
import { openNote, verifierKeyOf } from './tree/signed-note.ts'
import { type WitnessDeps, witnessLog } from './witness.ts'

let field: Audited
let folder: string
before(async () => {
  field = await audited()
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'cpis-witness-'))
})
after(async () => {
  await field[Symbol.asyncDispose]()
  await fs.rm(folder, { recursive: true })
})

function witness(memory: CheckpointStore, store = field.checkpoints.store): WitnessDeps {
  const { signer, clock } = field.checkpoints
  return { store, verifier: verifierKeyOf(signer), memory, signer: { ...signer, name: 'witness.example.org' }, clock }
}

/** The checkpoints and tiles as they are up to a number of checkpoints. */
function upTo(store: CheckpointStore, number: number): CheckpointStore {
  const list: CheckpointStore['list'] = async name => {
    const names = await store.list(name)
    return name === 'checkpoint' ? names.slice(0, number) : names
  }
  return { ...store, list }
}

test('a log that grows is countersigned each time; nothing is there to see before', async () => {
  const memory = folderStore(path.join(folder, 'grows'))
  assert.equal(await witnessLog(witness(memory)), undefined)
  for (const number of [1, 2, 3]) {
    await field.ask()
    const [taken] = await takeCheckpoints(field.checkpoints)
    const seen = await witnessLog(witness(memory))
    assert.equal(seen?.number, number)
    const note = `${taken?.note}${seen?.cosignature}`
    const key = verifierKeyOf({ ...field.checkpoints.signer, name: 'witness.example.org' }, 'witness')
    assert.match(openNote(note, key), /^cpis\.example\.org\/audit\n/)
  }
  assert.deepEqual(await memory.list('seen'), ['00000001', '00000002', '00000003'])
})

test('a log that goes back, or was made anew, is not countersigned', async () => {
  const memory = folderStore(path.join(folder, 'back'))
  await witnessLog(witness(memory))
  await assert.rejects(witnessLog(witness(memory, upTo(field.checkpoints.store, 2))), { code: 'WITNESS_INCONSISTENT' })
  const other = folderStore(path.join(folder, 'other'))
  await field.database.owner.query({ text: 'truncate audit.link' })
  for (let asked = 0; asked < 5; asked += 1) await field.refuse()
  await takeCheckpoints({ ...field.checkpoints, store: other })
  await assert.rejects(witnessLog(witness(memory, other)), { code: 'WITNESS_INCONSISTENT' })
  assert.equal((await memory.list('seen')).length, 1)
})

test('ten that look at once at different heads never leave an older one as the last seen', async () => {
  const memory = folderStore(path.join(folder, 'race'))
  const { store } = field.checkpoints
  const looks = [3, 1, 2, 3, 2, 1, 3, 2, 1, 3].map(number => witnessLog(witness(memory, upTo(store, number))))
  const ends = await Promise.allSettled(looks)
  for (const end of ends) if (end.status === 'rejected') assert.equal(end.reason.code, 'WITNESS_INCONSISTENT')
  const sizes = await Promise.all(
    (await memory.list('seen')).map(async name =>
      Number((await memory.read(`seen/${name}`))?.toString().split('\n')[1]),
    ),
  )
  assert.deepEqual(
    sizes,
    sizes.toSorted((a, b) => a - b),
  )
  assert.equal(sizes.at(-1), 3)
})
