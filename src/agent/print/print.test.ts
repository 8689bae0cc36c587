import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NUMBERS } from '../fixture.ts'
import type { AcknowledgementContent, InboxItem } from '../inbox/inbox-item.ts'
import { fileWords, recordWords } from '../inbox/verdict-words.ts'
import { printInbox } from './print-inbox.ts'
import { printUpload } from './print-upload.ts'

const received = { messageId: 'M1', receivedAt: '2026-03-10T09:00:00.000Z' }
const FILE = { mode: 'delta', sent: 2, unchanged: 5, waiting: 1, left: 0 } as const
const report = { runId: 'r', sequence: 3, rows: 4, heldBack: 1, nothingToShare: 1, findings: [], ...FILE }

test('an upload is counted', () => {
  assert.equal(
    printUpload(report),
    'File 3 sent: 2 records (5 unchanged, 1 waiting).\n4 rows read, 1 row held back, 1 with nothing to share.\n\nNothing found to mend.\n',
  )
})

test('findings stand in a table, their sentences once below it', () => {
  const a1 = { check: 'A1', severity: 'block', column: 'nhsNumber', sentence: 'What. Why. How.' } as const
  const findings = [
    { check: 'A14', severity: 'block', column: 'emergencyPhone', sentence: 'No phone.', value: '' } as const,
    { ...a1, row: 2, localPersonId: 'P1', value: '*******005' },
    { ...a1, row: 12, localPersonId: 'P2', value: '' },
  ]
  const { sequence: _, ...unsent } = report
  assert.equal(
    printUpload({ ...unsent, sent: 0, findings }),
    `No file was sent: no record was left to send (5 unchanged, 1 waiting).
4 rows read, 1 row held back, 1 with nothing to share.

row  local id  check  effect     column          value
---  --------  -----  ------     ------          -----
all            A14    held back  emergencyPhone
2    P1        A1     held back  nhsNumber       *******005
12   P2        A1     held back  nhsNumber

A14 (all): No phone.

A1 (2, 12): What. Why. How.
`,
  )
})

const answer: AcknowledgementContent = {
  kind: 'acknowledgement',
  sequence: '3',
  file: 'answered',
  fileCode: 'CPF03',
  unmatched: 0,
  records: [
    { position: 1, extractRows: [2], localPersonId: 'P1', subject: 'child', code: 'CPR06' },
    { position: 2, extractRows: [3, 4], localPersonId: 'P2', subject: 'child', code: 'CPR01' },
    {
      position: 3,
      extractRows: [5],
      localPersonId: 'P3',
      subject: 'child',
      code: 'CPR07',
      detail: { code: 'X-OVER-18', sentence: 'The person\nis 18' },
    },
  ],
}

test('an answer is counted by verdict, and what was refused is explained', () => {
  assert.equal(
    printInbox([{ ...received, ...answer }]),
    `Answer to file 3: CPF03 Some records were stored, the others refused. To do: Mend the refused records.

verdict  records  what                                  who mends it                                                  sent again
-------  -------  ----                                  ------------                                                  ----------
CPR01    1        PDS knows no such NHS number          The authority: trace the number                               after correction
CPR06    1        Stored                                Nobody                                                        not needed
CPR07    1        Not stored, for the reason beside it  The authority, or the supplier where the reason is not clear  after the row has changed

row   local id  verdict  reason
---   --------  -------  ------
3, 4  P2        CPR01
5     P3        CPR07    X-OVER-18: The person is 18
`,
  )
})

test('answers that fit nothing, come again or refuse the whole say so', () => {
  const first = (item: Partial<AcknowledgementContent>) => printInbox([{ ...received, ...answer, ...item }])
  assert.match(first({ file: 'unknown' }), /\nNo such file was sent from here; tell the supplier\.\n$/)
  assert.match(first({ file: 'again' }), /\nThe file was answered before; the first answer stays\.\n$/)
  assert.match(first({ unmatched: 2 }), /\n\n2 verdicts fit no record of the file; tell the supplier\.\n$/)
  const records = answer.records.map(({ code: _, detail: __, ...record }) => record)
  assert.equal(
    first({ sequence: '-1', fileCode: 'CPF05', records }),
    'Answer to a file whose number could not be read: CPF05 PDS could not be asked; nothing was stored. To do: Upload the whole extract again in a while.\n',
  )
})

