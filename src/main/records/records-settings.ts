import path from 'node:path'
import { readTimeOfDay, type TimeOfDay } from '../../demographics/index.ts'
import { defineSettings, PROJECT_FOLDER, text } from '../../platform/index.ts'

function timeOfDay(value: string): TimeOfDay {
  const time = readTimeOfDay(value)
  if (time === undefined) throw new Error('must be a time of day as 01:00')
  return time
}

const reference = (name: string) => path.join(PROJECT_FOLDER, 'db', 'reference', name)

/** How long records are kept, and what may be withheld from who asks to see them. */
export const recordsSettings = defineSettings({
  retentionRules: {
    name: 'CPIS_RETENTION_RULES',
    what: 'the file with how long each kind of record is kept; empty: db/reference/retention.csv, whose periods are ours',
    fallback: '',
    read: value => text(value || reference('retention.csv')),
  },
  retentionAt: {
    name: 'CPIS_RETENTION_AT',
    what: 'time of day in England, HH:MM, when the worker deletes what is over its period; well before CPIS_AUDIT_VERIFY_AT',
    fallback: '01:00',
    read: timeOfDay,
  },
  retentionHeld: {
    name: 'CPIS_RETENTION_HELD',
    what: 'why nothing about any child may be deleted here now, as an inquiry with its order; empty: records go by their periods',
    fallback: '',
    read: value => (value.trim() === '' ? undefined : value.trim()),
  },
  exemptions: {
    name: 'CPIS_EXEMPTIONS',
    what: 'the file with what may be withheld from who asks to see records of a child; empty: db/reference/exemptions.csv',
    fallback: '',
    read: value => text(value || reference('exemptions.csv')),
  },
})
