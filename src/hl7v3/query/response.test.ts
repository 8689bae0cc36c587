import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { messageAttributes } from '../messages/message-attributes.ts'
import { checkMessage } from '../strict/check-message.ts'
import * as arbitrary from '../testing/arbitraries.ts'
import { bytesOf, changed } from '../testing/bytes.ts'
import { readTree } from '../xml/xml-tree.ts'
import { document } from '../xml/xml-writer.ts'
import { type Nesting, type QueryResponse, writeQueryResponse } from './query-response.ts'
import { type AnsweredQuery, readQueryResponse } from './read-query-response.ts'

const { xml: attributes } = messageAttributes

function written(response: QueryResponse, nesting: Nesting = 'schema'): string {
  const payload = writeQueryResponse(response, nesting)
  return document({ xml: payload.xml.replace('<CP-ISNHSQueryResponse>', `<CP-ISNHSQueryResponse ${attributes}>`) })
}

const read = (xml: string): AnsweredQuery => readQueryResponse(readTree(new TextEncoder().encode(xml)))

/** A response as its reader gives it back. */
function expected({ queryId, at, nhsNumber, plans, history }: QueryResponse) {
  const TYPES = { LAC: '103GB01#LAC', UCP: '104GB01#UCP', CPP: '105GB01#CPP' }
  return {
    queryId,
    at,
    history,
    unread: [],
    plans: plans.map(({ planId: _planId, authority: { lastUploadAt: _at, ...authority }, ...plan }) => ({
      ...plan,
      nhsNumber,
      typeAsSent: `COCT_TP146${TYPES[plan.type]}Information`,
      authority,
    })),
  }
}

for (const nesting of ['schema', 'captured'] as const) {
  test(`what a register answers is read back whole, nested as ${nesting}`, async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary.queryResponse, async response => {
        const xml = written(response, nesting)
        assert.deepEqual(read(xml), expected(response))
        if (nesting === 'schema') assert.deepEqual(await checkMessage(bytesOf(xml)), [])
      }),
      { numRuns: 150 },
    )
  })
}

const [response] = fc.sample(arbitrary.queryResponse, { numRuns: 1, seed: 42 })
assert.ok(response)
const author = {
  kind: 'person',
  userId: '656005750107',
  roleCode: 'R8001',
  roleName: 'Nurse',
  name: { given: ['Ada'], family: 'Example' },
  organisation: { odsCode: 'X99', name: 'Example Trust' },
} as const
const asked = (minute: number) => ({
  queryId: '0b6c0e7a-3b59-4e6f-9c2d-5a1d7b1f0a02',
  at: new Date(Date.UTC(2026, 0, 5, 10, minute)),
  author,
  nhsNumber: '9990000018',
})

test('what cannot be a strict answer is not written', () => {
  assert.throws(() => written({ ...response, plans: [] }), { code: 'WRITE_COUNT' })
  const history = 'An access history must be oldest first and hold at most 25'
  assert.throws(() => written({ ...response, history: [asked(2), asked(1)] }), {
    code: 'WRITE_HISTORY',
    message: history,
  })
  const many = Array.from({ length: 26 }, (_, minute) => asked(minute))
  assert.throws(() => written({ ...response, history: many }), { code: 'WRITE_HISTORY' })
  const [plan] = response.plans
  assert.ok(plan)
  const wrong = (more: object) => () => written({ ...response, plans: [{ ...plan, ...more }] })
  assert.throws(wrong({ start: '5 May' }), { code: 'WRITE_PLAN' })
  assert.throws(wrong({ birthDate: 'May' }), { code: 'WRITE_SUBJECT' })
  assert.throws(wrong({ subjectName: { given: '\u0000', family: 'A' } }), { code: 'WRITE_CHARACTER' })
})

// The deviations of captured answers (hl7v3.md 4.4.3), and what an answer may be short of (18).

const plain: QueryResponse = {
  queryId: '0b6c0e7a-3b59-4e6f-9c2d-5a1d7b1f0a02',
  at: new Date('2026-01-05T10:15:00Z'),
  nhsNumber: '9990000018',
  history: [asked(0), asked(15)],
  plans: [
    {
      planId: '1',
      type: 'LAC',
      subject: 'child',
      start: '2025-11-03',
      subjectName: { given: 'Sam', family: 'Sample' },
      birthDate: '2019-02-14',
      authority: { code: 'X01', name: 'Example', emergencyPhone: '07700900801', lastUploadAt: new Date(0) },
    },
  ],
}
const PLAIN = written(plain)

