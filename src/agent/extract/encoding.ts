import fs from 'node:fs'
import { refusal } from '../../platform/index.ts'
import { agentErrors } from '../errors.ts'
import { ENCODINGS, type Encoding } from './mapping.ts'

/** How much of a file its beginning is: enough for the headings of any extract. */
const BEGINNING_BYTES = 65_536

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

/** A file's first bytes. Throws what the file system says. */
export async function beginningOf(file: string): Promise<Buffer> {
  const handle = await fs.promises.open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/**
 * The encoding of an extract: by its byte order mark, else by the noughts UTF-16 is full of, else what the mapping
 * says, else UTF-8. Windows-1252 cannot be told from its bytes, so the mapping has to confirm it. Throws
 * AGENT_EXTRACT_UNREADABLE where the bytes contradict the mapping.
 */
export function encodingOf(beginning: Buffer, confirmed: Encoding | undefined): Encoding {
  const found = markedEncoding(beginning) ?? noughtEncoding(beginning)
  if (found !== undefined && confirmed !== undefined && found !== confirmed)
    throw refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', `it is ${found}; the mapping file says ${confirmed}`)
  return found ?? confirmed ?? 'utf-8'
}

function markedEncoding(beginning: Buffer): Encoding | undefined {
  return MARKS.find(([, mark]) => mark.every((byte, index) => beginning[index] === byte))?.[0]
}

function noughtEncoding(beginning: Buffer): Encoding | undefined {
  const [first, second] = beginning
  if (beginning.length < 2 || (first !== 0 && second !== 0)) return undefined
  return first === 0 ? 'utf-16be' : 'utf-16le'
}

/** The text of a file as it streams from the disk; letters that are lost stop it. Throws AGENT_EXTRACT_UNREADABLE. */
export async function* textOf(file: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const chunk of fs.createReadStream(file)) yield decoded(decoder, chunk as Buffer, encoding)
  yield decoded(decoder, undefined, encoding)
}

function decoded(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer | undefined, encoding: Encoding): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined })
  } catch {
    const others = ENCODINGS.filter(other => other !== encoding).join(', ')
    const detail = `it is not written in ${encoding}; where it is in one of ${others}, the mapping file must say so`
    throw refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', detail)
  }
}

/** The beginning as text, for finding the delimiter; a letter cut in two at its end is no matter. */
export function beginningText(beginning: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(beginning)
}
