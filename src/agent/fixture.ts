import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {
  type Clock,
  calendarDate,
  type Database,
  readCalendarDate,
  silentLog,
  systemRandomness,
} from '../platform/index.ts'
import { readPlanCategory } from '../register/index.ts'
import type { AgentConfiguration } from './configuration.ts'
import type { ExtractRow } from './extract/extract.ts'
import { COLUMNS, type Column, DATE_COLUMNS, type ExtractMapping } from './extract/mapping.ts'
import { isLegalStatus } from './legal-statuses.ts'
import type { AgentDeps, CollectedMessage, MeshPort, MeshSending, MessagesPort, ReadMessage } from './ports.ts'

// What the tests of this folder share: an invented authority, extracts, a mailbox in memory and a codec that writes JSON.

export const TODAY = calendarDate('2026-03-10')
export const NOW = new Date('2026-03-10T09:00:00Z')
/** Valid NHS numbers of nobody. */
export const NUMBERS = ['9990100004', '9990100284', '9990100632', '9990100497', '9990100217'] as const

export const MAPPING: ExtractMapping = {
  delimiter: ',',
  dateFormat: 'YYYY-MM-DD',
  columns: Object.fromEntries(COLUMNS.map(column => [column, column])) as ExtractMapping['columns'],
}

export const CONFIGURATION: AgentConfiguration = {
  authority: { odsCode: 'X01', name: 'Exampleshire', emergencyPhone: '01632 960801', officePhone: '+44 1632 960802' },
  mesh: {
    url: 'http://127.0.0.1:9',
    mailboxId: 'X01AGENT',
    hubMailbox: 'HUB',
    workflows: { upload: 'W-UP', acknowledgement: 'W-ACK', accessNotice: 'W-ASN', inactiveNumber: 'W-INN' },
  },
  mapping: MAPPING,
  shared: new Set(['C1', 'C2', 'V2']),
  volumeGuard: { percent: 10, atLeast: 10 },
  otherAuthorityPlans: 'leave',
  pollMinutes: 5,
  inbox: {},
}

export type Cells = Partial<Record<Column, string>>

/** A child of seven in the extract's own columns, with whatever the test says. */
export function childCells(cells: Cells = {}): Cells {
  const person = { localPersonId: 'P1', nhsNumber: NUMBERS[0], familyName: 'Sample', givenNames: 'Sam Lee' }
  return { ...person, dateOfBirth: '2019-02-14', ...cells }
}

/** Rows as `readExtract` would give them from the columns above; empty cells are left out. */
export function rowsOf(...cells: Cells[]): ExtractRow[] {
  return cells.map((all, index) => {
    const text = Object.fromEntries(Object.entries(all).filter(([, cell]) => cell !== '')) as Cells
    const days = DATE_COLUMNS.map(column => [column, readCalendarDate(text[column] ?? '')] as const)
    const date = Object.fromEntries(days.filter(([, day]) => day !== undefined))
    const status = text.legalStatus ?? ''
    const category = readPlanCategory(text.planCategory ?? '')
    return {
      ...{ number: index + 2, text, date },
      ...(isLegalStatus(status) && { legalStatus: status }),
      ...(category && { planCategory: category }),
    }
  })
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'agent-'))
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }))

/** Writes a file of its own into a folder that nobody else uses, gone with the process, and returns its path. */
export function writeFile(name: string, text: string | Uint8Array): string {
  const file = path.join(fs.mkdtempSync(path.join(folder, 'f-')), name)
  fs.writeFileSync(file, text)
  return file
}

export function writeExtract(...rows: Cells[]): string {
  const lines = rows.map(row => COLUMNS.map(column => row[column] ?? '').join(','))
  return writeFile('extract.csv', [COLUMNS.join(','), ...lines, ''].join('\n'))
}

type Step = 'handshake' | 'track' | 'send' | 'answer to send' | 'list' | 'download' | 'acknowledge'

export type FakeMailbox = MeshPort & {
  readonly sent: (MeshSending & { readonly messageId: string })[]
  readonly waiting: Map<string, CollectedMessage | 'gone'>
  /** Steps that fail as long as they are named here; `download` may name one message. */
  readonly failing: Set<Step | `download ${string}`>
  /** Puts a message into the authority's inbox. */
  deliver(message: Partial<CollectedMessage> & { readonly messageId: string }): void
}

export function fakeMailbox(): FakeMailbox {
  const failing: FakeMailbox['failing'] = new Set()
  const sent: FakeMailbox['sent'] = []
  const waiting: FakeMailbox['waiting'] = new Map()
  const may = (...steps: (Step | `download ${string}`)[]) => {
    if (steps.some(step => failing.has(step))) throw new Error(`the mailbox failed: ${steps[0]}`)
  }
  return {
    sent,
    waiting,
    failing,
    deliver: message =>
      waiting.set(message.messageId, { kind: 'DATA', workflowId: 'W', body: new Uint8Array(), ...message }),
    handshake: async () => may('handshake'),
    async send(message) {
      may('send')
      const messageId = `SENT${sent.length + 1}`
      sent.push({ ...message, messageId })
      may('answer to send')
      return { messageId }
    },
    async list() {
      may('list')
      // MESH answers with so many at a time; two are enough to see that the agent asks again.
      return [...waiting.keys()].slice(0, 2)
    },
    async download(messageId) {
      may('download', `download ${messageId}`)
      return waiting.get(messageId) ?? 'gone'
    },
    async acknowledge(messageId) {
      may('acknowledge')
      waiting.delete(messageId)
    },
    async trackByLocalId(localId) {
      may('track')
      const found = sent.find(message => message.localId === localId)
      return found && { messageId: found.messageId, status: 'accepted' }
    },
  }
}

/** Messages as JSON; a body that is none cannot be read. */
export const jsonMessages: MessagesPort = {
  writeUpload: upload => JSON.stringify(upload),
  async read(body) {
    const revived = (_: string, value: unknown) =>
      typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? new Date(value) : value
    return JSON.parse(Buffer.from(body).toString('utf8'), revived) as ReadMessage
  },
}

export function bodyOf(message: ReadMessage): Uint8Array {
  return Buffer.from(JSON.stringify(message))
}

export type FakeDeps = AgentDeps & { readonly mesh: FakeMailbox }

export function agentDeps(database: Database, clock: Clock = { now: () => NOW }): FakeDeps {
  return {
    database,
    configuration: CONFIGURATION,
    mesh: fakeMailbox(),
    messages: jsonMessages,
    tell: async () => {},
    webhookSecret: 'test-secret',
    clock,
    randomness: systemRandomness,
    log: silentLog,
  }
}

/** Takes everything back out of the agent's database. */
export async function emptyAgent(database: Database): Promise<void> {
  await database.query({
    text: `truncate agent.inbox_item, agent.message, agent.sent_row, agent.record, agent.run, agent.work_item,
        agent.inactive_number, agent.last_time restart identity;
      update agent.sequence set last = 0`,
  })
}
