import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { openKeyring } from '../../platform/index.ts'
import { HUB, LA, sendUpload, type TestExchange, testExchange } from '../exchange-for-tests.ts'
import { newMessageKey, openBody, openHeaders, sealBody, sealHeaders } from './sealed-message.ts'

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
after(() => exchange.end())

const rows = <Row>(text: string, ...values: unknown[]) => exchange.database.owner.query<Row>({ text, values })
const PERSON = 'Robin Sample 9990000018'
const TITLED = { 'mex-subject': `about ${PERSON}`, 'mex-filename': `${PERSON}.xml` }
const download = (id: string) => exchange.ask(HUB, 'GET', `/inbox/${id}`)

/** Every row of the exchange as text, with the bytes of its columns as they are. */
async function allKept(): Promise<string> {
  const kept: string[] = []
  for (const table of ['message', 'part', 'piece', 'upload'])
    for (const row of await rows<object>(`select * from mesh.${table}`))
      kept.push(
        ...Object.values(row).map(value => (value instanceof Buffer ? value.toString('latin1') : String(value))),
      )
  return kept.join('\n')
}

test('nothing of a body or of its subject and file name stands in the database; both go out as they came', async () => {
  for (const body of [PERSON, PERSON.repeat(5_000)]) {
    const id = await sendUpload(exchange, { body, headers: TITLED })
    const answer = await download(id)
    assert.equal(String(answer.body), body)
    assert.equal(answer.headers['mex-subject'], TITLED['mex-subject'])
    assert.equal(answer.headers['mex-filename'], TITLED['mex-filename'])
    const tracked = (await exchange.ask(LA, 'GET', `/outbox/tracking?messageID=${id}`)).json()
    assert.equal((tracked as { filename: string }).filename, TITLED['mex-filename'])
  }
  const kept = await allKept()
  assert.ok(kept.length > 100_000)
  assert.ok(!kept.includes('Robin') && !kept.includes('9990000018'))
})

test('a report bears the subject of the message it is about and nothing else of its headers', async () => {
  const headers = { 'mex-to': 'NOBODY', 'mex-workflowid': 'X-CPIS-UPLOAD', ...TITLED }
  await exchange.ask(LA, 'POST', '/outbox', { headers, body: 'x' })
  const [report = ''] = await exchange.waiting(LA)
  const answer = await exchange.ask(LA, 'GET', `/inbox/${report}`)
  assert.equal(answer.headers['mex-subject'], TITLED['mex-subject'])
  assert.equal(answer.headers['mex-filename'], undefined)
})

test('a body, or a piece of one, that was altered or put in the place of another is not given out', async () => {
  const [one, other] = [await sendUpload(exchange, { body: 'one' }), await sendUpload(exchange, { body: 'two' })]
  await rows(
    `update mesh.message m set body_sealed = o.body_sealed, wrapped_key = o.wrapped_key
      from mesh.message o where m.message_id = $1 and o.message_id = $2`,
    one,
    other,
  )
  assert.equal((await download(one)).status, 500)
  assert.equal(String((await download(other)).body), 'two')
  const large = await sendUpload(exchange, { body: Buffer.alloc(70_000, 'x') })
  await rows(
    `update mesh.piece c set body_sealed = overlay(c.body_sealed placing '\\x00'::bytea from 100) from mesh.part p
      where p.upload_id = c.upload_id and p.message_id = $1 and c.piece_no = 1`,
    large,
  )
  const answer = await fetch(`${exchange.url}/messageexchange/${HUB}/inbox/${large}`, {
    headers: { authorization: exchange.token(HUB), accept: 'application/vnd.mesh.v2+json' },
  })
  assert.equal(answer.status, 500)
})

test('a data key is rewrapped under a new master key, and opens what it sealed', () => {
  const indexKey = Buffer.alloc(32, 7)
  const first = Buffer.alloc(32, 1)
  const second = Buffer.alloc(32, 2)
  const keyring = openKeyring({ masterKeys: new Map([[1, first]]), current: 1, indexKey })
  const own = newMessageKey(keyring, 'M1')
  const row = { message_id: 'M1', sealed_as: null, headers_sealed: sealHeaders(own, TITLED) }
  const body = sealBody(own, Buffer.from('x'))
  const both: [number, Buffer][] = [
    [1, first],
    [2, second],
  ]
  keyring.rotate({ masterKeys: new Map(both), current: 2 })
  const rewrapped = keyring.reseal(own.wrapped, 'mesh.message M1')
  keyring.rotate({ masterKeys: new Map([[2, second]]), current: 2 })
  assert.deepEqual(openHeaders(keyring, { ...row, wrapped_key: rewrapped }), TITLED)
  assert.equal(String(openBody(keyring, { ...row, wrapped_key: rewrapped, body_sealed: body })), 'x')
  assert.throws(() => openHeaders(keyring, { ...row, message_id: 'M2', wrapped_key: rewrapped }), {
    code: 'SEALED_VALUE_UNREADABLE',
  })
})
