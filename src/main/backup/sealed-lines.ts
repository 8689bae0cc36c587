import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { pipeline, Readable, type Transform } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { type Keyring, refusal } from '../../platform/index.ts'
import { backupErrors } from './errors.ts'

// A file of lines, compressed and sealed in pieces. Each piece is bound to its file and place, so that none can be left
// out, put elsewhere or changed; how many lines there were, and their hash, stands in the manifest.

const PIECE_BYTES = 1 << 20
const LENGTH_BYTES = 4

export type Written = { readonly rows: number; readonly sha256: string }
type Place = { readonly file: string; readonly context: string; readonly keyring: Keyring }

/** Writes lines, and answers how many and their hash. */
export async function writeSealed(lines: AsyncIterable<string>, { file, context, keyring }: Place): Promise<Written> {
  const hash = createHash('sha256')
  let rows = 0
  async function* counted(): AsyncIterable<string> {
    for await (const line of lines) {
      rows += 1
      hash.update(line).update('\n')
      yield `${line}\n`
    }
  }
  const handle = await fs.promises.open(file, 'wx', 0o600)
  try {
    let piece = 0
    for await (const part of pieces(through(counted(), createGzip()))) {
      const sealed = keyring.seal(part, `${context} ${piece++}`)
      const length = Buffer.alloc(LENGTH_BYTES)
      length.writeUInt32BE(sealed.length)
      await handle.write(Buffer.concat([length, sealed]))
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { rows, sha256: hash.digest('hex') }
}

/** A fault of the source is a fault of what is read behind it. */
function through(source: AsyncIterable<string | Buffer>, transform: Transform): Transform {
  pipeline(Readable.from(source), transform, () => {})
  return transform
}

async function* pieces(stream: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let kept: Buffer[] = []
  let size = 0
  for await (const part of stream) {
    kept.push(part)
    size += part.length
    if (size < PIECE_BYTES) continue
    yield Buffer.concat(kept)
    kept = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(kept)
}

/** Reads the lines back; throws BACKUP_UNREADABLE for a piece that does not open, or when the hash is another. */
export async function* readSealed(place: Place, wanted: Written): AsyncIterable<string> {
  const hash = createHash('sha256')
  let rows = 0
  let rest = ''
  try {
    for await (const part of through(opened(place), createGunzip()).setEncoding('utf8')) {
      const lines = (rest + String(part)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        rows += 1
        hash.update(line).update('\n')
        yield line
      }
    }
  } catch (error) {
    throw refusal(backupErrors, 'BACKUP_UNREADABLE', place.context, error)
  }
  if (rest !== '' || rows !== wanted.rows || hash.digest('hex') !== wanted.sha256)
    throw refusal(backupErrors, 'BACKUP_UNREADABLE', place.context)
}

async function* opened({ file, context, keyring }: Place): AsyncIterable<Buffer> {
  const handle = await fs.promises.open(file)
  try {
    const length = Buffer.alloc(LENGTH_BYTES)
    for (let piece = 0; ; piece += 1) {
      const { bytesRead } = await handle.read(length, 0, LENGTH_BYTES)
      if (bytesRead === 0) return
      const sealed = Buffer.alloc(length.readUInt32BE())
      const body = await handle.read(sealed, 0, sealed.length)
      if (body.bytesRead !== sealed.length) throw new Error('cut off')
      yield keyring.unseal(sealed, `${context} ${piece}`)
    }
  } finally {
    await handle.close()
  }
}
