import { accessFingerprint, beginLink, openJson, processKeyring, sealJson } from '../platform/index.ts'

/** Whatever the two forms of the look-up need to know: who asks, about whom, when, and what is written of it. */
export type LookUpValues = {
  readonly nhsNumber: string
  readonly today: string
  /** Also the id of the entry in the system audit. */
  readonly accessId: string
  readonly at: Date
  readonly action: string
  readonly channel: string
  readonly requestId: string
  readonly mode: 'standard' | 'silent'
  readonly userId: string | null
  readonly roleProfileId: string | null
  readonly activity: string | null
  readonly organisation: string
  readonly clientId: string
  readonly careSetting: string
  readonly isGateOpen: boolean
  readonly history: boolean
  /** What the audit keeps besides, as JSON. */
  readonly detail: string
}

/** The access that is written when something is shown. */
export type AccessValues = {
  readonly kind: 'look-up' | 'encounter' | 'was-not-brought'
  /** What it is counted by once in 24 hours. */
  readonly authorKey: string
  readonly author: unknown
  /** What was declared, where it is no look-up. */
  readonly detail?: unknown
}

/** A question as PostgreSQL is told of it: by the name of its column. */
export type Asked = Readonly<Record<ColumnName, string | boolean | Buffer | null>>

/** The columns of what is asked, by type. */
const SHARED = {
  child_key: 'uuid',
  number_sealed: 'bytea',
  today: 'date',
  access_id: 'uuid',
  at: 'timestamptz',
  action: 'text',
  channel: 'text',
  request_id: 'text',
  mode: 'text',
  user_id: 'text',
  role_profile_id: 'text',
  activity: 'text',
  organisation: 'text',
  client_id: 'text',
  care_setting: 'text',
  is_gate_open: 'boolean',
  with_history: 'boolean',
  detail: 'text',
  line: 'text',
  sealed: 'bytea',
  wrapped_key: 'bytea',
} as const
const OF_THE_ACCESS = {
  kind: 'text',
  author_key: 'text',
  author: 'text',
  declared_sealed: 'bytea',
  salt: 'bytea',
} as const

export const SILENT_COLUMNS = SHARED
export const RECORDING_COLUMNS = { ...SHARED, ...OF_THE_ACCESS }
export type ColumnName = keyof typeof RECORDING_COLUMNS

/** What is asked, with the beginning of its link in the chain of the audit. */
export function askedOf(values: LookUpValues, access?: AccessValues): Asked {
  const at = values.at.toISOString()
  const link = linkOf(values, access)
  return {
    child_key: link.childKey,
    number_sealed: link.numberSealed,
    today: values.today,
    access_id: values.accessId,
    at,
    action: values.action,
    channel: values.channel,
    request_id: values.requestId,
    mode: values.mode,
    user_id: values.userId,
    role_profile_id: values.roleProfileId,
    activity: values.activity,
    organisation: values.organisation,
    client_id: values.clientId,
    care_setting: values.careSetting,
    is_gate_open: values.isGateOpen,
    with_history: values.history,
    detail: values.detail,
    line: link.line,
    sealed: link.sealed,
    wrapped_key: link.wrappedKey,
    kind: access?.kind ?? null,
    author_key: access?.authorKey ?? null,
    author: access === undefined ? null : JSON.stringify(access.author),
    declared_sealed: sealDeclared(values.accessId, access),
    salt: link.salt,
  }
}

/** Under which what was declared with an access is sealed. */
export const contextOfDeclared = (accessId: string): string => `lookup.access ${accessId}`

/** What was declared may hold a clinician's own words about the child. */
function sealDeclared(accessId: string, access: AccessValues | undefined): Buffer | null {
  if (access?.detail === undefined) return null
  return sealJson(processKeyring(), access.detail, contextOfDeclared(accessId))
}

/** Opens what was declared with an access. Throws SEALED_VALUE_UNREADABLE. */
export function openDeclared<Declared>(accessId: string, sealed: Buffer): Declared {
  return openJson<Declared>(processKeyring(), sealed, contextOfDeclared(accessId))
}

function linkOf(values: LookUpValues, access: AccessValues | undefined) {
  const { accessId: entryId, userId, roleProfileId, activity, organisation, clientId } = values
  const entry = {
    entryId,
    at: values.at,
    action: values.action,
    channel: values.channel,
    mode: values.mode,
    requestId: values.requestId,
    nhsNumber: values.nhsNumber,
    detail: JSON.parse(values.detail),
    asker: {
      ...(userId !== null && { userId }),
      ...(roleProfileId !== null && { roleProfileId }),
      ...(activity !== null && { activity }),
      organisation,
      clientId,
    },
  }
  const fingerprint = access && accessFingerprint({ ...access, detail: access.detail ?? null })
  return beginLink(processKeyring(), entry, fingerprint)
}

/** The table of what is asked in a statement: one array for each column, one row for each question by its place. */
export function askedTable(columns: Readonly<Record<string, string>>): string {
  const arrays = Object.values(columns).map((type, index) => `$${index + 1}::${type}[]`)
  return `unnest(${arrays.join(', ')}) with ordinality as given (${[...Object.keys(columns), 'place'].join(', ')})`
}

/** The same with one question, which is cheaper without arrays. */
export function askedRow(columns: Readonly<Record<string, string>>): string {
  const values = Object.entries(columns).map(([name, type], index) => `$${index + 1}::${type} as ${name}`)
  return `(select ${[...values, '1::bigint as place'].join(', ')}) given`
}

/** The values for `askedRow`. */
export function askedValues(columns: Readonly<Record<string, string>>, asked: Asked): unknown[] {
  return (Object.keys(columns) as ColumnName[]).map(name => asked[name])
}

/** The values for `askedTable`. */
export function askedArrays(columns: Readonly<Record<string, string>>, asked: readonly Asked[]): unknown[] {
  return (Object.keys(columns) as ColumnName[]).map(name => asked.map(one => one[name]))
}
