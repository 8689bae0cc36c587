import { defineSettings, text, url, wholeNumber } from '../platform/index.ts'
import { SEVERITIES, type Severity } from './incidents/incident.ts'

function address(value: string): string {
  if (!/^[^@\s,<>]+@[^@\s,<>]+$/.test(value)) throw new Error('must be one e-mail address')
  return value
}

/** Five whole numbers, for severity 1 to 5. */
function bySeverity(value: string): Readonly<Record<Severity, number>> {
  const numbers = value.split(',').map(Number)
  if (numbers.length !== SEVERITIES.length || numbers.some(one => !Number.isSafeInteger(one) || one < 1))
    throw new Error('must be five whole numbers with commas between, for severity 1 to 5')
  const [one = 1, two = 1, three = 1, four = 1, five = 1] = numbers
  return { 1: one, 2: two, 3: three, 4: four, 5: five }
}

/** An empty value is none. */
function orNone<Value>(read: (value: string) => Value): (value: string) => Value | undefined {
  return value => (value === '' ? undefined : read(value))
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
  noticesWaitMinutes: {
    name: 'CPIS_NOTICES_WAIT_MINUTES',
    what: 'after so many minutes the oldest notice that waits opens an incident; ours, no source says',
    fallback: '15',
    read: wholeNumber(1, 1440),
  },
  incidentRespondMinutes: {
    name: 'CPIS_INCIDENT_RESPOND_MINUTES',
    what: 'minutes until somebody works on an incident, for severity 1 to 5; ours, no source says',
    fallback: '15,30,240,480,1440',
    read: bySeverity,
  },
  incidentFixHours: {
    name: 'CPIS_INCIDENT_FIX_HOURS',
    what: 'hours until an incident is resolved, for severity 1 to 5; ours, no source says',
    fallback: '2,4,24,72,240',
    read: bySeverity,
  },
  deskUrl: {
    name: 'CPIS_DESK_URL',
    what: 'the ServiceNow instance incidents are told to, as https://example.service-now.com; empty: none',
    fallback: '',
    read: orNone(url),
  },
  deskUser: { name: 'CPIS_DESK_USER', what: 'our user at that instance', fallback: '', read: text },
  deskPassword: { name: 'CPIS_DESK_PASSWORD', what: 'the password of that user', fallback: '', read: text },
  deskServiceField: {
    name: 'CPIS_DESK_SERVICE_FIELD',
    what: 'the field of an incident there that names the service affected; instances differ',
    fallback: 'business_service',
    read: text,
  },
  deskGroup: {
    name: 'CPIS_DESK_GROUP',
    what: 'the group incidents are assigned to there; empty: the instance assigns them',
    fallback: '',
    read: text,
  },
  deskMail: {
    name: 'CPIS_DESK_MAIL',
    what: 'where there is no ServiceNow: the address incidents are mailed to; empty: nobody is told',
    laptop: 'service-desk@example.org',
    fallback: '',
    read: orNone(address),
  },
})
