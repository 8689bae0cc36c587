import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { calendarDate } from '../../platform/index.ts'
import { REGIONS } from '../places/regions.ts'
import type { NoteFacts } from './facts.ts'
import { lintDates, lintModes, lintPromises, lintRegions } from './lint-facts.ts'
import {
  lintBrackets,
  lintDoubled,
  lintLive,
  lintLiveNames,
  lintPersons,
  lintShares,
  lintStandfirst,
} from './lint-text.ts'
import { addMonths, readPeriod } from './period.ts'

const june = readPeriod('2023-06')
const says = (found: readonly { readonly says: string }[]) => found.map(one => one.says)
const at = (text: string) => ({ place: 'cohorts', text })

/** Facts with one line of general practice, four of them live. */
function facts(more: Partial<NoteFacts> = {}): NoteFacts {
  const live = { stage: 'live', words: 'live', count: 4, named: ['a', 'b', 'c', 'd'], unnamed: 0 } as const
  const line = { line: 'General practice in hours', careSettings: ['gp-in-hours'], stages: [live], sites: [] }
  const positions = [{ setting: 'General practice in hours', earlyAdopters: 4, live: 4, lines: [line] }]
  return { period: june, positions, milestones: [], commitments: [], modes: [], ...more } as unknown as NoteFacts
}

describe('the standfirst', () => {
  test('of another issue is found by its months (S-005)', () => {
    assert.deepEqual(says(lintStandfirst('priorities for April to June', june)), [
      'names April; the priorities are for June, July, August',
    ])
    assert.deepEqual(lintStandfirst('priorities for June to August; they may change', june), [])
  })

  test('over New Year names months of two years', () => {
    const december = readPeriod('2023-12')
    assert.deepEqual(lintStandfirst('December to February', december), [])
    assert.equal(lintStandfirst('December to March', december).length, 1)
  })
})

describe('a share', () => {
  test('without its whole is found, with it it is not (S-053)', () => {
    for (const text of ['Replies from 90 (59%) authorities.', 'Some 59 per cent replied.', '12.5 % of them'])
      assert.equal(lintShares(at(text)).length, 1, text)
    for (const text of [
      '90 of 153 (59%) replied.',
      '90/153, which is 59%',
      'At least 95% of 1,000 records',
      '59 authorities',
    ])
      assert.deepEqual(lintShares(at(text)), [], text)
  })

  test('of one sentence is not excused by the whole of another', () => {
    assert.equal(lintShares(at('90 of 153 replied. That is 59%.')).length, 1)
  })
})

describe('live sites', () => {
  test('a number that is nobody’s is found, in words and in digits (S-014)', () => {
    for (const text of ['five GP sites are now live', '3 sites live', 'Seven practices went live'])
      assert.equal(lintLive(at(text), facts()).length, 1, text)
    for (const text of ['four GP sites are now live', '4 live', '7 signed up; the live service', 'nobody is live'])
      assert.deepEqual(lintLive(at(text), facts()), [], text)
  })

  test('that are counted without a name are found (S-014)', () => {
    const [setting] = facts().positions
    const [line] = setting?.lines ?? []
    const stages = line?.stages.map(one => ({ ...one, named: ['a'], unnamed: 3 }))
    const positions = [{ ...setting, lines: [{ ...line, stages }] }] as NoteFacts['positions']
    assert.deepEqual(says(lintLiveNames(facts({ positions }))), ['General practice in hours: 4 live, 1 named'])
    assert.deepEqual(lintLiveNames(facts()), [])
  })
})

describe('dates', () => {
  const milestone = (due: string, last: string, more: object = {}) =>
    facts({ milestones: [{ key: 'm', title: 'HL7 API', due, last, owner: 'x', overdue: true, ...more }] as never })

  test('that are over are found for milestones, until they are reached (S-025)', () => {
    const late = milestone('Q1 2023/24', '2023-06-30')
    assert.deepEqual(lintDates(late, calendarDate('2023-06-30')), [])
    assert.deepEqual(says(lintDates(late, calendarDate('2023-07-01'))), [
      'HL7 API was due Q1 2023/24, which is over for 1 day',
    ])
    const reached = milestone('Q1 2023/24', '2023-06-30', { reachedOn: '2023-07-03' })
    assert.deepEqual(lintDates(reached, calendarDate('2023-07-05')), [])
  })
})

