import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ICBS, icbNamed, readIcb } from './icbs.ts'
import { REGIONS, readRegion, regionNamed } from './regions.ts'

test('there are seven regions and 42 boards, each board in one of them, no code twice (S-092)', () => {
  assert.equal(REGIONS.length, 7)
  assert.equal(ICBS.length, 42)
  assert.equal(new Set([...REGIONS, ...ICBS].map(one => one.code)).size, 49)
  for (const region of REGIONS) assert.ok(ICBS.some(icb => icb.region === region.code))
  for (const icb of ICBS) assert.ok(readRegion(icb.region))
})

test('the spellings of the note of June 2023 are the regions and boards they mean (S-085 to S-091)', () => {
  const regions = ['Northwest Health Region', 'Midlands', 'Southwest', 'London Health Region', 'Northeast & Yorkshire']
  assert.deepEqual(
    regions.map(name => readRegion(name)?.code),
    ['Y62', 'Y60', 'Y58', 'Y56', 'Y63'],
  )
  const boards = ['Lancashire & South Cumbria ICB', 'NHS Somerset ICB', 'NHS North Central London ICB', 'qm7']
  assert.deepEqual(
    boards.map(name => readIcb(name)?.code),
    ['QE1', 'QSL', 'QMJ', 'QM7'],
  )
})

test('what is neither is refused', () => {
  assert.throws(() => regionNamed('Wales'), { code: 'PROGRAMME_REGION_UNKNOWN' })
  assert.throws(() => icbNamed('Atlantis ICB'), { code: 'PROGRAMME_ICB_UNKNOWN' })
  assert.equal(readIcb('Bristol'), undefined)
})
