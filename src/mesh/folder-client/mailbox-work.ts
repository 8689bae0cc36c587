import path from 'node:path'
import type { Clock, Log, Randomness } from '../../platform/index.ts'
import type { MeshClient } from '../client/mesh-client.ts'
import type { FolderMailbox } from './configuration.ts'
import { type ControlFile, type StatusRecord, writeControlFile } from './files/control-file.ts'
import { writeDurably } from './files/durable.ts'
import type { Folders } from './files/folders.ts'
import type { MeshLog } from './log/mesh-log.ts'

/** How long things take; the defaults are in `start.ts`. */
export type Pace = {
  /** A file younger than this is left alone. */
  readonly processingDelayMs: number
  /** Pause before a pair that could not be sent is tried again. */
  readonly retryAfterMs: number
  /** A send that was cut off by our own death may still reach the server for so long; only then is it looked for. */
  readonly settleMs: number
}

/** What one mailbox works with. */
export type MailboxWork = {
  readonly mailbox: FolderMailbox
  readonly folders: Folders
  readonly pace: Pace
  readonly serverRetry: number
  readonly maxMessages: number
  /** Sends large files in parts. */
  readonly mesh: MeshClient
  /** Sends any file whole, for who did not say AllowChunking. */
  readonly meshWhole: MeshClient
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: MeshLog
  /** What was last said of a pair that cannot be handled: it is met every second, and said once. */
  readonly saidOf: Map<string, string>
  /** Follows the work step by step, at level debug. */
  readonly trace: Pick<Log, 'debug'>
  /** True once the client is to stop: nothing new is begun. */
  readonly isTold: () => boolean
}

/** Says in the trace that a step is done. */
export function step(work: MailboxWork, name: string): void {
  work.trace.debug({ mailbox: work.mailbox.mailboxId, step: name }, 'step')
}

/** Writes a report into `in`: a control file of MessageType Report and nothing else (mesh.md 15). */
export function writeReport(work: MailboxWork, name: string, about: ControlFile): void {
  const { workflowId, to, from, subject, localId, messageId, statusRecord } = about
  const report = { workflowId, to, from, subject, localId, messageId, statusRecord }
  const given = Object.fromEntries(Object.entries(report).filter(([, value]) => value !== undefined))
  const control = { version: '1.0', addressType: 'DTS', messageType: 'Report', ...given } as ControlFile
  writeDurably(path.join(work.folders.in, `${name}.ctl`), writeControlFile(control))
}

/** How a status record is written in the log. */
export function shownStatus({ event, status, statusCode, description }: StatusRecord): string {
  return `${event} ${status} ${statusCode} ${description}`
}
