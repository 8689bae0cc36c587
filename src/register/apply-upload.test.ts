import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { findAnswer, markAnswered } from './answers.ts'
import { applyUpload } from './apply-upload.ts'
import { VERDICT_DETAILS } from './rules/verdict-details.ts'
import {
  cpp,
  currentFinding,
  fromSampleton,
  inventedNumber,
  lac,
  record,
  sampleRegister,
  subject,
  upload,
} from './sample-register.ts'
import { keyOfChild } from './store/sealed-person.ts'

const register = sampleRegister(testDatabase)
const { deps, pds, rows, send, state } = register

beforeEach(async () => {
  await register.empty()
  state.now = new Date('2026-01-15T12:00:00Z')
  for (let n = 1; n <= 40; n += 1) pds.set(inventedNumber(n), currentFinding(n))
})

const plans = () =>
  rows(
    'select child_key, authority_code, type, start_date, end_date, delete_date, shown_until, version from register.plan order by 1, 2, 3',
  )
const shown = (n: number) =>
  rows(
    'select * from register.shown_plan where child_key = $1 order by authority_code, type',
    keyOfChild(inventedNumber(n)),
  )

test('five children, four loaded, one refused for its number: CPF03', async () => {
  const bad = { ...record(5, cpp('2025-01-01')), subjects: [subject(5, { nhsNumber: '9990000019' })] }
  const answer = await send(upload('000123', ...[1, 2, 3, 4].map(n => record(n, cpp('2025-01-01'))), bad))
  assert.equal(answer.fileCode, 'CPF03')
  assert.equal(answer.sequence, '000123')
  assert.equal(answer.processed, 5)
  assert.deepEqual(
    answer.verdicts.map(verdict => verdict.code),
    ['CPR06', 'CPR06', 'CPR06', 'CPR06', 'CPR04'],
  )
  assert.equal((await plans()).length, 4)
  const kept = await rows(
    'select position, code from register.verdict where upload_id = $1 order by 1',
    answer.uploadId,
  )
  assert.deepEqual(kept[4], { position: 5, code: 'CPR04' })
})

test('all rows stored: CPF02, and what lookup is shown', async () => {
  const answer = await send(upload(1, record(1, cpp('2025-01-01'))))
  assert.equal(answer.fileCode, 'CPF02')
  const [plan] = await shown(1)
  const { plan_id, ...rest } = plan ?? {}
  assert.match(String(plan_id), /^[0-9a-f-]{36}$/)
  assert.deepEqual(rest, {
    nhs_number: inventedNumber(1),
    type: 'CPP',
    subject: 'child',
    start_date: '2025-01-01',
    end_date: null,
    shown_until: '2033-02-28',
    given_name: 'Sam Alex',
    family_name: 'Sample',
    birth_date: '2015-03-01',
    pds_birth_date: '2015-03-01',
    local_id: 'LOCAL-1',
    local_id_authority: '901:Exampleshire',
    authority_code: 'LA-1',
    authority_name: 'Exampleshire Council',
    emergency_phone: '01632960002',
    office_phone: '01632960001',
    last_upload_at: state.now,
    upload_sequence: '1',
    authority_ods_code: '901',
    category: null,
  })
})

test('no row stored: CPF04, and the number is used up', async () => {
  assert.equal((await send(upload(1, record(41, cpp('2025-01-01'))))).fileCode, 'CPF04')
  assert.equal((await send(upload(1, record(41, cpp('2025-01-01'))))).fileCode, 'CPF04')
  assert.equal((await send(upload(1, record(1, cpp('2025-01-01'))))).detail?.code, 'X-SEQ-REUSED')
  assert.deepEqual(await plans(), [])
})

test('a file that could not be read: CPF01 with its reason, recorded, nothing else', async () => {
  const content = { kind: 'unreadable', reason: 'XML_DOCTYPE', explanation: 'The file has a DOCTYPE.' } as const
  const answer = await applyUpload(deps, { messageId: 'U-1', senderMailbox: 'X26-2', receivedAt: state.now, content })
  assert.deepEqual(answer, {
    uploadId: answer.uploadId,
    sequence: '-1',
    processed: -1,
    fileCode: 'CPF01',
    detail: { code: 'X-XML-DOCTYPE', sentence: 'The file has a DOCTYPE.' },
    authority: { odsCode: '902', name: 'Sampleton', emergencyPhone: '01632960099' },
    verdicts: [],
  })
  const [kept] = await rows('select authority_code, sequence_number, applied_at, declared_count from register.upload')
  assert.deepEqual(kept, { authority_code: 'LA-2', sequence_number: null, applied_at: null, declared_count: null })
})

