// biome-ignore-all lint/suspicious/noTemplateCurlyInString: titles as they are written where they are tried
import type { DoorName } from './doors.ts'

/** A test by its file and the beginning of its title. */
export type Proof = { readonly file: string; readonly test: string }

/** What a flow must do while something is broken, and what tries it; or why the flow is not concerned. */
export type Cell =
  | { readonly must: string; readonly faults?: readonly string[]; readonly proofs?: readonly Proof[] }
  | { readonly notConcerned: string }

/** A row of the fault matrix as it was asked for (trust.md 11). */
export type Row = {
  readonly broken: string
  /** What `faults.ts` breaks is tried at every door; other proofs name those they try. */
  readonly lookUp: Cell & { readonly doors?: readonly DoorName[] }
  readonly upload: Cell
  readonly notice: Cell
}

const MATRIX = 'test/faults/matrix/matrix.test.ts'
const inMatrix = (test: string): Proof => ({ file: MATRIX, test })
const fullDisk = (test: string): Proof => ({
  file: 'test/faults/matrix/full-disk.ts',
  test: `the disk is full: ${test}`,
})
const malformed = (test: string): Proof => ({ file: 'test/faults/matrix/malformed-xml.ts', test })
const OVERDUE: Proof = {
  file: 'test/simulation/watch-over-our-exchange.test.ts',
  test: 'its message ages through 72 and 96 hours to 120, when it is gone',
}
/** Worlds that begin in the night in which summer time ends. */
const WORLDS: Proof = { file: 'test/simulation/service/service.test.ts', test: '${SEEDS} worlds' }
const NUMBERS = 'test/journeys/numbers-that-change.test.ts'

/** The same faults are tried on all three flows. */
const ofFaults = (musts: readonly [string, string, string], ...faults: string[]): Omit<Row, 'broken'> => ({
  lookUp: { must: musts[0], faults },
  upload: { must: musts[1], faults },
  notice: { must: musts[2], faults },
})

