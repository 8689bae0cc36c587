import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SubmittedRecord } from '../upload.ts'
import { categoryDetail, withoutCategories } from './carried-categories.ts'
import type { Row } from './row.ts'

/** A row whose plans carry these categories, of which so many were read. */
function rowOf(categories: readonly (string | undefined)[], read: number, offersCategory = true): Row {
  const record = recordOf(categories)
  const plans = record.plans.map((_, place) => ({ deleted: null, category: place < read ? 'neglect' : null }))
  return { record, plans, offersCategory } as unknown as Row
}

const recordOf = (categories: readonly (string | undefined)[]): SubmittedRecord => ({
  position: 1,
  subjects: [],
  plans: categories.map(category => ({ type: 'CPP', ...(category !== undefined && { category }) })),
})

test('one category of several that was not kept is told of, whatever the others are', () => {
  assert.equal(categoryDetail(rowOf(['', 'neglect'], 1)), 'X-CATEGORY-NOT-DECIDED')
  assert.equal(categoryDetail(rowOf(['neglect', ''], 2)), 'X-CATEGORY-NOT-DECIDED')
  assert.equal(categoryDetail(rowOf(['neglect'], 1, false)), 'X-CATEGORY-NOT-DECIDED')
})

test('one that is none the register knows is told of; nothing is where all are read, or none is carried', () => {
  assert.equal(categoryDetail(rowOf(['neglect', 'elsewhere'], 1)), 'X-CATEGORY-UNKNOWN')
  assert.equal(categoryDetail(rowOf(['neglect', 'neglect'], 2)), undefined)
  assert.equal(categoryDetail(rowOf([undefined], 0, false)), undefined)
})

test('a record is kept without what its categories say; one that carries none is the same object', () => {
  const plain = recordOf([undefined, undefined])
  const [same, kept] = withoutCategories([plain, recordOf(['neglect', undefined])])
  assert.equal(same, plain)
  assert.deepEqual(kept, recordOf(['', undefined]))
})