test('an unreadable file of which the number could be read echoes it', async () => {
  const content = { kind: 'unreadable', reason: 'X-SCHEMA', explanation: 'No.', sequence: '0007' } as const
  const answer = await applyUpload(deps, { messageId: 'U-2', senderMailbox: 'NOBODY', receivedAt: state.now, content })
  assert.equal(answer.sequence, '0007')
  assert.equal(answer.detail?.code, 'X-SCHEMA')
  assert.deepEqual(answer.authority, { odsCode: 'X-UNKNOWN', name: 'Unknown sender' })
})

const refusedWhole = [
  ['X-NOT-OWNER', 'another authority’s mailbox', upload(1, record(1, cpp('2025-01-01'))), 'X26-2', '1', 0],
  ['X-NOT-OWNER', 'a mailbox of nobody', upload(1, record(1, cpp('2025-01-01'))), 'X26-9', '1', 0],
  [
    'X-COUNT',
    'more declared than sent',
    { ...upload(1, record(1, cpp('2025-01-01'))), declaredCount: 2 },
    'X26-1',
    '1',
    0,
  ],
  [
    'X-COUNT',
    'no count at all',
    { ...upload(1, record(1, cpp('2025-01-01'))), declaredCount: Number.NaN },
    'X26-1',
    '1',
    0,
  ],
  ['X-SEQ-UNREADABLE', 'letters for a number', upload('12A', record(1, cpp('2025-01-01'))), 'X26-1', '-1', -1],
  ['X-EMPTY', 'no record', upload(1), 'X26-1', '1', 0],
] as const
for (const [code, what, sent, mailbox, sequence, processed] of refusedWhole)
  test(`CPF01 ${code}: ${what}; nothing is stored and PDS not asked`, async () => {
    state.pdsAsked = 0
    const answer = await send(sent, mailbox)
    assert.equal(answer.fileCode, 'CPF01')
    assert.deepEqual(answer.detail, { code, sentence: VERDICT_DETAILS[code].sentence })
    assert.equal(answer.sequence, sequence)
    assert.equal(answer.processed, processed)
    assert.deepEqual(answer.verdicts, [])
    assert.deepEqual(await plans(), [])
    assert.deepEqual(await rows('select * from register.authority_contact'), [])
    assert.equal(state.pdsAsked, 0)
  })

test('a file from another authority’s mailbox is answered to the owner of the mailbox', async () => {
  const answer = await send(upload(1, record(1, cpp('2025-01-01'))), 'X26-2')
  assert.equal(answer.authority.odsCode, '902')
})

test('the same message again: the stored answer, word for word, nothing applied, PDS not asked', async () => {
  const content = upload(1, record(1, cpp('2025-01-01')), record(41, lac('2025-01-01')), {
    position: 3,
    plans: [],
    subjects: [],
  })
  const delivery = { messageId: 'SAME', senderMailbox: 'X26-1', receivedAt: state.now, content }
  const first = await applyUpload(deps, delivery)
  const before = await register.everything()
  state.pdsAsked = 0
  assert.deepEqual(await applyUpload(deps, delivery), first)
  assert.equal(state.pdsAsked, 0)
  assert.deepEqual(await register.everything(), before)
})

test('the same refused message again gets its refusal again', async () => {
  const delivery = {
    messageId: 'R',
    senderMailbox: 'X26-2',
    receivedAt: state.now,
    content: upload(1, record(1, cpp('2025-01-01'))),
  }
  const first = await applyUpload(deps, delivery)
  assert.deepEqual(await applyUpload(deps, delivery), first)
})

test('an accepted file again in another message: its answer again, and nothing changes', async () => {
  const first = await send(upload(1, record(1, cpp('2025-01-01')), record(41, cpp('2025-01-01'))))
  const before = await register.everything()
  assert.deepEqual(await send(upload(1, record(1, cpp('2025-01-01')), record(41, cpp('2025-01-01')))), first)
  assert.deepEqual(await register.everything(), before)
})

test('another file under a used number is refused, X-SEQ-REUSED: it must not be taken for stored', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  const other = await send(upload(1, record(1, { ...cpp('2025-01-01'), end: '2025-12-01' })))
  assert.equal(other.fileCode, 'CPF01')
  assert.deepEqual(other.detail, {
    code: 'X-SEQ-REUSED',
    sentence:
      'Another file with this sequence number was applied before. Nothing was stored; send this one with the next number.',
  })
  assert.equal((await shown(1))[0]?.['end_date'], null)
})

test('a gap is accepted; a lower number never seen is refused, X-SEQ-OUT-OF-ORDER', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  assert.equal((await send(upload(5, record(1, cpp('2025-05-05'))))).fileCode, 'CPF02')
  const late = await send(upload(3, record(1, cpp('2025-03-03'))))
  assert.equal(late.fileCode, 'CPF01')
  assert.deepEqual(late.detail, {
    code: 'X-SEQ-OUT-OF-ORDER',
    sentence:
      'A file with a higher sequence number was already applied. Nothing was stored; send what still holds with the next number.',
  })
  assert.equal((await shown(1))[0]?.['start_date'], '2025-05-05')
})

