import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAnyMessage, explainMessage } from '../../../src/hl7v3/index.ts'
import { deviationsIn, enveloped, openDoor, post, QUERY, SKELETONS, SYSTEM_QUERY, skeleton } from './edge.ts'

// hl7v3.md 1.4: the nine skeletons, each valid by the schema.

test('there are nine skeletons, one for each message and one for the other author', () => {
  assert.deepEqual(SKELETONS, [
    '4.1-upload',
    '4.2-acknowledgement',
    '4.3-query-of-a-system',
    '4.3-query',
    '4.4-response',
    '4.5-access-notice',
    '4.6-inactive-number-notice',
    '4.7-query-failed',
    '4.8-application-acknowledgement',
  ])
})

for (const name of SKELETONS) {
  test(`${name} keeps every rule`, async () => assert.deepEqual(await deviationsIn(skeleton(name)), []))

  test(`${name} is told in words`, async () => {
    const lines = await explainMessage(new TextEncoder().encode(skeleton(name)))
    assert.ok(lines.length > 1 && lines.every(line => !/undefined|\[object/.test(line)), lines.join('\n'))
  })
}

for (const name of ['4.3-query', '4.4-response', '4.7-query-failed', '4.8-application-acknowledgement']) {
  test(`${name} is found in its SOAP envelope, and in one more element`, async () => {
    const bare = enveloped(skeleton(name)).replaceAll(
      'QUPC_IN000006GB01</wsa:Action>',
      `${/<(\w+)/.exec(skeleton(name))?.[1]}</wsa:Action>`,
    )
    assert.deepEqual(
      (await deviationsIn(bare)).filter(found => !found.includes('than the message')),
      [],
    )
    const wrapped = enveloped(`<CP-ISNHSQueryResponse xmlns="urn:hl7-org:v3">${skeleton(name)}</CP-ISNHSQueryResponse>`)
    const { name: found } = await checkAnyMessage(
      (async function* () {
        yield new TextEncoder().encode(wrapped)
      })(),
    )
    assert.equal(found, /<(\w+)/.exec(skeleton(name))?.[1])
  })
}

for (const [who, message] of Object.entries({ person: QUERY, system: SYSTEM_QUERY })) {
  test(`the query of a ${who} is answered`, async () => {
    const reply = await post(openDoor(), { message })
    assert.deepEqual([reply.status, reply.kind], [200, 'REPC_IN000007GB01'])
  })
}
