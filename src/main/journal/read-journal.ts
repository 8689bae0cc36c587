import fs from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { isRefusal, type Keyring, refusal } from '../../platform/index.ts'
import { contextOf, entryOf, LENGTHS_BYTES, type ReadEntry } from './entry.ts'
import { journalErrors } from './errors.ts'

export type ReadJournalDeps = { readonly folder: string; readonly keyring: Keyring }

/** Told of a file whose last entry is not whole: a process died, or the disk was full, while it was written. */
export type OnTorn = (file: string) => void

const expanded = promisify(gunzip)
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The days there are entries of, in order, as YYYY-MM-DD. */
export async function journalDays(folder: string): Promise<string[]> {
  return (await namesIn(folder)).filter(name => DAY.test(name))
}

/**
 * Reads the entries from a day (YYYY-MM-DD) on, file by file, in the order each process wrote them; the bytes of messages
 * only where they are asked for. Throws JOURNAL_UNREADABLE for an entry that was changed, is elsewhere than it was
 * written, or is under a key the ring does not have.
 */
export async function* readJournal(
  deps: ReadJournalDeps,
  fromDay: string,
  onTorn: OnTorn = () => {},
): AsyncGenerator<ReadEntry> {
  for (const day of (await journalDays(deps.folder)).filter(one => one >= fromDay))
    for (const name of (await namesIn(path.join(deps.folder, day))).filter(one => one.endsWith('.journal')))
      yield* entriesOf(deps, `${day}/${name}`, onTorn)
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await fs.readdir(folder)).sort()
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return []
    throw error
  }
}

async function* entriesOf(deps: ReadJournalDeps, file: string, onTorn: OnTorn): AsyncGenerator<ReadEntry> {
  const handle = await fs.open(path.join(deps.folder, file))
  try {
    const { size } = await handle.stat()
    let position = 0
    for (let place = 0; position < size; place += 1) {
      const [line = 0, bytes = 0] = lengthsOf(await bytesAt(handle, position, LENGTHS_BYTES))
      const body = { position: position + LENGTHS_BYTES + line, length: bytes, context: contextOf(file, place, 'body') }
      const end = body.position + bytes
      const isLast = end >= size
      const sealed = await bytesAt(handle, position + LENGTHS_BYTES, line)
      // A crash may leave an end that is short, or filled with zeros.
      if (line === 0 || end > size) return onTorn(file)
      const json = opened(deps, sealed, contextOf(file, place, 'entry'))
      if (json === undefined && isLast) return onTorn(file)
      if (json === undefined) throw unreadable(file, place)
      yield { ...entryOf(json.toString('utf8')), body: () => bodyOf(deps, file, body) }
      position = end
    }
  } finally {
    await handle.close()
  }
}

function lengthsOf(head: Buffer): number[] {
  return head.length < LENGTHS_BYTES ? [] : [head.readUInt32BE(0), head.readUInt32BE(4)]
}

/** So many bytes, or as many as there are. */
async function bytesAt(handle: fs.FileHandle, position: number, length: number): Promise<Buffer> {
  const { size } = await handle.stat()
  const there = Buffer.alloc(Math.max(0, Math.min(length, size - position)))
  await handle.read(there, 0, there.length, position)
  return there
}

/** `undefined` for what does not open. A key the ring does not have is no torn end: throws JOURNAL_UNREADABLE. */
function opened({ keyring }: ReadJournalDeps, sealed: Buffer, context: string): Buffer | undefined {
  try {
    return keyring.unseal(sealed, context)
  } catch (error) {
    const detail = isRefusal(error) ? error.detail : undefined
    if (detail?.match(/^key \d/)) throw refusal(journalErrors, 'JOURNAL_UNREADABLE', `${context}: no ${detail}`, error)
    return undefined
  }
}

type BodyPlace = { readonly position: number; readonly length: number; readonly context: string }

/** Opens the file anew: the bytes may be asked for when all of the journal was read. */
async function bodyOf(deps: ReadJournalDeps, file: string, place: BodyPlace): Promise<Buffer> {
  if (place.length === 0) return Buffer.alloc(0)
  const handle = await fs.open(path.join(deps.folder, file))
  try {
    const sealed = await bytesAt(handle, place.position, place.length)
    const bytes = opened(deps, sealed, place.context)
    if (bytes === undefined) throw unreadable(file, place.position)
    return await expanded(bytes)
  } finally {
    await handle.close()
  }
}

const unreadable = (file: string, place: number) => refusal(journalErrors, 'JOURNAL_UNREADABLE', `${file} at ${place}`)
