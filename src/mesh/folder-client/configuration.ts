import path from 'node:path'
import { refusal } from '../../platform/index.ts'
import { folderClientErrors } from './errors.ts'
import { readXml, type XmlNode } from './files/xml.ts'

/** One mailbox of meshclient.cfg. */
export type FolderMailbox = {
  readonly mailboxId: string
  readonly password: string
  /** The folder that holds `in`, `out`, `sent`, `failed` and `temp`. */
  readonly root: string
  /** Which reports about its own work the client writes into `in`; errors are always written. */
  readonly reports: {
    readonly collect: boolean
    readonly transfer: boolean
    readonly delay: boolean
    readonly poll: boolean
  }
  /** Whether pairs that were sent are kept in `sent`. */
  readonly saveSent: boolean
}

/** meshclient.cfg of the Java client, as far as this client follows it (mesh.md 15). */
export type MeshClientConfiguration = {
  /** The root of the server, without `/messageexchange`. */
  readonly primaryUrl: string
  readonly sharedKey: string
  readonly logFile: string
  readonly workPath: string
  /** Holds `1` when the client is to stop. */
  readonly signalFile: string
  readonly keyStore: { readonly file: string; readonly password: string } | undefined
  readonly pollPeriodMs: number
  /** A file younger than this is left alone. */
  readonly processingDelayMs: number
  /** How often a pair that could not be sent is tried again before it goes to `failed`. */
  readonly serverRetry: number
  /** The most messages fetched in one poll. */
  readonly maxMessages: number
  readonly mailboxes: readonly FolderMailbox[]
  /** Elements that are there and have no effect here. */
  readonly unused: readonly string[]
}

const USED = new Set(
  (
    'PrimaryURL LogPath KeyStorePath KeyStorePassword WorkPath SignalPath AuthenticationKey ProcessingDelay PollPeriod ' +
    'ServerRetry MaxMessages Client'
  ).split(' '),
)

/**
 * Reads meshclient.cfg. Relative paths are relative to `folder`, where the file lies. Throws
 * FOLDER_CONFIGURATION_INVALID naming every element that is missing or odd, never a value.
 */
export function readMeshClientConfiguration(xml: Uint8Array | string, folder: string): MeshClientConfiguration {
  const refuse = (reason: string) => refusal(folderClientErrors, 'FOLDER_CONFIGURATION_INVALID', reason)
  const root = readXml(typeof xml === 'string' ? Buffer.from(xml) : xml, refuse)
  if (root.name !== 'MESHConfig') throw refuse('the first element is not MESHConfig')
  const faults: string[] = []
  const read = readerOf(root, faults)
  const place = (element: string) => path.resolve(folder, read.text(element))
  const clients = root.children.filter(child => child.name === 'Client')
  const configuration: MeshClientConfiguration = {
    primaryUrl: read.url('PrimaryURL'),
    sharedKey: read.text('AuthenticationKey'),
    logFile: path.join(place('LogPath'), 'mesh.log'),
    workPath: place('WorkPath'),
    signalFile: signalFileOf(place('SignalPath')),
    keyStore: keyStoreOf(root, folder, read),
    pollPeriodMs: read.number('PollPeriod', { from: 1, to: 1_440, otherwise: 30 }) * 60_000,
    processingDelayMs: read.number('ProcessingDelay', { from: 0, to: 3_600, otherwise: 1 }) * 1_000,
    serverRetry: read.number('ServerRetry', { from: 0, to: 100, otherwise: 3 }),
    maxMessages: read.number('MaxMessages', { from: 1, to: 5_000, otherwise: 100 }),
    mailboxes: clients.map((client, index) => mailboxOf(client, index, { folder, faults })),
    unused: [...new Set(root.children.map(child => child.name).filter(name => !USED.has(name)))],
  }
  faults.push(...faultsOfMailboxes(configuration.mailboxes))
  if (faults.length > 0) throw refuse(faults.join('; '))
  return configuration
}

/** Two mailboxes in one folder would take each other's files. */
function faultsOfMailboxes(mailboxes: readonly FolderMailbox[]): string[] {
  if (mailboxes.length === 0) return ['Client is missing']
  const twice = (values: string[]) => new Set(values).size < values.length
  return [
    ...(twice(mailboxes.map(one => one.mailboxId)) ? ['ClientIdentity stands there twice'] : []),
    ...(twice(mailboxes.map(one => one.root)) ? ['InterfaceRoot is that of another Client'] : []),
  ]
}

function signalFileOf(place: string): string {
  return place.toLowerCase().endsWith('.sig') ? place : path.join(place, 'mexclient.sig')
}

function keyStoreOf(root: XmlNode, folder: string, read: Reader): MeshClientConfiguration['keyStore'] {
  if (textIn(root, 'KeyStorePath') === '') return undefined
  return { file: path.resolve(folder, read.text('KeyStorePath')), password: textIn(root, 'KeyStorePassword') }
}

function mailboxOf(client: XmlNode, index: number, at: { folder: string; faults: string[] }): FolderMailbox {
  const read = readerOf(client, at.faults, `Client ${index + 1}: `)
  const kind = textIn(client, 'MailboxType')
  if (kind !== '' && kind.toUpperCase() !== 'MESH') at.faults.push(`Client ${index + 1}: MailboxType must be MESH`)
  const mailboxId = read.text('ClientIdentity').toUpperCase()
  // It names a folder of WorkPath.
  if (!/^[A-Z0-9_-]{0,100}$/.test(mailboxId)) at.faults.push(`Client ${index + 1}: ClientIdentity is no mailbox id`)
  return {
    mailboxId,
    password: read.text('ClientAuthentication'),
    root: path.resolve(at.folder, read.text('InterfaceRoot')),
    reports: {
      collect: read.yes('CollectReport', true),
      transfer: read.yes('TransferReport', false),
      delay: read.yes('DelayReport', false),
      poll: read.yes('PollReport', false),
    },
    saveSent: read.yes('SaveSent', true),
  }
}

type Reader = {
  text(element: string): string
  url(element: string): string
  yes(element: string, otherwise: boolean): boolean
  number(element: string, range: { from: number; to: number; otherwise: number }): number
}

function textIn(parent: XmlNode, element: string): string {
  return parent.children.find(child => child.name === element)?.text.trim() ?? ''
}

/** Reads elements of one parent; what is missing or odd is added to `faults`, and something harmless returned. */
function readerOf(parent: XmlNode, faults: string[], where = ''): Reader {
  const fault = (text: string) => faults.push(where + text)
  const text = (element: string) => {
    const value = textIn(parent, element)
    if (value === '') fault(`${element} is missing`)
    return value
  }
  return {
    text,
    url(element) {
      const value = text(element)
      if (value !== '' && !/^https?:$/.test(URL.parse(value)?.protocol ?? '')) fault(`${element} must be a web address`)
      return value.replace(/\/+$/, '').replace(/\/messageexchange$/i, '')
    },
    yes(element, otherwise) {
      const value = textIn(parent, element).toUpperCase()
      if (value !== '' && value !== 'Y' && value !== 'N') fault(`${element} must be Y or N`)
      return value === '' ? otherwise : value === 'Y'
    },
    number(element, { from, to, otherwise }) {
      const value = textIn(parent, element)
      if (value === '') return otherwise
      const fits = /^\d{1,6}$/.test(value) && Number(value) >= from && Number(value) <= to
      if (!fits) fault(`${element} must be a whole number from ${from} to ${to}`)
      return fits ? Number(value) : otherwise
    },
  }
}