test('a child without any id has the number that was asked about', () => {
  const { plans, unread } = read(changed(PLAIN, '<id root="2.16.840.1.113883.2.1.4.1" extension="9990000018"/>', ''))
  assert.deepEqual([plans[0]?.nhsNumber, unread], ['9990000018', []])
})

test('family before given and in capitals, an ODS code in lower case, times without offset', () => {
  let xml = changed(PLAIN, '<given>Sam</given><family>Sample</family>', '<family>SAMPLE</family><given>SAM</given>')
  xml = changed(xml, 'extension="X01"', 'extension="x01"').replaceAll('+0000', '')
  const { plans, history, at, unread } = read(xml)
  assert.deepEqual(plans[0]?.subjectName, { given: 'SAM', family: 'SAMPLE' })
  assert.equal(plans[0]?.authority.code, 'x01')
  assert.deepEqual([at, history[1]?.at], [plain.at, plain.at])
  assert.deepEqual(unread, [])
})

const SHORT: readonly [name: string, change: (xml: string) => string, unread: readonly string[]][] = [
  [
    'a total of records that is not what was found',
    xml => changed(xml, 'ChildRecords><value value="1"', 'ChildRecords><value value="2"'),
    ['The answer names another total than the 1 records found in it'],
  ],
  [
    'no total of records',
    xml => changed(xml, /<pertinentInformation12>.*<\/pertinentInformation12>/.exec(xml)?.[0] ?? '?', ''),
    ['The answer names another total than the 1 records found in it'],
  ],
  [
    'a total of accesses that is not what was found',
    xml => changed(xml, 'AccessRecords><value value="2"', 'AccessRecords><value value="3"'),
    ['The answer names another total than the 2 entries of the access history found in it'],
  ],
  [
    'a plan of a type nobody knows',
    xml => xml.replaceAll('COCT_TP146103GB01', 'COCT_TP146199GB01'),
    ['The type of a plan cannot be read (record 1)'],
  ],
  [
    'a contentId that contradicts its element',
    xml => changed(xml, 'COCT_TP146103GB01#LACInformation', 'COCT_TP146105GB01#CPPInformation'),
    ['The type of a plan cannot be read (record 1)'],
  ],
  [
    'a plan without a start',
    xml => changed(xml, '<lACStartDate><value value="202511030000"/></lACStartDate>', ''),
    ['A plan has no readable start date (record 1)'],
  ],
  [
    'a record without a plan',
    xml => xml.replace(/<pertinentInformation15>.*<\/pertinentInformation15>/, ''),
    ['No plan of record 1 can be read', 'The answer says that there is a record and none can be read'],
  ],
  [
    'a record without a child',
    xml => xml.replace(/<subject>.*<\/subject>/, ''),
    ['The child or mother of record 1 cannot be read whole'],
  ],
  [
    'an authority without a phone that can be read',
    xml => changed(xml, 'tel:07700900801', 'ask the switchboard'),
    ['The authority of record 1 is without name, code or readable phones'],
  ],
  [
    'an access without an author',
    xml => xml.replace(/<author>.*?<\/author>/, ''),
    ['An entry of the access history has no readable time or author'],
  ],
  [
    'no record at all',
    xml => xml.replace(/<pertinentInformation14>.*<\/pertinentInformation14>/, ''),
    ['The answer says that there is a record and none can be read'],
  ],
]

for (const [name, change, unread] of SHORT) {
  test(`${name} is said, and what can be read is kept`, () => {
    const answer = read(change(PLAIN))
    assert.deepEqual(answer.unread, unread)
    assert.equal(answer.queryId, plain.queryId)
  })
}

test('a plan of an unknown type is kept with all that can be read of it', () => {
  const { plans } = read(PLAIN.replaceAll('COCT_TP146103GB01', 'COCT_TP146199GB01'))
  assert.equal(plans[0]?.type, undefined)
  assert.equal(plans[0]?.typeAsSent, 'COCT_TP146199GB01#LACInformation')
  assert.equal(plans[0]?.start, '2025-11-03')
  assert.equal(plans[0]?.authority.emergencyPhone, '07700900801')
})

test('several plans in one record are each a plan, and the totals may count either', () => {
  const [, plan = ''] = /(<pertinentInformation15>.*<\/pertinentInformation15>)/.exec(PLAIN) ?? []
  const both = changed(
    PLAIN,
    plan,
    plan + plan.replaceAll('146103', '146105').replaceAll('LAC', 'CPP').replaceAll('lAC', 'cPP'),
  )
  for (const total of [1, 2]) {
    const { plans, unread } = read(
      both.replace('ChildRecords><value value="1"', `ChildRecords><value value="${total}"`),
    )
    assert.deepEqual([plans.map(({ type }) => type), unread], [['LAC', 'CPP'], []])
  }
})