test('a notice shows when, who and where, and says what it does not prove', () => {
  const access = {
    accessId: 'A1',
    at: '2026-07-09T22:15:00.000Z',
    who: 'Dr Jo CLINICIAN',
    role: 'Consultant',
    organisation: 'Example Hospital (RZZ)',
    nhsNumber: NUMBERS[1],
  }
  const notice = { ...received, kind: 'access', noticeId: 'N1', createdAt: '2026-03-10T08:00:00.000Z' } as const
  assert.equal(
    printInbox([{ ...notice, accesses: [{ ...access, localPersonId: 'P2' }, access] }]),
    `Notice of 10 Mar 2026, 08:00: 2 look-ups of your records by the NHS.

when               who              role        organisation            local id        NHS number
----               ---              ----        ------------            --------        ----------
9 Jul 2026, 23:15  Dr Jo CLINICIAN  Consultant  Example Hospital (RZZ)  P2              *******284
9 Jul 2026, 23:15  Dr Jo CLINICIAN  Consultant  Example Hospital (RZZ)  not known here  *******284

Somebody looked; it is not proof of attendance. Ask the organisation what the contact was about.
`,
  )
  assert.equal(
    printInbox([{ ...notice, accesses: [] }]),
    'Notice of 10 Mar 2026, 08:00: 0 look-ups of your records by the NHS. It names no record.\n',
  )
})

test('an old and a new number never stand side by side', () => {
  const printed = printInbox([
    {
      ...received,
      kind: 'inactive-number',
      noticeId: 'N2',
      createdAt: '2026-03-10T08:00:00.000Z',
      numbers: [
        { nhsNumber: NUMBERS[0], localPersonId: 'P1', replacedBy: NUMBERS[2] },
        { nhsNumber: NUMBERS[1], localPersonId: 'P2' },
      ],
    },
  ])
  assert.equal(
    printed,
    `Notice of 10 Mar 2026, 08:00: 2 NHS numbers you sent no longer in use.

local id  NHS number  what to do
--------  ----------  ----------
P1        *******004  There is a new number: confirm it with PDS, enter it, upload again.
P2        *******284  No new number is given. If the child was adopted, stop sending and close the record quietly; else trace the number now.
`,
  )
})

test('what did not arrive, cannot be read or was not given up is told in a sentence', () => {
  const items: InboxItem[] = [
    { ...received, kind: 'report', sequence: 3, description: 'Undelivered' },
    { ...received, kind: 'report', description: 'Undelivered' },
    { ...received, kind: 'unreadable', workflowId: 'W', reason: 'the reader failed' },
    { ...received, kind: 'not-collected' },
  ]
  assert.equal(
    printInbox(items),
    `MESH could not deliver file 3: Undelivered. Nothing of it was stored; upload again.

MESH could not deliver a message: Undelivered. Nothing of it was stored; upload again.

Message M1 cannot be read: the reader failed. It is kept as it came; tell the supplier.

Message M1 could not be collected. It stays in the mailbox; read the inbox again.
`,
  )
  assert.equal(printInbox([]), 'Nothing new.\n')
})

test('an unknown code is said to be unknown, and no verdict is no success', () => {
  assert.equal(fileWords('CPF99').what, 'A code this agent does not know')
  assert.equal(fileWords('constructor').what, 'A code this agent does not know')
  assert.equal(recordWords('CPR99').what, 'A code this agent does not know; take it that nothing was stored')
  assert.match(recordWords(undefined).what, /take it that it was not stored/)
})
