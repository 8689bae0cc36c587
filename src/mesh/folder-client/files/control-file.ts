import { refusal } from '../../../platform/index.ts'
import { folderClientErrors } from '../errors.ts'
import { readXml, type XmlNode, xmlText } from './xml.ts'

/** What happened to a message, as a control file says it (mesh.md 15). */
export type StatusRecord = {
  /** `yyyyMMddHHmmss`, UTC. */
  readonly dateTime: string
  readonly event: string
  readonly status: string
  readonly statusCode: string
  readonly description: string
}

/** A control file, `DTSControl`. An element that is missing or empty is absent. */
export type ControlFile = { readonly [Field in FieldName]?: string } & { readonly statusRecord?: StatusRecord }

/** Elements in the order they are written, with the most characters each may have (mesh.md 15; 500: mesh.md 7). */
const ELEMENTS = [
  { element: 'Version', field: 'version', most: 10 },
  { element: 'AddressType', field: 'addressType', most: 10 },
  { element: 'MessageType', field: 'messageType', most: 10 },
  { element: 'WorkflowId', field: 'workflowId', most: 32 },
  { element: 'To_DTS', field: 'to', most: 100 },
  { element: 'From_DTS', field: 'from', most: 100 },
  { element: 'To_ESMTP', field: 'toAddress', most: 255 },
  { element: 'From_ESMTP', field: 'fromAddress', most: 255 },
  { element: 'Subject', field: 'subject', most: 500 },
  { element: 'LocalId', field: 'localId', most: 255 },
  { element: 'DTSId', field: 'messageId', most: 100 },
  { element: 'PartnerId', field: 'partnerId', most: 255 },
  { element: 'ProcessId', field: 'processId', most: 32 },
  { element: 'Compress', field: 'compress', most: 10 },
  { element: 'AllowChunking', field: 'allowChunking', most: 10 },
  { element: 'Encrypted', field: 'encrypted', most: 10 },
  { element: 'IsCompressed', field: 'isCompressed', most: 10 },
  { element: 'DataChecksum', field: 'checksum', most: 100 },
] as const
type FieldName = (typeof ELEMENTS)[number]['field']

/** One public template writes this element so. */
const OTHER_SPELLINGS: Readonly<Record<string, string>> = { DataCheckSum: 'DataChecksum' }

const STATUS_ELEMENTS = {
  dateTime: 'DateTime',
  event: 'Event',
  status: 'Status',
  statusCode: 'StatusCode',
  description: 'Description',
} as const

const refuse = (reason: string) => refusal(folderClientErrors, 'FOLDER_CONTROL_INVALID', reason)

/**
 * Reads a control file; elements it does not know are passed over. Throws FOLDER_CONTROL_INVALID for what is no XML, no
 * DTSControl, has an element twice, or one that is too long; the detail names the element and never its value.
 */
export function readControlFile(bytes: Uint8Array): ControlFile {
  const root = readXml(bytes, refuse)
  if (root.name !== 'DTSControl') throw refuse('the first element is not DTSControl')
  const fields: { [Field in FieldName]?: string } = {}
  for (const { element, field, most } of ELEMENTS) {
    const value = textOf(root, element)
    if (value.length > most) throw refuse(`${element} has more than ${most} characters`)
    if (value !== '') fields[field] = value
  }
  const record = root.children.find(child => child.name === 'StatusRecord')
  return record ? { ...fields, statusRecord: readStatus(record) } : fields
}

function readStatus(record: XmlNode): StatusRecord {
  const entries = Object.entries(STATUS_ELEMENTS).map(([field, element]) => [field, textOf(record, element)])
  return Object.fromEntries(entries) as StatusRecord
}

function textOf(parent: XmlNode, element: string): string {
  const found = parent.children.filter(child => (OTHER_SPELLINGS[child.name] ?? child.name) === element)
  if (found.length > 1) throw refuse(`${element} stands there twice`)
  return found[0]?.text.trim() ?? ''
}

/** Writes a control file as UTF-8, its elements in the order of mesh.md 15, one to a line. */
export function writeControlFile(control: ControlFile): string {
  const lines = ELEMENTS.flatMap(({ element, field }) => elementOf(element, control[field]))
  return `<DTSControl>\n${[...lines, ...statusLines(control.statusRecord)].map(line => `  ${line}\n`).join('')}</DTSControl>\n`
}

function elementOf(name: string, value: string | undefined): string[] {
  return value === undefined || value === '' ? [] : [`<${name}>${xmlText(value)}</${name}>`]
}

function statusLines(record: StatusRecord | undefined): string[] {
  if (!record) return []
  const inside = Object.entries(STATUS_ELEMENTS).flatMap(([field, element]) =>
    elementOf(element, record[field as keyof StatusRecord]),
  )
  return ['<StatusRecord>', ...inside.map(line => `  ${line}`), '</StatusRecord>']
}
