import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { systemRandomness } from '../../../src/platform/index.ts'
import { keyOf } from '../../support/sealed.ts'
import { mountSmallDisk } from '../../support/small-disk.ts'
import { until } from '../../support/until.ts'
import {
  accessesOf,
  answered,
  done,
  KNOWN,
  leftToTell,
  nextHeld,
  owned,
  send,
  storedOf,
  thenWhole,
  toldOf,
  world,
} from './cells.ts'
import { DOORS } from './doors.ts'
import { MEANWHILE } from './verdicts.ts'

// The disk of the database is full, truly, as only root can make it. A page or two may be left over in what the tables
// have; it does not last, and what is done with it is done whole.

const disk = mountSmallDisk(96)
after(disk.end)
const onFullDisk = async <Result>(work: () => Promise<Result>) => {
  disk.fill()
  try {
    return await work()
  } finally {
    disk.empty()
  }
}
const MOST_LEFT_OVER = 100

test('the disk is full: the tables are on a small one', { skip: disk.skip }, async () => {
  await disk.open()
  for (const what of ['table', 'index'])
    await world.asServerOwner(
      `alter ${what} all in tablespace pg_default owned by cpis_owner set tablespace ${disk.tablespace}`,
    )
})

for (const door of DOORS)
  test(`the disk is full: a look-up over ${door} must be not checked`, { skip: disk.skip }, async () => {
    const child = nextHeld()
    // Whoever asks over the pages has signed in before.
    assert.deepEqual(await answered(world.doors[door], child, systemRandomness.uuid()), KNOWN)
    let answers = 1
    const unanswered = await onFullDisk(() =>
      until('the disk is full', async () => {
        const requestId = systemRandomness.uuid()
        const seen = await world.doors[door](child, requestId)
        if (seen.kind === 'NotChecked') return requestId
        assert.deepEqual(seen, KNOWN)
        answers += 1
        assert.ok(answers < MOST_LEFT_OVER)
        return undefined
      }),
    )
    assert.deepEqual(await answered(world.doors[door], child, unanswered), KNOWN)
    assert.equal((await accessesOf(child)).all, answers + 1)
    await owned('delete from lookup.notice_order where child_key = $1', keyOf(child))
  })

test('the disk is full: an upload must stay', { skip: disk.skip }, async () => {
  let upload = await send('X03')
  await onFullDisk(async () => {
    for (let taken = 0; ; taken += 1) {
      await world.worker.receive().catch(() => {})
      const found = await storedOf(upload)
      MEANWHILE['finish or stay'](found)
      if (found.stored === 0) return
      assert.ok(taken < MOST_LEFT_OVER)
      disk.empty()
      upload = await send('X03')
      disk.fill()
    }
  })
  await thenWhole(upload)
})

test('the disk is full: the notices of a look-up must wait, and each authority is told once', {
  skip: disk.skip,
}, async () => {
  const child = nextHeld()
  assert.deepEqual(await answered(world.doors.fhir, child, systemRandomness.uuid()), KNOWN)
  await onFullDisk(() => world.worker.tell().catch(() => {}))
  const told = await toldOf(child)
  assert.ok(told.X01 <= 1 && told.X02 <= 1, JSON.stringify(told))
  await until('nothing is left to tell', async () => {
    world.laterOn()
    await done(world.worker.tell)
    return (await leftToTell()) === 0 || undefined
  })
  const later = await toldOf(child)
  assert.deepEqual({ X01: told.X01 + later.X01, X02: told.X02 + later.X02 }, { X01: 1, X02: 1 })
})
