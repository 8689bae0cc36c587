import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertValidFhir } from './valid-fhir.ts'

const team = {
  resourceType: 'CareTeam',
  id: '5c1f7a52-8f5e-4f7f-9a7b-0b0f4f1c2d31',
  status: 'active',
  period: { start: '2026-02-16' },
  telecom: [{ system: 'phone', value: '01632960001', use: 'work' }],
}

/** Each is missed by at least one of the three validators and caught by another. */
const BAD: Readonly<Record<string, object>> = {
  'a code that does not exist': { ...team, status: 'ended' },
  'a period that ends before it starts': { ...team, period: { start: '2026-02-16', end: '2026-02-15' } },
  'a phone of no system': { ...team, telecom: [{ value: '01632960001' }] },
  'a property that does not exist': { ...team, authority: 'X' },
  'a day that is none': { ...team, period: { start: '2026-13-01' } },
  'one thing where many may be': { ...team, telecom: team.telecom[0] },
}

test('a good resource is valid', () => assertValidFhir(team))

for (const [name, resource] of Object.entries(BAD))
  test(`${name} is found, inside a bundle too`, () => {
    assert.throws(() => assertValidFhir(resource), assert.AssertionError)
    const bundle = { resourceType: 'Bundle', type: 'searchset', total: 1, entry: [{ resource }] }
    assert.throws(() => assertValidFhir(bundle), assert.AssertionError)
  })
