import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mutationsOf } from '../../../src/hl7v3/testing/mutations.ts'
import { serialise } from '../../../src/hl7v3/testing/serialise.ts'
import { readTree } from '../../../src/hl7v3/xml/xml-tree.ts'
import { enveloped, openDoor, post, QUERY, SYSTEM_QUERY } from './edge.ts'

// A query with any single element removed, doubled, reordered or mis-typed is a coded refusal, never a fault of ours and
// never "no record"; what is still answered is what the schema leaves open, and is listed.

const CODED = /^(101|201|202|X-[\w.-]+)$/

/** Optional parts, and fixed values that a wrapper may leave out (hl7v3.md 2.4, 5.1). */
const LEFT_OPEN: readonly RegExp[] = [
  /ControlActEvent\/author removed$/,
  /@(classCode|moodCode|determinerCode|typeCode) removed$/,
  /AssignedAuthor\/id\[2\] removed$/,
  /\/name\/(prefix|given) removed$/,
  /\/name\/given doubled$/,
  /\/name\/(prefix|given) put after its neighbour$/,
  /\/name\/@use removed$/,
  /\/versionCode\/@code mis-typed$/,
  /\/code\/@(code|codeSystem|displayName) mis-typed$/,
  /\/partSDSRole\/id\/@extension mis-typed$/,
  /\/indirectAuthority doubled$/,
  /\/(representedOrganization|maintainingOrganization)\/id\/@extension mis-typed$/,
]

for (const [who, message] of Object.entries({ person: QUERY, system: SYSTEM_QUERY })) {
  test(`every single fault in the query of a ${who}`, async () => {
    const query = readTree(new TextEncoder().encode(message))
    const open = new Set<string>()
    let refused = 0
    for (const { what, document } of mutationsOf(query)) {
      const door = openDoor()
      const { status, kind, codes } = await post(door, { message: serialise(document) })
      if (kind === 'REPC_IN000007GB01') {
        assert.ok(
          LEFT_OPEN.some(pattern => pattern.test(what)),
          `${what} was answered`,
        )
        open.add(what)
        continue
      }
      refused += 1
      assert.deepEqual([status, kind], [500, 'SOAP:Fault'], what)
      assert.equal(codes.length, 1, what)
      assert.match(codes[0] ?? '', CODED, what)
      assert.deepEqual(door.calls.questions, [], what)
      assert.equal(door.calls.refusals.length, 1, what)
    }
    assert.ok(refused > 300, `${refused} refused`)
    assert.ok(open.size < 40, [...open].join('\n'))
  })
}

test('every single fault in the envelope is a fault or changes nothing', async () => {
  const envelope = readTree(new TextEncoder().encode(enveloped('<MESSAGE xmlns="urn:hl7-org:v3"/>')))
  let faults = 0
  for (const { what, document } of mutationsOf(envelope)) {
    const change = () => serialise(document).replace(/<h:MESSAGE[^>]*>.*<\/h:MESSAGE>|<h:MESSAGE[^>]*\/>/, () => QUERY)
    const reply = await post(openDoor(), { change })
    assert.ok(['SOAP:Fault', 'REPC_IN000007GB01'].includes(reply.kind), what)
    if (reply.kind !== 'SOAP:Fault') continue
    faults += 1
    assert.equal(reply.status, 500, what)
    assert.match(reply.codes.join(), CODED, what)
  }
  assert.ok(faults > 40, `${faults} faults`)
})
