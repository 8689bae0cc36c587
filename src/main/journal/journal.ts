import fs from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type Clock, type Keyring, type Randomness, refusal } from '../../platform/index.ts'
import { contextOf, type JournalEntry, LENGTHS_BYTES, type MessageEntry } from './entry.ts'
import { journalErrors } from './errors.ts'

export type JournalDeps = {
  readonly folder: string
  readonly keyring: Keyring
  readonly clock: Clock
  readonly randomness: Randomness
}

/** What a worker writes down beside the database. */
export type Journal = {
  /** Writes a message; back when it is on the disk. Throws JOURNAL_UNWRITABLE. */
  keep(message: Omit<MessageEntry, 'kind' | 'at'>, body: Uint8Array): Promise<void>
  /** Writes what is also known elsewhere, without waiting for the disk. Throws JOURNAL_UNWRITABLE. */
  note(entry: JournalEntry): Promise<void>
  /** Ends the file in hand; what is written after that begins another. */
  end(): Promise<void>
}

type OpenFile = { readonly handle: fs.FileHandle; readonly day: string; readonly name: string; place: number }
type Piece = { readonly entry: JournalEntry; readonly body?: Uint8Array; readonly durable: boolean }

const compressed = promisify(gzip)

/**
 * Opens the journal of one process: a folder a day (UTC), and in it a file of this process, to which each entry is added
 * with one write. Processes share no file, so none waits for another. A write that fails ends its file: what is torn
 * stands at the end of one, and was acknowledged to nobody.
 */
export function openJournal(deps: JournalDeps): Journal {
  let file: OpenFile | undefined
  let before: Promise<unknown> = Promise.resolve()
  const drop = async () => {
    const gone = file
    file = undefined
    await gone?.handle.close()
  }
  const append = async (piece: Piece) => {
    try {
      const day = deps.clock.now().toISOString().slice(0, 10)
      if (file !== undefined && file.day !== day) await drop()
      file ??= await begin(deps, day)
      await file.handle.appendFile(await sealed(deps, file, piece))
      file.place += 1
      if (piece.durable) await file.handle.datasync()
    } catch (error) {
      await drop().catch(() => {})
      throw refusal(journalErrors, 'JOURNAL_UNWRITABLE', (error as { code?: string }).code, error)
    }
  }
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = before.then(work)
    before = done.catch(() => {})
    return done
  }
  return {
    keep: (message, body) =>
      inTurn(() => append({ entry: { kind: 'message', at: deps.clock.now(), ...message }, body, durable: true })),
    note: entry => inTurn(() => append({ entry, durable: false })),
    end: () => inTurn(drop),
  }
}

/** A new file, there under its name after a power cut too. */
async function begin({ folder, randomness }: JournalDeps, day: string): Promise<OpenFile> {
  const at = path.join(folder, day)
  await fs.mkdir(at, { recursive: true, mode: 0o700 })
  const name = `${day}/${randomness.uuid()}.journal`
  const handle = await fs.open(path.join(folder, name), 'ax', 0o600)
  for (const one of [at, folder]) await syncFolder(one)
  return { handle, day, name, place: 0 }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function sealed({ keyring }: JournalDeps, { name, place }: OpenFile, { entry, body }: Piece): Promise<Buffer> {
  const line = keyring.seal(Buffer.from(JSON.stringify(entry)), contextOf(name, place, 'entry'))
  const bytes =
    body === undefined ? Buffer.alloc(0) : keyring.seal(await compressed(body), contextOf(name, place, 'body'))
  const lengths = Buffer.alloc(LENGTHS_BYTES)
  lengths.writeUInt32BE(line.length, 0)
  lengths.writeUInt32BE(bytes.length, 4)
  return Buffer.concat([lengths, line, bytes])
}
