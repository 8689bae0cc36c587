import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { refusal } from '../../../platform/index.ts'
import { folderClientErrors } from '../errors.ts'
import type { ControlFile, StatusRecord } from '../files/control-file.ts'
import { type Identity, writeDurably } from '../files/durable.ts'
import { systemCode } from '../files/faults.ts'

/** How a pair ended: where it goes and what its control file says. */
export type Outcome = {
  readonly folder: 'sent' | 'failed'
  readonly status: StatusRecord
  /** The id MESH gave it; a pair refused here has none. */
  readonly messageId?: string
  /** The name it gets there, without extension. */
  readonly target: string
}

/** What is known of a pair on its way out; written before anything is sent, gone when the pair has moved. */
export type JournalEntry = {
  /** The pair's name without extension, and its files in `out`. */
  readonly pair: string
  readonly controlFile: string
  readonly dataFile: string
  readonly control: Identity | undefined
  readonly data: Identity | undefined
  /** What the control file said; empty when it could not be read. */
  readonly said: ControlFile
  /** The local id the message goes by: LocalId of the control file, `~`, and a number of our own. */
  readonly localId: string
  /** SHA-256 of addressing and data: the same pair put into `out` again is known by it. Empty when it was not read. */
  readonly digest: string
  /** Sends begun. */
  readonly tries: number
  /** Not looked at before this instant (ISO 8601). */
  readonly waitUntil: string
  readonly isDelayReported?: true
  /** Retries were used up; what became of the last of them may not be known. */
  readonly isGivenUp?: true
  readonly outcome?: Outcome
}

function fileOf(folder: string, pair: string): string {
  return path.join(folder, `${createHash('sha256').update(pair).digest('hex').slice(0, 32)}.json`)
}

/** The entry of a pair, if there is one. Throws FOLDER_FILE_INACCESSIBLE for one that cannot be understood. */
export function readEntry(folder: string, pair: string): JournalEntry | undefined {
  return readEntryFile(fileOf(folder, pair))
}

/** Every entry there is. */
export function readEntries(folder: string): JournalEntry[] {
  const names = fs.readdirSync(folder).filter(name => name.endsWith('.json'))
  return names.flatMap(name => readEntryFile(path.join(folder, name)) ?? [])
}

/** Written by `writeDurably` only, so one that does not parse was changed by somebody: a person has to look. */
function readEntryFile(file: string): JournalEntry | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as JournalEntry
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    if (systemCode(error) !== undefined) throw error
    throw refusal(folderClientErrors, 'FOLDER_FILE_INACCESSIBLE', `${path.basename(file)} in WorkPath is damaged`)
  }
}

/** Keeps an entry; it is on the disk when this returns. */
export function keepEntry(folder: string, entry: JournalEntry): void {
  writeDurably(fileOf(folder, entry.pair), JSON.stringify(entry))
}

/** Forgets the entry of a pair. */
export function dropEntry(folder: string, pair: string): void {
  fs.rmSync(fileOf(folder, pair), { force: true })
}
