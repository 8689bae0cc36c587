import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarDate } from '../platform/index.ts'
import { type TracedBy, tracePerson } from './trace-person.ts'

const robin: TracedBy = { family: 'Sample', given: 'Robin Lee', birthDate: calendarDate('2016-04-02') }

async function queryOf(by: Partial<TracedBy>): Promise<Record<string, string>> {
  let asked = new URLSearchParams()
  const search = async (query: URLSearchParams) => {
    asked = query
    return { kind: 'none' } as const
  }
  assert.deepEqual(await tracePerson({ pds: { search } }, { ...robin, ...by }), { kind: 'none' })
  return Object.fromEntries(asked)
}

test('asked as advised where one match counts', async () => {
  assert.deepEqual(await queryOf({ gender: 'female', postcode: 'zz99 3cz' }), {
    family: 'Sample',
    given: 'Rob*',
    birthdate: 'eq2016-04-02',
    gender: 'female',
    'address-postalcode': 'zz*',
    _history: 'true',
    '_max-results': '1',
  })
})

test('gender and postcode only where they are known', async () => {
  const query = await queryOf({ postcode: ' ' })
  assert.deepEqual(Object.keys(query), ['family', 'given', 'birthdate', '_history', '_max-results'])
})

test('short given names; letters beyond the first plane are one letter each', async () => {
  assert.equal((await queryOf({ given: 'Al' }))['given'], 'Al*')
  assert.equal((await queryOf({ given: 'A' }))['given'], 'A')
  assert.equal((await queryOf({ given: 'Zoë' }))['given'], 'Zoë*')
  assert.equal((await queryOf({ given: '𠮷𠮷𠮷𠮷' }))['given'], '𠮷𠮷𠮷*')
})

test('an asterisk of the asker does not widen the search', async () => {
  assert.equal((await queryOf({ family: 'Sam*ple  Test*' }))['family'], 'Sam ple Test')
  assert.equal((await queryOf({ given: '*Robin' }))['given'], 'Rob*')
})

test('without a family or a given name nothing is asked', async () => {
  for (const by of [{ family: ' ' }, { family: '*' }, { given: '' }, { given: '**' }])
    await assert.rejects(queryOf(by), {
      code: 'TRACE_INCOMPLETE',
      status: 400,
      message: 'A trace needs a family name, a given name and a date of birth',
    })
})
