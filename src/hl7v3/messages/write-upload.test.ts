import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { SubmittedUpload } from '../../register/index.ts'
import { checkMessage } from '../strict/check-message.ts'
import { upload as anyUpload } from '../testing/arbitraries.ts'
import { bytesOf } from '../testing/bytes.ts'
import { UPLOAD } from '../testing/example-messages.ts'
import { readUpload } from './read-upload.ts'
import { writeUpload } from './write-upload.ts'

test('an upload that is written reads as it was, and is strict', async () => {
  await fc.assert(
    fc.asyncProperty(anyUpload, async upload => {
      const written = writeUpload(upload)
      assert.deepEqual(await checkMessage(bytesOf(written)), [])
      const expected = {
        ...upload,
        createdAt: new Date(Math.floor(Date.parse(upload.createdAt) / 1000) * 1000).toISOString(),
      }
      assert.deepEqual(await readUpload(bytesOf(written)), expected)
    }),
    { numRuns: 200 },
  )
})

async function example(): Promise<SubmittedUpload> {
  const upload = await readUpload(bytesOf(UPLOAD))
  if (upload.kind !== 'upload') assert.fail(upload.explanation)
  return upload
}

const squeezed = (xml: string) =>
  xml
    .replaceAll(/>\s+</g, '><')
    .replaceAll(/&\w+;|&#\d+;/g, "'")
    .trim()

test('writes the example byte for byte, but for blanks and the order of phones', async () => {
  const office = '<telecom value="tel:01632960101" use="WP"/>'
  const swapped = UPLOAD.replace(office, '').replace('</organisation>', `${office}</organisation>`)
  assert.equal(squeezed(writeUpload(await example())), squeezed(swapped))
})

test('a creation time may come in the form of the wire', async () => {
  assert.match(writeUpload({ ...(await example()), createdAt: '20260105101500+0100' }), /value="20260105091500\+0000"/)
})

type Change = (upload: SubmittedUpload) => Partial<SubmittedUpload>
const ofAuthority =
  (change: object): Change =>
  ({ authority }) => ({ authority: { ...authority, ...change } as SubmittedUpload['authority'] })
const ofRecord =
  (change: object): Change =>
  ({ records }) => ({ records: records.map((record, index) => (index === 1 ? { ...record, ...change } : record)) })
const ofPlan =
  (change: object): Change =>
  upload =>
    ofRecord({ plans: [{ ...upload.records[1]?.plans[0], ...change }] })(upload)
const ofSubject =
  (change: object): Change =>
  upload =>
    ofRecord({ subjects: [{ ...upload.records[1]?.subjects[0], ...change }] })(upload)

const COUNT = 'The message must hold at least one record and declare as many as it holds'
const IDENTIFIER = 'An identifier is missing or has the wrong form'
const PHONE = 'A phone is missing or has something else than digits and one leading +'
const DATE = 'A date is missing or is not a day that exists'
const NAME = 'A name is missing or holds something that is not part of a name'
const PLAN = 'A record needs one to three plans, and an unborn child plan needs an end date'
const SUBJECT = 'A record needs one or two subjects'

const refusals: readonly [name: string, change: Change, code: string, message: string][] = [
  ['no records', () => ({ records: [], declaredCount: 0 }), 'WRITE_COUNT', COUNT],
  ['another count than its records', () => ({ declaredCount: 3 }), 'WRITE_COUNT', COUNT],
  [
    'a sequence that is no number',
    () => ({ sequence: 'A1' }),
    'WRITE_IDENTIFIER',
    `${IDENTIFIER} (the file sequence number)`,
  ],
  ['a creation time that is none', () => ({ createdAt: 'now' }), 'WRITE_DATE', `${DATE} (the creation time)`],
  ['no ODS code', ofAuthority({ odsCode: ' ' }), 'WRITE_IDENTIFIER', `${IDENTIFIER} (the ODS code of the authority)`],
  ['no name of the authority', ofAuthority({ name: '' }), 'WRITE_NAME', `${NAME} (the name of the authority)`],
  [
    'no emergency phone',
    ofAuthority({ emergencyPhone: undefined }),
    'WRITE_PHONE',
    `${PHONE} (the emergency duty phone)`,
  ],
  [
    'a phone with blanks',
    ofAuthority({ emergencyPhone: '01632 960102' }),
    'WRITE_PHONE',
    `${PHONE} (the emergency duty phone)`,
  ],
  [
    'an office phone with an extension',
    ofAuthority({ officePhone: '01632960101x2' }),
    'WRITE_PHONE',
    `${PHONE} (the office phone)`,
  ],
  ['no plan', ofRecord({ plans: [] }), 'WRITE_PLAN', `${PLAN} (record 2)`],
  [
    'four plans',
    ofRecord({ plans: Array(4).fill({ type: 'CPP', start: '2026-01-01' }) }),
    'WRITE_PLAN',
    `${PLAN} (record 2)`,
  ],
  ['an unborn plan without end', ofPlan({ end: undefined }), 'WRITE_PLAN', `${PLAN} (record 2)`],
  ['a plan without start', ofPlan({ start: undefined }), 'WRITE_DATE', `${DATE} (record 2, start of the UCP)`],
  ['a start that is no day', ofPlan({ start: '2026-02-30' }), 'WRITE_DATE', `${DATE} (record 2, start of the UCP)`],
  ['an end in words', ofPlan({ end: 'soon' }), 'WRITE_DATE', `${DATE} (record 2, end of the UCP)`],
  ['a deletion in words', ofPlan({ deleted: 'soon' }), 'WRITE_DATE', `${DATE} (record 2, deletion of the UCP)`],
  ['a start before the schema begins', ofPlan({ start: '1899-12-31' }), 'WRITE_DATE', `${DATE} (record 2)`],
  ['no subject', ofRecord({ subjects: [] }), 'WRITE_SUBJECT', `${SUBJECT} (record 2)`],
  ['no NHS number', ofSubject({ nhsNumber: undefined }), 'WRITE_IDENTIFIER', `${IDENTIFIER} (record 2, NHS number)`],
  [
    'an NHS number with blanks',
    ofSubject({ nhsNumber: '999 000 1014' }),
    'WRITE_IDENTIFIER',
    `${IDENTIFIER} (record 2, NHS number)`,
  ],
  ['a blank local id', ofSubject({ localId: ' ' }), 'WRITE_IDENTIFIER', `${IDENTIFIER} (record 2, local id)`],
  ['no given name', ofSubject({ givenName: undefined }), 'WRITE_NAME', `${NAME} (record 2, given name)`],
  ['an emoji in a name', ofSubject({ givenName: 'Zoë 🙂' }), 'WRITE_NAME', `${NAME} (record 2, given name)`],
  [
    'a line break in a name',
    ofSubject({ familyName: 'Test\nExample' }),
    'WRITE_NAME',
    `${NAME} (record 2, family name)`,
  ],
  ['a blank name', ofSubject({ familyName: '  ' }), 'WRITE_NAME', `${NAME} (record 2, family name)`],
  ['no birth date', ofSubject({ birthDate: undefined }), 'WRITE_DATE', `${DATE} (record 2, birth date)`],
]

for (const [name, change, code, message] of refusals) {
  test(`does not write ${name}`, async () => {
    const upload = await example()
    assert.throws(() => writeUpload({ ...upload, ...change(upload) }), { code, message })
  })
}

test('a category goes beside the plan in a namespace of ours, which the schema does not have, and reads as it was', async () => {
  const { records, ...upload } = await example()
  const withCategory = (category: string) =>
    records.map(one => ({ ...one, plans: one.plans.map(plan => ({ ...plan, category })) }))
  const written = writeUpload({ ...upload, records: withCategory('NEG') })
  assert.match(written, /<x:X-planCategory xmlns:x="https:\/\/open-cpis\.example\.org\/hl7v3" code="NEG"\/><\//)
  const read = await readUpload(bytesOf(written))
  assert.deepEqual(read.kind === 'upload' && read.records, withCategory('NEG'))
  assert.notDeepEqual(await checkMessage(bytesOf(written)), [])
  const [category = ''] = /<x:X-planCategory[^>]*>/.exec(written) ?? []
  const twice = await readUpload(bytesOf(written.replaceAll(category, category + category)))
  assert.deepEqual(twice.kind === 'upload' && twice.records, withCategory('NEG NEG'))
  assert.equal(writeUpload({ ...upload, records: withCategory('') }), writeUpload({ ...upload, records }))
})
