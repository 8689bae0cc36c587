import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startProgramme } from '../../../test/support/programme.ts'
import type { Database } from '../../platform/index.ts'
import { changeState, entriesOf, type Ledger, lastEntries } from './ledger.ts'

const programme = await startProgramme('2023-06-01')
const { deps } = programme
after(() => programme.database.end())

const ledger: Ledger<{ count: number }> = { table: 'programme.lesson_ledger' }
const up = (key: string, by = 'somebody') => ({
  ...{ key, by, what: 'counted' },
  step: (last?: { count: number }) => ({ count: (last?.count ?? 0) + 1 }),
})

test('each change is an entry with the whole state, who made it and when', async () => {
  await changeState(deps, ledger, up('a'))
  programme.setDay('2023-06-02')
  assert.deepEqual(await changeState(deps, ledger, up('a', 'another')), { count: 2 })
  const entries = await entriesOf(deps.db, ledger, 'a')
  assert.deepEqual(
    entries.map(one => [one.entryNo, one.by, one.at.toISOString().slice(0, 10), one.state.count]),
    [
      [1, 'somebody', '2023-06-01', 1],
      [2, 'another', '2023-06-02', 2],
    ],
  )
})

test('how things stood at an instant is read for every instant', async () => {
  const then = await lastEntries(deps.db, ledger, new Date('2023-06-01T23:00:00Z'))
  const now = await lastEntries(deps.db, ledger, deps.clock.now())
  assert.deepEqual([then.map(one => one.state.count), now.map(one => one.state.count)], [[1], [2]])
  assert.deepEqual(await lastEntries(deps.db, ledger, new Date('2023-05-01T00:00:00Z')), [])
})

test('a change nobody signs is refused, and what a step refuses is not kept', async () => {
  await assert.rejects(changeState(deps, ledger, up('b', ' ')), { code: 'PROGRAMME_AUTHOR_MISSING' })
  const step = () => {
    throw new RangeError('no')
  }
  await assert.rejects(changeState(deps, ledger, { ...up('b'), step }), RangeError)
  assert.deepEqual(await entriesOf(deps.db, ledger, 'b'), [])
})

test('who was overtaken between reading and writing is told so, and loses nobody’s change', async () => {
  let isOvertaken = false
  const db: Database = {
    ...deps.db,
    async query(statement) {
      if (statement.text.startsWith('insert') && !isOvertaken) {
        isOvertaken = true
        await changeState(deps, ledger, up('c', 'the quicker'))
      }
      return deps.db.query(statement)
    },
  }
  await assert.rejects(changeState({ ...deps, db }, ledger, up('c', 'the slower')), {
    code: 'PROGRAMME_CHANGED_MEANWHILE',
    message: 'Somebody else changed this meanwhile; look again (c)',
  })
  assert.deepEqual(
    (await entriesOf(deps.db, ledger, 'c')).map(one => one.by),
    ['the quicker'],
  )
})
