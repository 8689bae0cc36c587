import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { isRefusal } from '../../../platform/index.ts'
import { type ControlFile, readControlFile } from '../files/control-file.ts'
import { systemCode } from '../files/faults.ts'
import { type Fault, faultOf, type Sendable } from './check-control.ts'
import { type FoundPair, restedFor } from './find-pairs.ts'

/** A pair that may be sent, or why not; `later`: it is in use, or still being written. */
export type ReadPair =
  | { readonly kind: 'sendable'; readonly control: Sendable; readonly data: Buffer; readonly digest: string }
  | { readonly kind: 'faulty'; readonly control: ControlFile; readonly fault: Fault }
  | { readonly kind: 'later' }

type From = { readonly folder: string; readonly mailboxId: string; readonly now: Date; readonly delayMs: number }

/** A control file that is no XML is given this many times the delay to become whole. */
const HALF_WRITTEN_TIMES = 10

/** Another program has the file open for itself (Windows). */
const IN_USE = new Set(['EBUSY', 'ETXTBSY'])

/** Reads a pair out of `out` and checks it. */
export async function readPair({ controlFile = '', dataFile }: FoundPair, from: From): Promise<ReadPair> {
  const control = readControl(path.join(from.folder, controlFile), from)
  if ('kind' in control) return control
  if (dataFile === undefined) return faulty(control, { name: 'dataMissing' })
  const file = path.join(from.folder, dataFile)
  try {
    const fault = faultOf(control, { mailboxId: from.mailboxId, bytes: fs.statSync(file).size })
    if (fault) return faulty(control, fault)
    const data = await fs.promises.readFile(file)
    if (data.length === 0) return faulty(control, { name: 'dataMissing', detail: 'empty' })
    return { kind: 'sendable', control: control as Sendable, data, digest: digestOf(control, data) }
  } catch (error) {
    const code = systemCode(error)
    if (code === undefined) throw error
    return IN_USE.has(code) ? { kind: 'later' } : faulty(control, { name: 'dataMissing', detail: code })
  }
}

function faulty(control: ControlFile, fault: Fault): ReadPair {
  return { kind: 'faulty', control, fault }
}

function readControl(file: string, { now, delayMs }: From): ControlFile | ReadPair {
  try {
    return readControlFile(fs.readFileSync(file))
  } catch (error) {
    const code = systemCode(error)
    if (code !== undefined && (IN_USE.has(code) || code === 'ENOENT')) return { kind: 'later' }
    if (code === undefined && !isRefusal(error)) throw error
    if (code === undefined && restedFor(file, now) < delayMs * HALF_WRITTEN_TIMES) return { kind: 'later' }
    const detail = isRefusal(error) ? error.detail : code
    return faulty({}, { name: 'transferFailed', detail: `the .ctl file cannot be read: ${detail}` })
  }
}

/** What makes a pair the same when it is put into `out` again; the status of its first journey does not. */
function digestOf({ to, workflowId, subject, localId }: ControlFile, data: Buffer): string {
  return createHash('sha256')
    .update(JSON.stringify([to, workflowId, subject, localId]))
    .update(data)
    .digest('hex')
}
