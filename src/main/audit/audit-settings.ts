import { readTimeOfDay, type TimeOfDay } from '../../demographics/index.ts'
import { defineSettings, readSigningKey, text } from '../../platform/index.ts'

function timeOfDay(value: string): TimeOfDay {
  const time = readTimeOfDay(value)
  if (time === undefined) throw new Error('must be a time of day as 03:30')
  return time
}

/** Where checkpoints of the audit go, and who signs them. */
export const auditSettings = defineSettings({
  auditCheckpoints: {
    name: 'CPIS_AUDIT_CHECKPOINTS',
    what:
      'the folder checkpoints of the audit are written to: out of reach of the host of the database, each file written ' +
      'once; none are taken when empty',
    laptop: '',
    read: text,
  },
  auditSigningKey: {
    name: 'CPIS_AUDIT_SIGNING_KEY',
    what:
      'the Ed25519 private key that signs checkpoints, as PEM; by CPIS_AUDIT_SIGNING_KEY_FILE in a file, never on the ' +
      'host of the database',
    laptop: '',
    read: value => (value === '' ? undefined : readSigningKey(value)),
  },
  auditOrigin: {
    name: 'CPIS_AUDIT_ORIGIN',
    what: 'what the log of checkpoints is called, without blanks, as cpis.example.org/audit',
    laptop: 'laptop.example.org/audit',
    read: text,
  },
  auditVerifyAt: {
    name: 'CPIS_AUDIT_VERIFY_AT',
    what: 'time of day in England, HH:MM, when the worker walks the whole chain of the audit',
    fallback: '03:30',
    read: timeOfDay,
  },
})
