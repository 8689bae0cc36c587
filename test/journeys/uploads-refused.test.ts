import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '../../src/platform/index.ts'
import type { ReadAcknowledgement } from '../../src/register/index.ts'
import type { Row } from '../support/authority.ts'
import { linesThatName } from '../support/named-in-log.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { keyOf } from '../support/sealed.ts'
import { startService } from '../support/service.ts'

// Files no authority should send, over MESH and through the worker, and the acknowledgements the authority then reads.

const children = inventedChildren(12)
const service = await startService({ people: children, roles: ['mesh', 'worker'] })
const { owner } = service.database
const authority = service.authority('X01')
const other = service.authority('X02')

const row = (index: number, start = daysAgo(30) as string, end?: string): Row => {
  const [person] = children.slice(index)
  assert.ok(person)
  return { person, plans: [{ type: 'CPP', start, ...(end !== undefined && { end }) }] }
}
/** A file that differs from what is stored: only its fault keeps it out. */
const changed = (sequence: number) => authority.written(sequence, [row(0, daysAgo(20)), row(1, daysAgo(20))])

type Unreadable = {
  readonly what: string
  readonly file: (sequence: number) => string | Buffer
  readonly detail: string
  /** False where the fault comes before the sequence number, or hides it. */
  readonly sequenceIsRead?: boolean
}

const DTD = '<!DOCTYPE File SYSTEM "http://example.org/upload.dtd">'
const BOMB = `<!DOCTYPE File [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(20)}"><!ENTITY c "${'&b;'.repeat(20)}">]>`
const MEGABYTE = 1024 * 1024

const afterDeclaration = (file: string, text: string) => file.replace(/(<\?xml[^>]*>)?/, `$1${text}`)
const inTheEnd = (file: string, text: string) => file.replace('</File>', `${text}</File>`)

const UNREADABLE: readonly Unreadable[] = [
  {
    what: 'that is cut off in the middle',
    file: sequence => changed(sequence).slice(0, -300),
    detail: 'X-XML-TRUNCATED',
    sequenceIsRead: true,
  },
  {
    what: 'that is not in the encoding it says',
    file: sequence => Buffer.from(changed(sequence).replace('Robin', 'Ren\u00e9'), 'latin1'),
    detail: 'X-XML-ENCODING',
  },
  {
    what: 'that is larger than anything read',
    file: sequence => Buffer.from(afterDeclaration(changed(sequence), ' '.repeat(33 * MEGABYTE))),
    detail: 'X-XML-TOO-LARGE',
  },
  {
    what: 'that is nested too deeply',
    file: sequence => inTheEnd(changed(sequence), '<a>'.repeat(100) + '</a>'.repeat(100)),
    detail: 'X-XML-TOO-DEEP',
    sequenceIsRead: true,
  },
  {
    what: 'with a DTD',
    file: sequence => afterDeclaration(changed(sequence), DTD),
    detail: 'X-XML-DOCTYPE',
  },
  {
    what: 'with an entity bomb',
    file: sequence => afterDeclaration(changed(sequence), BOMB).replace('Robin', '&c;'),
    detail: 'X-XML-DOCTYPE',
  },
  {
    what: 'with the root of another message',
    file: sequence => changed(sequence).replace('<File ', '<FileResponse ').replace('</File>', '</FileResponse>'),
    detail: 'X-MESSAGE-WRONG-ROOT',
  },
  { what: 'that holds blanks only', file: () => ' \n', detail: 'X-MESSAGE-EMPTY' },
  { what: 'that is no XML at all', file: () => 'NHS number;family name', detail: 'X-XML-NOT-WELL-FORMED' },
  {
    what: 'without a readable sequence number',
    file: sequence => changed(sequence).replace(`<id extension="${sequence}"`, '<id extension="first"'),
    detail: 'X-UPLOAD-SEQUENCE-WRONG',
  },
]

let sequence = 1

test('given plans of two children are stored', async () => {
  const answer = await whenSent(authority.written(sequence, [row(0), row(1)]))
  assert.deepEqual([answer.sequence, answer.fileCode, answer.successful], ['1', 'CPF02', 2])
})

for (const { what, file, detail, sequenceIsRead = false } of UNREADABLE)
  test(`when a file comes ${what}, then it is refused whole, and the next file is dealt with`, async () => {
    const before = await everythingStored()
    sequence += 1
    const answer = await whenSent(file(sequence))
    thenNothingWasRead(answer, sequenceIsRead ? String(sequence) : '-1')
    assert.equal(await detailKept(), detail)
    assert.deepEqual(await everythingStored(), before)
    const next = await whenSent(authority.written(sequence, [row(0, daysAgo(30 + sequence))]))
    assert.deepEqual([next.sequence, next.fileCode], [String(sequence), 'CPF02'])
  })

test('when an empty file is to be sent, then MESH itself does not take it', async () => {
  await assert.rejects(authority.send(''), error => isRefusal(error) && error.code === 'MESH_REFUSED')
})

test('when a file declares another count of records, then it is refused whole', async () => {
  const declared = '<transmissionQuantity value="2"/>'
  const file = authority.written(sequence + 1, [row(0, daysAgo(5)), row(1, daysAgo(5))])
  await thenRefusedWhole(file.replace(declared, '<transmissionQuantity value="3"/>'), 'X-COUNT')
})

test('when a file of one authority comes from the mailbox of another, then it is refused whole', async () => {
  const before = await everythingStored()
  const messageId = await other.send(authority.written(sequence + 1, [row(0, daysAgo(5))]))
  const answer = await other.acknowledgementOf(messageId)
  assert.deepEqual([answer.sequence, answer.processed, answer.fileCode], [String(sequence + 1), 0, 'CPF01'])
  assert.equal(await detailKept(), 'X-NOT-OWNER')
  assert.deepEqual(await everythingStored(), before)
  assert.deepEqual(await authority.collect(), [])
})

