import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wrongWith } from '../../support/proofs.ts'
import { DOORS } from './doors.ts'
import { FAULTS } from './faults.ts'
import { type Cell, TABLE } from './table.ts'

// Every row of the table by every flow has a test that is there, and every fault that is tried belongs to a row.

const FLOWS = ['lookUp', 'upload', 'notice'] as const
const cells = TABLE.flatMap(row =>
  FLOWS.map(flow => ({ where: `${row.broken}, ${flow}`, flow, cell: row[flow] as Cell })),
)
const names = FAULTS.map(({ name }) => name)

test('the table has its sixteen rows', () => {
  assert.equal(new Set(TABLE.map(({ broken }) => broken)).size, 16)
})

test('every cell has a test, or does not concern its flow', () => {
  for (const { where, cell } of cells) {
    if ('notConcerned' in cell) continue
    const { faults = [], proofs = [] } = cell
    assert.ok(faults.length + proofs.length > 0, `${where}: nothing tries it`)
    const gone = [...faults.filter(name => !names.includes(name)), ...proofs.map(wrongWith).filter(Boolean)]
    assert.deepEqual(gone, [], where)
  }
})

test('a look-up is tried over every door, but for XML that only one reads', () => {
  for (const { broken, lookUp } of TABLE) {
    const everywhere = 'faults' in lookUp && lookUp.faults !== undefined
    const doors = everywhere ? DOORS : lookUp.doors
    assert.deepEqual(doors, broken.startsWith('malformed XML') ? ['hl7v3'] : DOORS, broken)
  }
})

test('no fault is tried that is in no row', () => {
  const told = cells.flatMap(({ cell }) => ('notConcerned' in cell ? [] : (cell.faults ?? [])))
  assert.deepEqual(
    names.filter(name => !told.includes(name)),
    [],
  )
})
