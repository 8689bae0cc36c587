import type { FileCode, RecordCode } from '../../register/index.ts'

export type FileWords = { readonly what: string; readonly todo: string }
export type RecordWords = { readonly what: string; readonly whoMends: string; readonly retry: string }

const FILES: Readonly<Record<FileCode, FileWords>> = {
  CPF01: {
    what: 'The file could not be read; nothing was stored',
    todo: 'Stop. Tell the supplier; the mended file goes with a new number',
  },
  CPF02: { what: 'Every record was stored', todo: 'Nothing' },
  CPF03: { what: 'Some records were stored, the others refused', todo: 'Mend the refused records' },
  CPF04: { what: 'No record was stored', todo: 'Mend the refused records; if they are many, tell the supplier today' },
  CPF05: { what: 'PDS could not be asked; nothing was stored', todo: 'Upload the whole extract again in a while' },
  CPF06: { what: 'This version of the client is no longer supported', todo: 'Stop. Tell the supplier' },
}

const RECORDS: Readonly<Record<RecordCode, RecordWords>> = {
  CPR01: {
    what: 'PDS knows no such NHS number',
    whoMends: 'The authority: trace the number',
    retry: 'after correction',
  },
  CPR02: {
    what: 'The number is right, but the PDS record is sensitive and may not carry a plan',
    whoMends: 'Nobody here: tell the safeguarding lead, who has another way',
    retry: 'never by itself',
  },
  CPR03: {
    what: 'Name or date of birth do not fit the NHS number',
    whoMends: 'The authority (name, date of birth) or the NHS',
    retry: 'after correction',
  },
  CPR04: {
    what: 'The NHS number is not written as one',
    whoMends: 'The authority: enter the ten digits',
    retry: 'after correction',
  },
  CPR05: {
    what: 'The NHS number was replaced by another',
    whoMends: 'The authority: fetch the new number from PDS',
    retry: 'after correction',
  },
  CPR06: { what: 'Stored', whoMends: 'Nobody', retry: 'not needed' },
  CPR07: {
    what: 'Not stored, for the reason beside it',
    whoMends: 'The authority, or the supplier where the reason is not clear',
    retry: 'after the row has changed',
  },
}

const UNKNOWN_FILE: FileWords = { what: 'A code this agent does not know', todo: 'Stop. Tell the supplier' }
const UNKNOWN_RECORD: RecordWords = {
  what: 'A code this agent does not know; take it that nothing was stored',
  whoMends: 'The supplier',
  retry: 'not before it is explained',
}
const NO_VERDICT: RecordWords = {
  what: 'The answer says nothing of this record; take it that it was not stored',
  whoMends: 'The supplier, with the service desk',
  retry: 'with the next upload',
}

/** What a file code means and what to do (local-authority.md 4.2); an unknown one is said to be so. */
export function fileWords(code: string): FileWords {
  return Object.hasOwn(FILES, code) ? FILES[code as FileCode] : UNKNOWN_FILE
}

/** What a record code means, who mends it and whether it is sent again (local-authority.md 4.3). */
export function recordWords(code: string | undefined): RecordWords {
  if (code === undefined) return NO_VERDICT
  return Object.hasOwn(RECORDS, code) ? RECORDS[code as RecordCode] : UNKNOWN_RECORD
}