test('when an accepted file is sent again, then it gets the same acknowledgement again and changes nothing', async () => {
  sequence += 1
  const file = authority.written(sequence, [row(0, daysAgo(12)), row(1, daysAgo(12)), row(2, daysAgo(-1))])
  const first = await whenSent(file)
  assert.equal(first.fileCode, 'CPF03')
  const before = await everythingStored()
  assert.deepEqual(await whenSent(file), first)
  assert.deepEqual(await everythingStored(), before)
})

test('when another file comes under a used number, then it is refused whole: it is not taken for stored', async () => {
  await thenRefusedWhole(changed(sequence), 'X-SEQ-REUSED')
})

test('when a file comes after a later one, then it is refused whole', async () => {
  sequence += 5
  const late = sequence - 2
  assert.equal((await whenSent(authority.written(sequence, [row(0, daysAgo(13))]))).fileCode, 'CPF02')
  await thenRefusedWhole(changed(late), 'X-SEQ-OUT-OF-ORDER')
})

test('when rows of a file cannot be stored, then each has its code, and the others are stored', async () => {
  sequence += 1
  const [twice, number, letters, long, check, impossible] = [3, 4, 5, 6, 7, 8]
  const rows = [
    row(2),
    row(twice),
    row(twice, daysAgo(20)),
    row(number, daysAgo(-1)),
    row(letters),
    row(long),
    row(check),
    row(impossible, '2020-02-28'),
    row(9, daysAgo(10), daysAgo(11)),
    row(10, daysAgo(10), daysAgo(-1)),
    row(11),
  ]
  const answer = await whenSent(
    authority
      .written(sequence, rows)
      .replaceAll(numberOf(letters), `${numberOf(letters).slice(0, 9)}X`)
      .replaceAll(numberOf(long), `${numberOf(long)}0`)
      .replaceAll(numberOf(check), wrongCheckDigit(numberOf(check)))
      .replaceAll('20200228', '20200230'),
  )
  assert.deepEqual([answer.processed, answer.fileCode, answer.successful, answer.failed], [11, 'CPF03', 2, 9])
  assert.deepEqual(
    answer.verdicts.map(({ position, code, detail }) => [position, code, detail?.code]),
    [
      [1, 'CPR06', undefined],
      [2, 'CPR07', 'X-NUMBER-TWICE'],
      [3, 'CPR07', 'X-NUMBER-TWICE'],
      [4, 'CPR07', 'X-START-FUTURE'],
      [5, 'CPR04', undefined],
      [6, 'CPR04', undefined],
      [7, 'CPR04', undefined],
      [8, 'CPR07', 'X-DATE-IMPOSSIBLE'],
      [9, 'CPR07', 'X-END-BEFORE-START'],
      [10, 'CPR07', 'X-END-FUTURE'],
      [11, 'CPR06', undefined],
    ],
  )
  const stored = await owner.query<{ child_key: string }>({
    text: 'select child_key from register.plan where upload_sequence = $1',
    values: [String(sequence)],
  })
  assert.deepEqual(stored.map(one => one.child_key).sort(), [numberOf(2), numberOf(11)].map(keyOf).sort())
})

test('nothing was left in the mailbox of the service, and each file was answered once', async () => {
  assert.equal(await service.waiting(), 0)
  assert.deepEqual([await authority.collect(), await other.collect()], [[], []])
})

test('and the log names no child, nor what stood in the place of a number', () => {
  const log = service.logged()
  assert.match(log, /an upload was refused whole/)
  assert.deepEqual(linesThatName(children, log), [])
  for (const { nhsNumber } of children) assert.ok(!log.includes(nhsNumber.slice(0, 9)))
})

async function whenSent(file: string | Buffer): Promise<ReadAcknowledgement> {
  return authority.acknowledgementOf(await authority.send(file))
}

function thenNothingWasRead(answer: ReadAcknowledgement, sequenceRead: string): void {
  assert.deepEqual(answer, {
    sequence: sequenceRead,
    processed: -1,
    fileCode: 'CPF01',
    failed: 0,
    successful: 0,
    verdicts: [],
  })
}

async function thenRefusedWhole(file: string, detail: string): Promise<void> {
  const before = await everythingStored()
  const answer = await whenSent(file)
  assert.deepEqual([answer.processed, answer.fileCode, answer.verdicts], [0, 'CPF01', []])
  assert.equal(await detailKept(), detail)
  assert.deepEqual(await everythingStored(), before)
}

/** Why the newest upload was refused, as it is kept. */
async function detailKept(): Promise<string | null | undefined> {
  const [upload] = await owner.query<{ detail_code: string | null }>({
    text: 'select detail_code from register.upload order by received_at desc limit 1',
  })
  return upload?.detail_code
}

/** All plans in all their versions, and where the sequences stand. */
async function everythingStored(): Promise<unknown> {
  const text = `select row_to_json(p) as row from register.plan_history p
    union all select row_to_json(s) from register.authority_sequence s
    union all select row_to_json(p) from register.plan p`
  return (await owner.query({ text })).map(({ row }) => JSON.stringify(row)).sort()
}

function numberOf(index: number): string {
  return row(index).person.nhsNumber
}

function wrongCheckDigit(nhsNumber: string): string {
  return nhsNumber.slice(0, 9) + ((Number(nhsNumber.at(9)) + 1) % 10)
}