test('PDS away for one number: CPF05, nothing stored, and the same number may come again', async () => {
  pds.set(inventedNumber(2), { kind: 'unavailable' })
  const sent = upload(1, record(1, cpp('2025-01-01')), record(2, cpp('2025-01-01')))
  const answer = await send(sent)
  assert.equal(answer.fileCode, 'CPF05')
  assert.equal(answer.processed, 0)
  assert.deepEqual(answer.verdicts, [])
  assert.deepEqual(await plans(), [])
  pds.set(inventedNumber(2), currentFinding(2))
  assert.equal((await send(sent)).fileCode, 'CPF02')
})

test('a number PDS did not answer about counts as PDS away, never as unknown', async () => {
  const silent = { ...deps, findInPds: async () => new Map() }
  const content = upload(1, record(1, cpp('2025-01-01')))
  const answer = await applyUpload(silent, { messageId: 'S', senderMailbox: 'X26-1', receivedAt: state.now, content })
  assert.equal(answer.fileCode, 'CPF05')
})

test('a block replaces its own key; a block not carried stays as it was', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'), lac('2025-02-01'))))
  await send(upload(2, record(1, lac('2025-02-02'))))
  const kept = await plans()
  assert.deepEqual(
    kept.map(plan => [plan['type'], plan['start_date'], plan['version']]),
    [
      ['CPP', '2025-01-01', 1],
      ['LAC', '2025-02-02', 2],
    ],
  )
})

test('the same content again is CPR06 and makes no new version', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  const before = [await plans(), await rows('select * from register.plan_history')]
  const answer = await send(upload(2, record(1, cpp('2025-01-01'))))
  assert.equal(answer.verdicts[0]?.code, 'CPR06')
  assert.deepEqual([await plans(), await rows('select * from register.plan_history')], before)
})

test('a refused row leaves the version before it untouched', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  const before = await rows('select * from register.plan')
  const wrongName = { ...record(1, cpp('2025-06-06')), subjects: [subject(1, { familyName: 'Other' })] }
  assert.equal((await send(upload(2, wrongName))).verdicts[0]?.code, 'CPR03')
  assert.deepEqual(await rows('select * from register.plan'), before)
})

test('a plan keeps its id while it lasts; another start after an end is another plan', async () => {
  const ids: unknown[] = []
  for (const [index, plan] of [
    cpp('2025-01-01'),
    cpp('2025-01-02'),
    cpp('2025-01-02', '2025-06-01'),
    cpp('2025-01-02'),
    cpp('2025-01-02', '2025-06-01'),
    cpp('2025-09-09'),
  ].entries()) {
    await send(upload(index + 1, record(1, plan)))
    ids.push((await shown(1))[0]?.['plan_id'])
  }
  assert.equal(new Set(ids.slice(0, 5)).size, 1)
  assert.notEqual(ids[5], ids[4])
  const history = await rows('select version, change, start_date from register.plan_history order by version')
  assert.deepEqual(
    history.map(row => row['change']),
    ['stored', 'stored', 'ended', 'stored', 'ended', 'stored'],
  )
})

test('a delete hides the plan and keeps its history; again it changes nothing; sent anew it is the same plan', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  const [before] = await shown(1)
  const gone = { ...cpp('2025-01-01'), deleted: '2026-01-10' }
  assert.equal((await send(upload(2, record(1, gone)))).fileCode, 'CPF02')
  assert.deepEqual(await shown(1), [])
  const [deleted] = await rows('select delete_date, shown_until, version from register.plan')
  assert.deepEqual(deleted, { delete_date: '2026-01-10', shown_until: null, version: 2 })
  assert.equal((await send(upload(3, record(1, gone)))).fileCode, 'CPF02')
  assert.equal((await rows('select * from register.plan_history')).length, 2)
  await send(upload(4, record(1, cpp('2025-01-01'))))
  assert.equal((await shown(1))[0]?.['plan_id'], before?.['plan_id'])
})

test('a delete is not held back by an end long ago, the reason it is sent for', async () => {
  await send(upload(1, record(1, cpp('2023-01-01'))))
  const gone = { ...cpp('2023-01-01', '2024-01-01'), deleted: '2026-01-10' }
  assert.equal((await send(upload(2, record(1, gone)))).fileCode, 'CPF02')
  assert.deepEqual(await shown(1), [])
})

