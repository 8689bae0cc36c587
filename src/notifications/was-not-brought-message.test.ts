import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isJsonMessage,
  NOT_BROUGHT_MEDIA_TYPE,
  readWasNotBrought,
  type WasNotBroughtNotice,
  writeWasNotBrought,
} from './index.ts'

const notice: WasNotBroughtNotice = {
  kind: 'was-not-brought',
  noticeId: '6c1b0d0e-6e1c-4b7e-8f1c-0a5d6f1f2a11',
  createdAt: new Date('2026-03-10T08:00:00Z'),
  authority: { odsCode: 'X01', name: 'Exampleshire County Council' },
  alert: {
    accessId: '7d5f2a40-0e9b-4b47-9bb4-51a5b5f4c6d8',
    at: new Date('2026-03-09T16:15:00Z'),
    author: {
      kind: 'person',
      userId: '656005750108',
      roleProfileId: '555254242106',
      roleCode: 'S8000:G8000:R8000',
      roleName: 'Clinical Practitioner Access Role',
      name: { prefix: 'Dr', given: ['Basil'], family: 'Sample' },
      organisation: { odsCode: 'Y99001', name: 'EXAMPLE STREET SURGERY' },
    },
    nhsNumber: '9990100004',
    localId: { value: 'L1' },
    uploadSequence: '7',
    reason: 'X-NO-CONTACT',
    appointmentAt: new Date('2026-03-02T09:30:00Z'),
    note: 'Nobody answers the phone.',
  },
}
const bytes = (text: string) => Buffer.from(text)
const written = () => JSON.parse(writeWasNotBrought(notice))

test('what was written is read back', () => {
  assert.deepEqual(readWasNotBrought(bytes(writeWasNotBrought(notice))), notice)
  const { note: _, localId: __, ...alert } = notice.alert
  const bare = { ...notice, alert }
  assert.deepEqual(readWasNotBrought(bytes(writeWasNotBrought(bare))), bare)
})

test('the message says what it is: ours, no national message, no referral; and the reason in words', () => {
  const { mediaType, version, about, alert } = written()
  assert.deepEqual([mediaType, version], [NOT_BROUGHT_MEDIA_TYPE, 1])
  assert.match(about, /^A message of Open CP-IS, not one of the national CP-IS messages\./)
  assert.match(about, /It is no referral and no proof of neglect/)
  assert.equal(alert.reasonText, 'The child was not brought to the appointment, and the family cannot be reached')
})

test('nothing takes it for a national message, or one of those for it', () => {
  assert.ok(isJsonMessage(bytes(writeWasNotBrought(notice))))
  assert.ok(!isJsonMessage(bytes('<?xml version="1.0"?><FileResponse/>')))
})

const odd: [what: string, body: string][] = [
  ['no JSON', '{'],
  ['another object', '{}'],
  ['another version', JSON.stringify({ ...written(), version: 2 })],
  ['another media type', JSON.stringify({ ...written(), mediaType: 'application/json' })],
  ['an unknown reason', JSON.stringify({ ...written(), alert: { ...written().alert, reason: 'OTHER' } })],
  ['a time that is none', JSON.stringify({ ...written(), createdAt: 'yesterday' })],
]
for (const [what, body] of odd)
  test(`unreadable: ${what}`, () => {
    assert.throws(() => readWasNotBrought(bytes(body)), {
      code: 'NOT_BROUGHT_MESSAGE_UNREADABLE',
      message: 'The notice that a child was not brought cannot be read',
    })
  })
