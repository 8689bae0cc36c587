import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMailbox } from '../../support/authority.ts'
import { done, world } from './cells.ts'
import { MALFORMED, packedGigabyte, sendGigabyte } from './malformed.ts'

const SPINE_XML = { 'content-type': 'text/xml; charset=UTF-8', soapaction: 'urn:nhs:names:services:cpis/X' }
const MOST_GROWTH = 64 * 1024 * 1024

for (const [what, body] of Object.entries(MALFORMED)) {
  test(`malformed XML, ${what}: HL7 v3 refuses it in constant memory`, async () => {
    const before = process.memoryUsage().rss
    const answer = await fetch(world.spineUrl, { method: 'POST', headers: SPINE_XML, body })
    assert.ok(answer.status >= 400, String(answer.status))
    assert.doesNotMatch(await answer.text(), /REPC_IN000007GB01|laughslaughs/)
    assert.ok(process.memoryUsage().rss - before < MOST_GROWTH)
  })
  test(`malformed XML, ${what}: an upload of it is refused with a code in constant memory`, async () => {
    const before = process.memoryUsage().rss
    const messageId = await world.authority('X03').send(body)
    await done(world.worker.receive)
    const { fileCode } = await world.authority('X03').acknowledgementOf(messageId)
    assert.equal(fileCode, 'CPF01')
    assert.ok(process.memoryUsage().rss - before < MOST_GROWTH)
  })
}

test('malformed XML, a gigabyte: HL7 v3 refuses it before it is sent, in constant memory', async () => {
  const before = process.memoryUsage().rss
  const { ended, sent } = await sendGigabyte(world.spineUrl, SPINE_XML)
  assert.ok(ended === 'hung up' || ended >= 400, String(ended))
  assert.ok(sent < MOST_GROWTH, `${sent} bytes were taken`)
  assert.ok(process.memoryUsage().rss - before < MOST_GROWTH)
})

test('malformed XML, a gigabyte: an upload of it is refused with a code, in constant memory', async () => {
  const before = process.memoryUsage().rss
  const body = packedGigabyte()
  const mesh = openMailbox('X03', world.settings, (input, init) =>
    init?.method === 'POST'
      ? fetch(input, { ...init, body, headers: { ...(init.headers as object), 'content-encoding': 'gzip' } })
      : fetch(input, init),
  )
  const { hubMailbox: to, uploadWorkflow: workflowId } = world.settings
  const { messageId } = await mesh.send({ to, workflowId, body: 'packed' })
  await done(world.worker.receive)
  assert.equal((await world.authority('X03').acknowledgementOf(messageId)).fileCode, 'CPF01')
  // What may be read of an upload is held twice: in pieces, and as one.
  assert.ok(process.memoryUsage().rss - before < 3 * MOST_GROWTH)
})
