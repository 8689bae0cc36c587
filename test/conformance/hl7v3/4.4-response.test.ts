import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShownPlan } from '../../../src/lookup/index.ts'
import {
  access,
  actor,
  CHILD,
  deviationsIn,
  known,
  lookedAfter,
  NOW,
  openDoor,
  post,
  protectionPlan,
  QUERY_ID,
} from './edge.ts'

// hl7v3.md 4.4, 10, 15: plans as message 04.

const unborn: ShownPlan = {
  ...protectionPlan,
  planId: '5c1f7a52-8f5e-4f7f-9a7b-0b0f4f1c2d99',
  type: 'UCP',
  subject: 'mother',
  end: '2026-05-20',
  subjectName: { given: 'Mária Zoë', family: "O'Sample-Test" },
  birthDate: '1997-06-11',
}

const bodyOf = async (plans: readonly ShownPlan[], history = [access(1)], nesting: 'schema' | 'captured' = 'schema') =>
  (await post(openDoor({ answer: known(plans, history) }, { nesting }))).body

test('an answer with every kind of plan keeps every rule', async () => {
  assert.deepEqual(await deviationsIn(await bodyOf([protectionPlan, lookedAfter, unborn])), [])
})

test('each plan is a record of its own, under its authority and for its child or mother', async () => {
  const body = await bodyOf([lookedAfter, unborn])
  assert.match(body, /<pertinentTotalReturnedChildRecords><value value="2"\/>/)
  const [first = '', second = ''] = body.split('<record>').slice(1)
  assert.match(
    first,
    /extension="X02"\/><name>Example County Council<\/name><telecom value="tel:07700900002" use="EC"\/>/,
  )
  assert.match(first, /COCT_TP146103GB01#LACInformation.*lACStartDate><value value="202511030000"/)
  assert.match(first, /<lACEndDate><value value="202605010000"\/>/)
  assert.match(first, new RegExp(`Child><id root="2.16.840.1.113883.2.1.4.1" extension="${CHILD}"/><childPerson>`))
  assert.match(second, /COCT_TP146104GB01#UCPInformation.*uCPEndDate><value value="202605200000"/)
  assert.match(
    second,
    /<birthTime value="19970611"\/><name><given>Mária Zoë<\/given><family>O&#39;Sample-Test<|O'Sample-Test</,
  )
  assert.match(second, /<telecom value="tel:07700900001" use="EC"\/><telecom value="tel:01632960001" use="WP"\/>/)
})

test('the answer carries the event id of the query, and says OK', async () => {
  const body = await bodyOf([protectionPlan])
  assert.match(body, new RegExp(`<effectiveTime value="20260307173641\\+0000"/><id root="${QUERY_ID}"/><pertinent`))
  assert.match(body, /<queryAck type="QueryAck"><queryResponseCode code="OK"\/><\/queryAck>/)
})

test('the history is oldest first, the query now answered last and under its own id, at most 25', async () => {
  const before = Array.from({ length: 24 }, (_, n) =>
    access(n + 2, undefined, new Date(NOW.getTime() - (n + 1) * 60_000)),
  )
  const own = { ...access(1), author: actor.author }
  const others = before.map(each => ({ ...each, author: { ...each.author } }))
  const body = await bodyOf([protectionPlan], [own, ...others])
  const ids = [...body.matchAll(/<pertinentCP-ISNHSQuery><effectiveTime value="(\d+)\+0000"\/><id root="([^"]+)"/g)]
  assert.equal(ids.length, 25)
  assert.match(body, /<pertinentTotalReturnedAccessRecords><value value="25"\/>/)
  const times = ids.map(found => found[1] ?? '')
  assert.deepEqual(times, times.toSorted())
  assert.equal(ids.at(-1)?.[2], QUERY_ID)
  assert.equal(ids[0]?.[2], '7D5F2A40-0E9B-4B47-9BB4-000000000025')
})

test('a silent look-up is not in its own answer, and a history may be empty', async () => {
  const body = await bodyOf([protectionPlan], [])
  assert.match(body, /<pertinentTotalReturnedAccessRecords><value value="0"\/>/)
  assert.equal(body.includes('pertinentInformation13'), false)
  assert.deepEqual(await deviationsIn(body), [])
})

test('repeated parts nest as the schema has it, or by the switch as captured answers do', async () => {
  const [plans, history] = [
    [protectionPlan, lookedAfter],
    [access(2), access(1)],
  ]
  const count = (body: string, element: string) => body.split(`<${element}>`).length - 1
  const schema = await bodyOf(plans, history)
  assert.deepEqual([count(schema, 'pertinentInformation13'), count(schema, 'pertinentInformation14')], [2, 2])
  const captured = await bodyOf(plans, history, 'captured')
  assert.deepEqual([count(captured, 'pertinentInformation13'), count(captured, 'pertinentInformation14')], [1, 1])
  assert.deepEqual([count(captured, 'pertinentCP-ISNHSQuery'), count(captured, 'record')], [2, 2])
})

test('a plan held back is a warning beside those that are shown, with whom to ring', async () => {
  const withheld = [{ authority: { code: 'X03', name: 'Testingham City Council', emergencyPhone: '07700900803' } }]
  const { status, kind, codes, body } = await post(
    openDoor({ answer: { ...known([protectionPlan]), withheld } as never }),
  )
  assert.deepEqual([status, kind, codes], [200, 'REPC_IN000007GB01', ['X-WITHHELD']])
  assert.match(
    body,
    /displayName="Testingham City Council holds child protection information.*emergency duty team 07700900803"/,
  )
  assert.match(body, /<qualifier code="WG"\/>/)
  assert.deepEqual(await deviationsIn(body), [])
})

test('where every plan is held back the child is known: an error that says whom to ring, never "no record"', async () => {
  const withheld = [
    { authority: { code: 'X03', name: 'Testingham', emergencyPhone: '07700900803', officePhone: '01632960803' } },
    { authority: { code: 'X02', name: 'Samplebury', emergencyPhone: '07700900802' } },
  ]
  const { status, kind, codes, body } = await post(openDoor({ answer: { ...known([], []), withheld } as never }))
  assert.deepEqual([status, kind, codes], [200, 'MCCI_IN010000UK13', ['X-WITHHELD', 'X-WITHHELD']])
  assert.match(body, /This does not mean that nothing is known/)
  assert.match(body, /office hours 01632960803, emergency duty team 07700900803/)
  assert.equal(/NHSNCC002|NHS Number Not Found/.test(body), false)
  assert.deepEqual(await deviationsIn(body), [])
})
