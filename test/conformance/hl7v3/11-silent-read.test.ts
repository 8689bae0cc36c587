import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changed, deviationsIn, openDoor, post, QUERY } from './edge.ts'

// hl7v3.md 11: accessEventType, wherever it stands and however it is spelled.

const PARAMETER = '<person.NHSnumber>'
const said = (element: string) => changed(QUERY, PARAMETER, `${element}${PARAMETER}`)

const SPELLINGS: readonly [element: string, declared: boolean][] = [
  ['<accessEventType><value value="false"/></accessEventType>', false],
  ['<accessEventType value="false"/>', false],
  ['<accessEventType>false</accessEventType>', false],
  ['<accessEventType> 0 </accessEventType>', false],
  ['<accessEventType value="0"/>', false],
  ['<accessEventType><value value="true"/></accessEventType>', true],
  ['<accessEventType value="1"/>', true],
  ['<accessEventType>true</accessEventType>', true],
]

for (const [element, declared] of SPELLINGS) {
  test(`${element} is ${declared ? 'standard' : 'silent'}`, async () => {
    const door = openDoor()
    const reply = await post(door, { message: said(element) })
    assert.equal(reply.kind, 'REPC_IN000007GB01')
    assert.deepEqual(door.calls.declared, [declared])
    assert.equal(door.calls.questions[0]?.mode, declared ? 'standard' : 'silent')
    assert.deepEqual(await deviationsIn(said(element)), [])
  })
}

test('absent, nothing is declared, and the look-up is standard', async () => {
  const door = openDoor()
  await post(door)
  assert.deepEqual([door.calls.declared, door.calls.questions[0]?.mode], [[undefined], 'standard'])
})

for (const [where, message] of [
  ['first in the query', changed(QUERY, '<cP-ISNHSQuery>', '<cP-ISNHSQuery><accessEventType value="false"/>')],
  ['last in the query', changed(QUERY, '</cP-ISNHSQuery>', '<accessEventType value="false"/></cP-ISNHSQuery>')],
  ['deep in the query', changed(QUERY, '</person.NHSnumber>', '<accessEventType value="false"/></person.NHSnumber>')],
  ['in another namespace', said('<x:accessEventType xmlns:x="urn:x" value="false"/>')],
] as const) {
  test(`found ${where}`, async () => {
    const door = openDoor()
    assert.equal((await post(door, { message })).kind, 'REPC_IN000007GB01')
    assert.deepEqual(door.calls.declared, [false])
  })
}

for (const element of [
  '<accessEventType/>',
  '<accessEventType value="silent"/>',
  '<accessEventType value="FALSE"/>',
  '<accessEventType><value/></accessEventType>',
  '<accessEventType><value value="no"/></accessEventType>',
  '<accessEventType><value value="false"/><value value="true"/></accessEventType>',
  '<accessEventType><other value="false"/></accessEventType>',
  '<accessEventType value="false"/><accessEventType value="false"/>',
]) {
  test(`${element} is refused: never guessed, never silent, never standard`, async () => {
    const door = openDoor()
    const reply = await post(door, { message: said(element) })
    assert.deepEqual([reply.status, reply.kind, reply.codes], [500, 'SOAP:Fault', ['X-ACCESS-EVENT-TYPE']])
    assert.match(reply.body, /The query has an accessEventType twice, or one that is neither true nor false/)
    assert.deepEqual([door.calls.declared, door.calls.questions], [[], []])
    assert.deepEqual(
      door.calls.refusals.map(({ code }) => code),
      ['QUERY_ACCESS_EVENT_TYPE'],
    )
    const [deviation] = await deviationsIn(said(element))
    assert.match(deviation ?? '', /has an accessEventType twice, or one that is neither true nor false/)
  })
}

test('outside the query it means nothing and does not belong there', async () => {
  const reply = await post(openDoor(), {
    message: changed(QUERY, '<author1', '<accessEventType value="false"/><author1'),
  })
  assert.deepEqual([reply.status, reply.kind], [500, 'SOAP:Fault'])
})

for (const [where, from] of [
  ['around the query', '<CP-ISQueryStub>'],
  ['in the control act', '<subject typeCode="SUBJ">'],
] as const) {
  test(`${where} too it is refused: a silent look-up is not taken for a standard one`, async () => {
    const door = openDoor()
    const message = changed(QUERY, from, `${from}<accessEventType value="false"/>`)
    const reply = await post(door, { message })
    assert.deepEqual([reply.status, reply.codes], [500, ['202']])
    assert.deepEqual(door.calls.questions, [])
  })
}
