import type { Clock, Randomness } from '../../src/platform/index.ts'

/** A record as the Table API shows it: every value is text. */
export type DeskRecord = Readonly<Record<string, string>>

/** What is written to a journal field stays in order and is never changed; the record itself shows it empty. */
export type Journal = readonly { readonly sysId: string; readonly field: string; readonly text: string }[]

const JOURNALS = ['work_notes', 'comments']
/** What an incident has; anything else that is sent is passed over, as the real one does. */
const FIELDS = new Set(
  (
    'short_description description state impact urgency priority correlation_id correlation_display business_service ' +
    'cmdb_ci assignment_group caller_id category close_code close_notes hold_reason opened_at'
  ).split(' '),
)
const LONGEST: Readonly<Record<string, number>> = {
  short_description: 160,
  correlation_id: 100,
  correlation_display: 100,
}
const STATES = new Set(['1', '2', '3', '6', '7', '8'])

/** Rows of the priority table: impact, then urgency. */
const PRIORITY = [
  ['1', '2', '3'],
  ['2', '3', '4'],
  ['3', '4', '5'],
] as const

export type Table = {
  readonly records: DeskRecord[]
  readonly journal: Journal[number][]
  insert(fields: Readonly<Record<string, unknown>>): DeskRecord | Refused
  update(sysId: string, fields: Readonly<Record<string, unknown>>): DeskRecord | Refused | undefined
}

export type Refused = { readonly refused: string }
export const isRefused = (given: DeskRecord | Refused | undefined): given is Refused =>
  given !== undefined && 'refused' in given

/** The incidents of one desk, kept in memory. */
export function openTable({ clock, randomness }: { readonly clock: Clock; readonly randomness: Randomness }): Table {
  const records: DeskRecord[] = []
  const journal: Journal[number][] = []
  const keep = (record: DeskRecord, fields: Readonly<Record<string, unknown>>): DeskRecord => {
    for (const field of JOURNALS) {
      const text = textOf(fields[field])
      if (text !== '') journal.push({ sysId: record['sys_id'] ?? '', field, text })
    }
    return record
  }
  return {
    records,
    journal,
    insert(fields) {
      const time = clock.now().toISOString().slice(0, 19).replace('T', ' ')
      const record = merged(
        {
          sys_id: randomness.bytes(16).toString('hex'),
          number: `INC${String(10_001 + records.length).padStart(7, '0')}`,
          sys_created_on: time,
          ...{ state: '1', impact: '3', urgency: '3', correlation_id: '', correlation_display: '' },
        },
        fields,
      )
      if (isRefused(record)) return record
      records.push(record)
      return keep(record, fields)
    },
    update(sysId, fields) {
      const place = records.findIndex(record => record['sys_id'] === sysId)
      const before = records[place]
      if (before === undefined) return undefined
      const record = merged(before, fields)
      if (isRefused(record)) return record
      records[place] = record
      return keep(record, fields)
    },
  }
}

function merged(before: DeskRecord, fields: Readonly<Record<string, unknown>>): DeskRecord | Refused {
  const record: Record<string, string> = { ...before }
  for (const [field, value] of Object.entries(fields))
    if (FIELDS.has(field)) record[field] = textOf(value).slice(0, LONGEST[field] ?? 4000)
  if (!STATES.has(record['state'] ?? '')) return { refused: 'Invalid state' }
  const isDone = record['state'] === '6' || record['state'] === '7'
  if (isDone && !(record['close_code'] && record['close_notes']))
    return { refused: 'Data Policy Exception: Resolution code, Resolution notes are mandatory' }
  const row = PRIORITY[Number(record['impact']) - 1]
  return { ...record, priority: row?.[Number(record['urgency']) - 1] ?? '5' }
}

const textOf = (value: unknown) => (value === undefined || value === null ? '' : String(value))

/**
 * Records by an encoded query: `field=value` joined by `^`, and `ORDERBYfield`. A field nobody has matches nothing.
 */
export function select(records: readonly DeskRecord[], query: string): DeskRecord[] {
  const terms = query.split('^').filter(term => term !== '' && !term.startsWith('ORDERBY'))
  const found = records.filter(record =>
    terms.every(term => {
      const [field = '', ...value] = term.split('=')
      return record[field] === value.join('=')
    }),
  )
  const order = query
    .split('^')
    .find(term => term.startsWith('ORDERBY'))
    ?.slice(7)
  return order ? found.toSorted((one, other) => (one[order] ?? '').localeCompare(other[order] ?? '')) : found
}
