import { defineSettings, text } from '../platform/index.ts'

function address(value: string): string {
  if (!/^[^@\s,<>]+@[^@\s,<>]+$/.test(value)) throw new Error('must be one e-mail address')
  return value
}

/** The settings of a process that watches over the mailboxes; the time of day it does so is `watchAt` of its deps. */
export const operationsSettings = defineSettings({
  operationsMail: {
    name: 'CPIS_OPERATIONS_MAIL',
    what: 'the address letters to local authorities come from and are answered to',
    laptop: 'cpis-operations@example.org',
    read: address,
  },
  operationsPhone: {
    name: 'CPIS_OPERATIONS_PHONE',
    what: 'the number letters to local authorities say to ring',
    laptop: '01632 960900',
    read: text,
  },
  letterFolder: {
    name: 'CPIS_LETTER_FOLDER',
    what: 'the folder letters are put into, for a mail relay to send; empty: `letters` where the laptop keeps its data',
    laptop: '',
    read: text,
  },
})
