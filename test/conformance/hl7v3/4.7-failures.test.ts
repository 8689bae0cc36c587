import assert from 'node:assert/strict'
import { test } from 'node:test'
import { careSettingsErrors, LookUpRefused } from '../../../src/care-settings/index.ts'
import { authorErrors, identityErrors } from '../../../src/identity/index.ts'
import { CpisError, openHand, refusal } from '../../../src/platform/index.ts'
import { actor, deviationsIn, MESSAGE_ID, notChecked, notKnown, openDoor, post, QUERY_ID } from './edge.ts'

// hl7v3.md 4.7, 4.8: no record, and what was taken and not answered. They are never confused.

test('"no record" has the two reasons as captured, AE, ID, and the message it answers', async () => {
  const { status, kind, codes, body } = await post(openDoor({ answer: notKnown }))
  assert.deepEqual([status, kind, codes], [200, 'QUQI_IN010000UK14', ['1', 'NHSNCC002']])
  assert.equal(body.match(/displayName="NHS Number Not Found"><qualifier code="ER"\/>/g)?.length, 2)
  assert.match(body, new RegExp(`<acknowledgement typeCode="AE"><messageRef><id root="${MESSAGE_ID}"/></messageRef>`))
  assert.match(body, /<queryAck type="QueryAck"><queryResponseCode code="ID"\/>/)
  assert.match(body, /<versionCode code="V3NPfIT3.0"\/>/)
  assert.match(body, /<SOAP:Body><CP-ISNHSQueryResponse [^>]*><QUQI_IN010000UK14 /)
  assert.deepEqual(await deviationsIn(body), [])
})

test('a register that could not be read is an error that says what to do instead', async () => {
  const door = openDoor({ answer: notChecked })
  const { status, kind, codes, body } = await post(door)
  assert.deepEqual([status, kind, codes], [200, 'MCCI_IN010000UK13', ['X-NOT-CHECKED']])
  assert.match(
    body,
    /displayName="The register could not be read, so nothing is known about this child either way. Phone the local authority and follow your local safeguarding procedure"/,
  )
  assert.match(body, /<SOAP:Body><MCCI_IN010000UK13 /)
  assert.deepEqual(await deviationsIn(body), [])
  assert.deepEqual(
    door.calls.refusals.map(({ code }) => code),
    ['SPINE_NOT_CHECKED'],
  )
})

const databaseAway = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
const steps = ['findSystem', 'resolveAuthor', 'decideLookUp', 'ask'] as const

for (const step of steps) {
  const failing = (error: unknown) =>
    openDoor({
      [step]: async () => {
        throw error
      },
    })

  test(`a database that is away in ${step} means that nothing was checked`, async () => {
    const { status, kind, codes } = await post(failing(databaseAway))
    assert.deepEqual([status, kind, codes], [200, 'MCCI_IN010000UK13', ['X-NOT-CHECKED']])
  })

  test(`a fault nobody foresaw in ${step} is a system error and tells nothing of itself`, async () => {
    const door = failing(new Error('the reason of the fault'))
    const { status, kind, codes, body } = await post(door)
    assert.deepEqual([status, kind, codes], [200, 'MCCI_IN010000UK13', ['GE002']])
    assert.match(body, /displayName="Unexpected business error encountered."/)
    assert.equal(body.includes('reason of the fault'), false)
    assert.deepEqual(
      door.calls.refusals.map(({ code }) => code),
      ['SPINE_FAULT'],
    )
  })
}

test('with the database away the answer does not wait for the audit', async () => {
  const door = openDoor({ answer: notChecked, recordRefusal: () => new Promise(() => {}) })
  assert.deepEqual((await post(door)).codes, ['X-NOT-CHECKED'])
})

test('beyond what a process can answer in time a query is refused at once by a fault, and nobody is asked', async () => {
  const door = openDoor({ hand: openHand(0) })
  const { status, body } = await post(door)
  assert.equal(status, 500)
  assert.match(body, /The register could not be read, so nothing is known about this child either way/)
  assert.deepEqual([door.calls.questions, door.calls.refusals], [[], []])
})

test('an audit that cannot be written holds no refusal back', async () => {
  const door = openDoor({
    resolveAuthor: async () => {
      throw refusal(authorErrors, 'AUTHOR_UNKNOWN')
    },
    recordRefusal: async () => {
      throw new Error('no audit')
    },
  })
  assert.deepEqual((await post(door)).codes, ['X-AUTHOR-UNKNOWN'])
})

const CODES: Readonly<Record<string, string>> = {
  AUTHOR_UNKNOWN: 'X-AUTHOR-UNKNOWN',
  AUTHOR_ROLE_NOT_HELD: 'X-AUTHOR-ROLE',
  AUTHOR_ROLE_UNCLEAR: 'X-AUTHOR-ROLE',
  AUTHOR_NOT_OF_SYSTEM: 'X-AUTHOR-ORGANISATION',
  AUTHOR_NOT_SIGNED_IN: 'X-SIGN-IN',
  AUTHOR_SYSTEM_REFUSED: 'X-SYSTEM-AUTHOR',
  AUTHOR_SYSTEM_DIFFERS: 'X-SYSTEM-AUTHOR',
  IDENTITY_PROVIDER_UNAVAILABLE: 'X-NOT-CHECKED',
  ROLE_DIRECTORY_INVALID: 'GE002',
}

for (const [code, row] of Object.entries({ ...authorErrors, ...identityErrors })) {
  test(`${code} of the author is taken and refused, in its own words`, async () => {
    const door = openDoor({
      resolveAuthor: async () => {
        throw new CpisError(code, row)
      },
    })
    const wanted = CODES[code] ?? 'X-SIGN-IN'
    const { status, kind, codes, body } = await post(door)
    assert.deepEqual([status, kind, codes], [200, 'MCCI_IN010000UK13', [wanted]])
    const hasOwnWords = !['X-NOT-CHECKED', 'GE002'].includes(wanted)
    const words = row.sentence.replaceAll("'", '&#39;')
    assert.equal(body.includes(`displayName="${row.sentence}"`) || body.includes(`displayName="${words}"`), hasOwnWords)
    assert.deepEqual(
      door.calls.refusals.map(refused => [refused.code, refused.requestId]),
      [[code, QUERY_ID.toLowerCase()]],
    )
    assert.deepEqual(door.calls.questions, [])
  })
}

for (const code of Object.keys(careSettingsErrors).filter(each => each.startsWith('LOOK_UP_'))) {
  test(`${code} is taken and refused, with all that was known in the audit`, async () => {
    const door = openDoor({
      decideLookUp: async () => {
        throw new LookUpRefused(code as keyof typeof careSettingsErrors as never, ['both-codes'])
      },
    })
    const { status, kind, codes } = await post(door)
    assert.deepEqual([status, kind, codes], [200, 'MCCI_IN010000UK13', ['X-NOT-PERMITTED']])
    assert.deepEqual(door.calls.refusals, [
      {
        code,
        channel: 'hl7v3',
        requestId: QUERY_ID.toLowerCase(),
        nhsNumber: '9990000018',
        actor,
        findings: ['both-codes'],
      },
    ])
  })
}