test('a delete of another start, or of what was never held, hides nothing: X-DELETE-UNKNOWN', async () => {
  await send(upload(1, record(1, cpp('2025-01-01'))))
  for (const [index, plan] of [cpp('2024-01-01'), lac('2025-01-01')].entries()) {
    const answer = await send(upload(index + 2, record(1, { ...plan, deleted: '2026-01-10' })))
    assert.equal(answer.verdicts[0]?.detail?.code, 'X-DELETE-UNKNOWN')
  }
  assert.equal((await shown(1)).length, 1)
})

test('two authorities hold the same child; one ends, the other is still shown', async () => {
  await send(upload(1, record(1, cpp('2024-06-01'))))
  await send(fromSampleton(upload(1, record(1, cpp('2025-12-01')))), 'X26-2')
  await send(upload(2, record(1, cpp('2024-06-01', '2025-11-30'))))
  const seen = await shown(1)
  assert.deepEqual(
    seen.map(plan => [plan['authority_name'], plan['end_date'], plan['emergency_phone']]),
    [
      ['Exampleshire Council', '2025-11-30', '01632960002'],
      ['Sampleton Council', null, '01632960003'],
    ],
  )
})

test('unborn child: on the mother, ended at birth, then the baby has its own plan', async () => {
  const ucp = (end: string) => ({
    ...record(3),
    plans: [{ type: 'UCP' as const, start: '2025-10-01', end }],
    subjects: [subject(3, { kind: 'mother' })],
  })
  await send(upload(1, ucp('2026-04-01')))
  assert.equal((await shown(3))[0]?.['shown_until'], '2026-04-29')
  assert.equal((await shown(3))[0]?.['subject'], 'mother')
  assert.equal((await send(upload(2, ucp('2026-01-14'), record(4, cpp('2026-01-14'))))).fileCode, 'CPF02')
  assert.equal((await shown(3))[0]?.['shown_until'], '2026-02-11')
  assert.equal((await shown(4)).length, 1)
})

test('a child who is herself pregnant: two subjects, one number, a plan for each', async () => {
  const plans = [cpp('2025-01-01'), { type: 'UCP' as const, start: '2025-10-01', end: '2026-03-01' }]
  const both = { position: 1, plans, subjects: [subject(1), subject(1, { kind: 'mother', localId: 'MOTHER-1' })] }
  assert.equal((await send(upload(1, both))).fileCode, 'CPF02')
  assert.deepEqual(
    (await shown(1)).map(plan => [plan['type'], plan['subject'], plan['local_id']]),
    [
      ['CPP', 'child', 'LOCAL-1'],
      ['UCP', 'mother', 'MOTHER-1'],
    ],
  )
})

test('the newest contact set serves all plans; a file without the phone changes none', async () => {
  await send(upload(1, record(1, cpp('2025-01-01')), record(2, cpp('2025-01-01'))))
  const newer = upload(2, record(2, cpp('2025-01-01')))
  await send({ ...newer, authority: { ...newer.authority, emergencyPhone: '07700900111' } })
  assert.equal((await shown(1))[0]?.['emergency_phone'], '07700900111')
  const phoneless = upload(3, record(2, cpp('2025-01-01')))
  const answer = await send({ ...phoneless, authority: { odsCode: '901', name: 'Exampleshire Council' } })
  assert.equal(answer.fileCode, 'CPF04')
  assert.equal(answer.verdicts[0]?.detail?.code, 'X-PHONE-MISSING')
  assert.equal((await shown(1))[0]?.['emergency_phone'], '07700900111')
})

test('letters PostgreSQL cannot hold stop neither the file nor the row', async () => {
  const odd = { ...record(1, cpp('2025-01-01')), subjects: [subject(1, { localId: 'A\0B\ud800' })] }
  const answer = await send(upload(1, odd))
  assert.equal(answer.fileCode, 'CPF02')
  assert.equal((await shown(1))[0]?.['local_id'], 'A\uFFFDB\uFFFD')
})

test('the answer is found by its message, and knows when it left', async () => {
  const content = upload(1, record(1, cpp('2025-01-01')))
  const answer = await applyUpload(deps, { messageId: 'M', senderMailbox: 'X26-1', receivedAt: state.now, content })
  assert.deepEqual(await findAnswer(deps, 'M'), answer)
  const at = new Date('2026-01-15T12:05:00Z')
  await markAnswered(deps, answer.uploadId, 'ACK-1', at)
  assert.deepEqual(await findAnswer(deps, 'M'), { ...answer, answeredAt: at, answerMessageId: 'ACK-1' })
  assert.equal(await findAnswer(deps, 'NEVER'), undefined)
  await assert.rejects(markAnswered(deps, '00000000-0000-4000-8000-000000000000', 'ACK-2', at), {
    code: 'REGISTER_UPLOAD_UNKNOWN',
    message: 'There is no such upload',
  })
})
