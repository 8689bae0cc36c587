import {
  type CalendarDate,
  defineSettings,
  readCalendarDate,
  text,
  type Values,
  yesOrNo,
} from '../../platform/index.ts'

function addressOrNone(value: string): string {
  if (value !== '' && !/^[^@\s,<>]+@[^@\s,<>]+$/.test(value)) throw new Error('must be one e-mail address, or empty')
  return value
}

function dayOrNone(value: string): CalendarDate | undefined {
  const day = readCalendarDate(value)
  if (value !== '' && day === undefined) throw new Error('must be a day as 2023-07-01, or empty')
  return day
}

/** The settings of whoever makes the briefing note and the toolkit, for `readSettings` (programme.md S-002, S-107). */
export const noteSettings = defineSettings({
  organisation: {
    name: 'CPIS_ORGANISATION',
    what: 'the organisation the programme belongs to, as published pages name it',
    fallback: 'NHS England',
    read: text,
  },
  programmeMail: {
    name: 'CPIS_PROGRAMME_MAIL',
    what: "the programme team's mailbox, as the briefing note names it; empty: none is named",
    fallback: '',
    laptop: 'cpis-programme@example.org',
    read: addressOrNone,
  },
  interestMail: {
    name: 'CPIS_INTEREST_MAIL',
    what: 'the mailbox to which boards write that they are interested; empty: none is named',
    fallback: '',
    laptop: 'cpis-interest@example.org',
    read: addressOrNone,
  },
  addressesMasked: {
    name: 'CPIS_NOTE_ADDRESSES_MASKED',
    what: 'whether published briefing notes hide addresses: yes or no',
    fallback: 'no',
    read: yesOrNo,
  },
  siteNotice: {
    name: 'CPIS_SITE_NOTICE',
    what: 'a notice shown above every published page; empty: none',
    fallback: '',
    read: text,
  },
  siteNoticeUntil: {
    name: 'CPIS_SITE_NOTICE_UNTIL',
    what: 'the last day that notice is shown, as 2023-07-01; empty: until it is taken away',
    fallback: '',
    read: dayOrNone,
  },
})

/** What an issue says of whoever publishes it. */
export type NoteSettings = Values<typeof noteSettings> & {
  /** The mailbox of the operations team. */
  readonly operationsMail: string
}