describe('regions', () => {
  const rows = REGIONS.map(region => ({ region, state: 'open' as const, boards: [] }))

  test('are the seven, each once and in one list (S-092)', () => {
    assert.deepEqual(lintRegions(rows), [])
    assert.deepEqual(says(lintRegions(rows.slice(1))), ['East of England is in neither list'])
    assert.deepEqual(says(lintRegions([...rows, ...rows.slice(0, 1)])), ['East of England is there twice'])
    const both = rows.map((row, place) => (place === 0 ? { ...row, boards: [{} as never] } : row))
    assert.deepEqual(says(lintRegions(both)), ['East of England is in both lists'])
  })
})

describe('promises and modes', () => {
  const promised = { commitment: 'c', text: 'next steps', section: 'cohorts' as const, madeIn: readPeriod('2023-05') }

  test('a promise of an earlier issue is found until it is answered, not one that lies ahead (S-008)', () => {
    const of = (more: object) => lintPromises(facts({ commitments: [{ ...promised, dueIn: june, ...more }] }))
    assert.deepEqual(says(of({})), ['promised in 2023-05 for 2023-06: next steps'])
    assert.deepEqual(of({ dueIn: addMonths(june, 1) }), [])
    assert.deepEqual(of({ answer: { inIssue: june, text: 'done' } }), [])
    assert.deepEqual(of({ madeIn: june }), [])
  })

  test('a new setting nobody knows the mode of is found (S-042)', () => {
    const mode = { careSetting: 'x', name: 'X', setting: 'X', line: 'X', isNew: true, mode: 'none', words: '' } as const
    assert.deepEqual(says(lintModes(facts({ modes: [mode] }))), ['X has no access mode'])
    assert.deepEqual(lintModes(facts({ modes: [{ ...mode, isNew: false }] })), [])
  })
})

describe('persons and addresses', () => {
  test('are found, role mailboxes and posts are not (S-093, S-107)', () => {
    const own = ['programme@example.org']
    const bad = ['Write to jo.bloggs@example.org', 'Thank Dr Example', 'Please contact Robin Sample for more']
    for (const text of bad) assert.equal(lintPersons(at(text), own).length, 1, text)
    const fine = [
      'Write to programme@example.org.',
      'contact the Operations team',
      'Please contact Local Authorities first',
    ]
    for (const text of fine) assert.deepEqual(lintPersons(at(text), own), [], text)
  })
})

describe('brackets and doubled words', () => {
  test('the stray bracket of June 2023 is found, and one that is never closed', () => {
    const found = lintBrackets(at('Southend Medical Centre and Laurbel Surgery). Seven more'))
    assert.deepEqual(says(found), [
      'a bracket is closed that is not open: "Southend Medical Centre and Laurbel Surgery). Seven more"',
    ])
    assert.match(says(lintBrackets(at('one (of [two)')))[0] ?? '', /^a bracket is closed/)
    assert.match(says(lintBrackets(at('one (of two')))[0] ?? '', /^a bracket is not closed/)
  })

  test('a text without brackets is never found; one put in brackets neither', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), text => {
        const bare = text.replaceAll(/[()[\]]/g, '')
        assert.deepEqual([...lintBrackets(at(bare)), ...lintBrackets(at(`(${bare}) and [(${bare})]`))], [])
      }),
    )
  })

  test('the same word twice is found, save those English doubles', () => {
    assert.deepEqual(says(lintDoubled(at('to the the sites'))), ['"the the"'])
    assert.deepEqual(lintDoubled(at('what he had had that that one lacked; 4 4')), [])
  })
})
