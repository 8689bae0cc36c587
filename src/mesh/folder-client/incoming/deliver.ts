import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { writeControlFile } from '../files/control-file.ts'
import { moveDurably, writeDurably } from '../files/durable.ts'
import { type MailboxWork, step } from '../mailbox-work.ts'
import { receivedControl } from './received-control.ts'

/** A message's name as a file: its id, or a digest of an id that could lead out of the folder. */
export function fileNameOf(messageId: string): string {
  if (/^[A-Za-z0-9_-]{1,150}$/.test(messageId)) return messageId
  return `X-${createHash('sha256').update(messageId).digest('hex').slice(0, 32)}`
}

/**
 * Takes one message out of the inbox. It is written into `temp`, then marked as received, then moved into `in`, `.dat`
 * first, and acknowledged last; a crash at any point neither loses it nor shows it to the site twice. False when it was
 * gone already. Throws what the client throws, and faults of the file system.
 */
export async function receiveMessage(work: MailboxWork, messageId: string): Promise<boolean> {
  const { folders, mesh } = work
  const name = fileNameOf(messageId)
  const mark = path.join(folders.received, name)
  if (!fs.existsSync(mark)) {
    if (!(await fetchMessage(work, messageId, name))) return false
    writeDurably(mark, messageId)
    step(work, 'marked')
  }
  deliver(work, name)
  await mesh.acknowledge(messageId)
  step(work, 'acknowledged')
  fs.rmSync(mark, { force: true })
  step(work, 'mark removed')
  return true
}

async function fetchMessage(work: MailboxWork, messageId: string, name: string): Promise<boolean> {
  const { folders, mesh, mailbox, clock } = work
  const message = await mesh.download(messageId)
  if (message === 'gone') return false
  const temp = path.join(folders.temp, name)
  fs.rmSync(`${temp}.dat`, { force: true })
  if (message.kind === 'DATA') writeDurably(`${temp}.dat`, message.body)
  step(work, 'data written')
  const given = { messageId, mailboxId: mailbox.mailboxId, at: clock.now() }
  writeDurably(`${temp}.ctl`, writeControlFile(receivedControl(message, given)))
  step(work, 'control file written')
  return true
}

/** Moves what a mark stands for into `in`; nothing is left in `temp` when that was done before. */
function deliver(work: MailboxWork, name: string): void {
  for (const extension of ['.dat', '.ctl']) {
    const from = path.join(work.folders.temp, name + extension)
    if (fs.existsSync(from)) moveDurably(from, path.join(work.folders.in, name + extension))
    step(work, `${extension} delivered`)
  }
}

/** Delivers what an earlier process had marked and not moved: it may have left the inbox meanwhile. */
export function deliverMarked(work: MailboxWork): void {
  for (const name of marksOf(work)) deliver(work, name)
}

/** Forgets marks of messages that are not in the inbox any more: acknowledged, and then the process died. */
export function forgetMarks(work: MailboxWork, waiting: readonly string[]): void {
  const kept = new Set(waiting.map(fileNameOf))
  for (const name of marksOf(work))
    if (!kept.has(name)) fs.rmSync(path.join(work.folders.received, name), { force: true })
}

/** A mark half written bears another name. */
function marksOf({ folders }: MailboxWork): string[] {
  return fs.readdirSync(folders.received).filter(name => !name.endsWith('.part'))
}