export const TABLE: readonly Row[] = [
  {
    broken: 'database away',
    ...ofFaults(
      ['not checked', 'stay in mailbox', 'wait'],
      'the database is away',
      'the database takes everything and answers nothing',
    ),
  },
  {
    broken: 'database read-only',
    // A spool of look-ups is off, and not there: refusing protects the history.
    ...ofFaults(['not checked', 'stay in mailbox', 'wait'], 'the database is read-only'),
  },
  {
    broken: 'database slow (5 s)',
    ...ofFaults(
      ['not checked within 2 s', 'finish or stay', 'wait'],
      'the database answers after five seconds',
      'answers of the database come in pieces of seven bytes',
    ),
  },
  {
    broken: 'connection cut mid-transaction',
    ...ofFaults(
      ['not checked; no access written, or one, never two', 'stay', 'once'],
      'the connection is cut in mid-transaction',
    ),
  },
  {
    broken: 'commit outcome unknown',
    ...ofFaults(
      ['ask again by request id; same answer, one access', 'once', 'once'],
      'whether the commit was done is unknown',
    ),
  },
  {
    broken: 'audit chain lock held',
    // Uploads and notices write no entry of the chain, so they need not wait.
    ...ofFaults(['not checked after 2 s', 'finish', 'once'], 'the lock of every audit chain is held'),
  },
  {
    broken: 'audit row refused',
    ...ofFaults(['nothing leaves', 'finish', 'once'], 'the row of the audit is refused'),
  },
  {
    broken: 'PDS away',
    ...ofFaults(
      ['answer on the number given', 'be told to come again', 'as usual'],
      'PDS is away',
      'PDS takes everything and answers nothing',
    ),
  },
  {
    broken: 'PDS says superseded',
    lookUp: {
      must: 'ask to confirm the new number where a person can; else answer by either number',
      doors: ['fhir', 'hl7v3', 'portal'],
      proofs: [
        inMatrix('PDS says superseded: the pages ask to confirm the new number'),
        { file: NUMBERS, test: 'then the plans are found by the old number and by the new' },
      ],
    },
    upload: {
      must: 'refuse row, with code',
      proofs: [inMatrix('PDS says superseded: an upload has that row refused with its code')],
    },
    notice: {
      must: 'inactive-number message',
      proofs: [{ file: NUMBERS, test: 'when a number is merged into another, then each authority' }],
    },
  },
  {
    broken: 'sign-in provider away',
    lookUp: {
      must: 'existing sessions go on to their limit; new ones refused',
      faults: ['the sign-in provider is away'],
      proofs: [
        inMatrix('the sign-in provider is away: nobody new gets a token'),
        inMatrix('the sign-in provider is away: nobody new gets a session'),
      ],
    },
    upload: { must: 'finish', faults: ['the sign-in provider is away'] },
    notice: { must: 'once', faults: ['the sign-in provider is away'] },
  },
  {
    broken: 'MESH away, slow, refuses, repeats',
    ...ofFaults(
      ['answer', 'no loss, no double', 'no loss, no double, alarm'],
      'MESH is away',
      'MESH is slow',
      'MESH refuses this service',
      'MESH takes a message and its answer is lost',
      'a message is cut on its way to MESH',
      'MESH hears of an acknowledgement and its answer is lost',
    ),
  },
  {
    broken: 'worker killed at any await',
    lookUp: {
      must: 'answer',
      doors: ['fhir', 'hl7v3', 'portal'],
      proofs: [inMatrix('the job worker is away: a look-up over ${door} must be answered')],
    },
    upload: {
      must: 'whole or absent',
      proofs: [
        {
          file: 'test/faults/killed-at-every-call.test.ts',
          test: 'an upload whose worker is killed at any call is whole or absent',
        },
      ],
    },
    notice: {
      must: 'once',
      proofs: [
        {
          file: 'test/faults/killed-in-mid-notice.test.ts',
          test: 'every access is told to both authorities, to each of them once',
        },
      ],
    },
  },
  {
    broken: 'clock jumps an hour, or summer time ends',
    lookUp: {
      must: 'dates right',
      faults: ['the clock jumps an hour ahead', 'the clock jumps an hour back'],
      proofs: [WORLDS],
    },
    upload: {
      must: 'dates right',
      faults: ['the clock jumps an hour ahead', 'the clock jumps an hour back'],
      proofs: [WORLDS],
    },
    notice: {
      must: 'order kept',
      faults: ['the clock jumps an hour ahead', 'the clock jumps an hour back'],
      proofs: [WORLDS],
    },
  },
  {
    broken: 'disk full',
    lookUp: {
      must: 'not checked',
      doors: ['fhir', 'hl7v3', 'portal'],
      proofs: [fullDisk('a look-up over ${door} must be not checked')],
    },
    upload: { must: 'stay', proofs: [fullDisk('an upload must stay')] },
    notice: { must: 'wait, alarm', proofs: [fullDisk('the notices of a look-up must wait'), OVERDUE] },
  },
  {
    broken: 'malformed XML: entity bombs, deep nesting, wrong encoding, 1 GB',
    lookUp: {
      must: 'refused in constant memory',
      // The other doors read no XML.
      doors: ['hl7v3'],
      proofs: [
        malformed('malformed XML, ${what}: HL7 v3 refuses it in constant memory'),
        malformed('malformed XML, a gigabyte: HL7 v3 refuses it'),
      ],
    },
    upload: {
      must: 'refused with code',
      proofs: [
        malformed('malformed XML, ${what}: an upload of it is refused with a code'),
        malformed('malformed XML, a gigabyte: an upload of it is refused with a code'),
      ],
    },
    notice: { notConcerned: 'a notice reads nothing that others wrote' },
  },
  {
    broken: 'two versions of the program at once',
    lookUp: {
      must: 'same answers',
      faults: [
        'a later version has added a column to every table',
        'a later version has taken away what this one reads',
      ],
      doors: ['fhir', 'hl7v3', 'portal'],
      proofs: [inMatrix('two processes at once: one request over ${door} to both is one access')],
    },
    upload: {
      must: 'once',
      faults: [
        'a later version has added a column to every table',
        'a later version has taken away what this one reads',
      ],
      proofs: [inMatrix('two workers at once: an upload is applied and answered once')],
    },
    notice: {
      must: 'once',
      faults: [
        'a later version has added a column to every table',
        'a later version has taken away what this one reads',
      ],
      proofs: [inMatrix('two workers at once: each authority is told once')],
    },
  },
]
