import { defineSettings, text, wholeNumber } from '../../platform/index.ts'

/** Where messages are kept beside the database, and for how long. */
export const journalSettings = defineSettings({
  journalFolder: {
    name: 'CPIS_JOURNAL_FOLDER',
    what:
      'the folder each message is written to, sealed, before it is acknowledged to MESH: on another disk than the database, ' +
      'the same for every worker; none is kept when empty',
    fallback: '',
    read: text,
  },
  journalDays: {
    name: 'CPIS_JOURNAL_DAYS',
    what: 'so many days the journal of messages is kept: longer than the oldest copy a restore may start from; ours',
    fallback: '35',
    read: wholeNumber(1, 3_660),
  },
})
