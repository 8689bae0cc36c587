import assert from 'node:assert/strict'
import { test } from 'node:test'
import { careSettingsErrors } from '../../../src/care-settings/index.ts'
import { SEARCH_STEPS } from '../../../src/fhir/pipeline.ts'
import { openHand, refusal } from '../../../src/platform/index.ts'
import { actor, byNumber, CHILD, decided, openEdge, REQUEST_ID, request } from './edge.ts'

const common = { channel: 'fhir', requestId: REQUEST_ID } as const

test('the steps are those of the contract, in its order', () => {
  assert.deepEqual(
    SEARCH_STEPS.map(step => step.clause),
    ['2', '3', '4, 5, 7', '6', '8', '9', '10', '11', '13', '14'],
  )
})

test('a refusal tells the audit as much as was known by then', async () => {
  const before = openEdge()
  await request(before, { headers: { accept: 'text/html' } })
  assert.deepEqual(before.calls.refusals, [{ ...common, code: 'FHIR_NOT_ACCEPTABLE' }])

  const withActor = openEdge()
  await request(withActor, { headers: { isunscheduledaccessevent: 'yes' } })
  assert.deepEqual(withActor.calls.refusals, [{ ...common, code: 'FHIR_DECLARATION_INVALID', actor }])

  const withMode = openEdge()
  await request(withMode, { query: byNumber('9000000000'), headers: { isunscheduledaccessevent: 'false' } })
  assert.deepEqual(withMode.calls.refusals, [{ ...common, code: 'FHIR_NHS_NUMBER_INVALID', actor, mode: 'silent' }])

  const withNumber = openEdge({ ask: async () => Promise.reject(new Error('odd')) })
  await request(withNumber)
  assert.deepEqual(withNumber.calls.refusals, [
    { ...common, code: 'FHIR_FAULT', actor, mode: 'standard', nhsNumber: CHILD },
  ])
})

test('a refusal waits until the audit has it', async () => {
  const [asked, audit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const recordRefusal = () => {
    asked.resolve()
    return audit.promise
  }
  const edge = openEdge({ recordRefusal })
  let answered = false
  const response = request(edge, { query: '' }).then(answer => {
    answered = true
    return answer
  })
  await asked.promise
  // Whatever would be answered without the audit is answered by now.
  await new Promise(resolve => setImmediate(resolve))
  assert.equal(answered, false)
  audit.resolve()
  assert.equal((await response).statusCode, 400)
})

test('with the database away nobody waits for the audit to learn that nothing was checked', async () => {
  const lost = Object.assign(new Error('Connection terminated'), { code: '57P01' })
  const edge = openEdge({ ask: async () => Promise.reject(lost), recordRefusal: () => new Promise(() => {}) })
  assert.equal((await request(edge)).statusCode, 503)
})

test('an audit that cannot be written does not turn a refusal into anything else', async () => {
  const edge = openEdge({
    recordRefusal: async () => Promise.reject(new Error('no audit')),
    decideLookUp: async () => Promise.reject(refusal(careSettingsErrors, 'LOOK_UP_ACTIVITY_SILENT_ONLY')),
  })
  assert.equal((await request(edge)).statusCode, 403)
})

test('a role for scheduled care only is refused with the header absent: neither downgraded nor told on', async () => {
  const edge = openEdge({
    decideLookUp: async (_actor, declared) => {
      if (declared === false) return decided('silent')
      throw refusal(careSettingsErrors, 'LOOK_UP_ACTIVITY_SILENT_ONLY')
    },
  })
  assert.equal((await request(edge)).statusCode, 403)
  assert.equal((await request(edge, { headers: { isunscheduledaccessevent: 'true' } })).statusCode, 403)
  assert.equal((await request(edge, { headers: { isunscheduledaccessevent: 'false' } })).statusCode, 200)
  assert.deepEqual(
    edge.calls.questions.map(question => question.mode),
    ['silent'],
  )
})

test('a malformed X-Request-ID is answered and recorded under an id of ours', async () => {
  const edge = openEdge()
  const response = await request(edge, { headers: { 'x-request-id': CHILD } })
  assert.equal(response.headers['x-request-id'], '00000000-0000-4000-8000-000000000001')
  assert.equal(edge.calls.refusals[0]?.requestId, '00000000-0000-4000-8000-000000000001')
})

test('an answer is not a refusal', async () => {
  const edge = openEdge()
  await request(edge)
  assert.deepEqual(edge.calls.refusals, [])
})

test('beyond what a process can answer in time nothing is checked and said so at once, and nobody is asked', async () => {
  const edge = openEdge({ hand: openHand(0) })
  const response = await request(edge)
  assert.deepEqual([response.statusCode, response.headers['retry-after']], [503, '5'])
  assert.match(response.body, /The register could not be read, so nothing is known about this child either way/)
  assert.deepEqual([edge.calls.questions, edge.calls.refusals], [[], []])
})

test('an application that asks too often is refused before anything is decided or asked', async () => {
  const asked: string[] = []
  const edge = openEdge({ mayAsk: clientId => asked.push(clientId) <= 2 })
  const status = async () => (await request(edge)).statusCode
  assert.deepEqual([await status(), await status(), await status()], [200, 200, 429])
  assert.deepEqual([asked, edge.calls.questions.length], [[actor.clientId, actor.clientId, actor.clientId], 2])
})
