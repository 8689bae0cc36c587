import fs from 'node:fs'
import path from 'node:path'
import { type ControlFile, type StatusRecord, writeControlFile } from '../files/control-file.ts'
import { isSame, moveDurably, syncFolder, writeDurably } from '../files/durable.ts'
import { statusRecord } from '../files/status-records.ts'
import { type MailboxWork, shownStatus, step, writeReport } from '../mailbox-work.ts'
import { dropEntry, type JournalEntry, keepEntry, type Outcome } from './journal.ts'

/** Keeps how a pair ended, then carries it out. */
export function endPair(work: MailboxWork, entry: JournalEntry, outcome: Omit<Outcome, 'target'>): void {
  const ended = { ...entry, outcome: { ...outcome, target: targetOf(work, entry, outcome.folder) } }
  keepEntry(work.folders.journal, ended)
  step(work, 'outcome kept')
  finishPair(work, ended)
}

/** The pair's own name, or with a number of ours behind it where an earlier pair of that name lies. */
function targetOf(work: MailboxWork, { pair, localId }: JournalEntry, folder: Outcome['folder']): string {
  const isTaken = ['.ctl', '.dat'].some(extension => fs.existsSync(path.join(work.folders[folder], pair + extension)))
  return isTaken ? `${pair}_${tagOf(localId)}` : pair
}

function tagOf(localId: string): string {
  return localId.slice(-8)
}

/**
 * Moves a pair whose outcome is kept to where it goes, `.dat` first, writes the reports and forgets the pair. May be
 * repeated after a crash at any point; files that took the pair's name in `out` since then are left alone.
 */
export function finishPair(work: MailboxWork, entry: JournalEntry): void {
  const { outcome } = entry
  if (!outcome) return
  const { folders, mailbox, log } = work
  const goal = outcome.folder === 'failed' || mailbox.saveSent ? path.join(folders[outcome.folder], outcome.target) : ''
  if (entry.control === undefined && goal !== '') writeDurably(`${goal}.ctl`, writeControlFile(completed(work, entry)))
  moveData(work, entry, goal)
  step(work, 'data moved')
  moveControl(work, entry, goal)
  step(work, 'control file moved')
  for (const { name, status } of reportsOf(work, entry, outcome.status))
    writeReport(work, name, { ...about(work, entry), statusRecord: status })
  step(work, 'reports written')
  const level = outcome.folder === 'sent' ? 'INFO' : 'ERROR'
  log.line(level, 'send', `${entry.pair} ${outcome.folder} ${outcome.messageId ?? '-'}: ${shownStatus(outcome.status)}`)
  const { outcome: _, ...known } = entry
  if (entry.isGivenUp) keepEntry(folders.journal, known)
  else dropEntry(folders.journal, entry.pair)
  step(work, 'forgotten')
}

function moveData({ folders }: MailboxWork, entry: JournalEntry, goal: string): void {
  const file = path.join(folders.out, entry.dataFile)
  if (!isSame(file, entry.data)) return
  if (goal === '') fs.rmSync(file)
  else moveDurably(file, `${goal}.dat`)
}

/** A control file that could not be read is kept beside the one that says so. */
function moveControl(work: MailboxWork, entry: JournalEntry, goal: string): void {
  const file = path.join(work.folders.out, entry.controlFile)
  if (!isSame(file, entry.control)) return
  if (goal !== '') writeDurably(`${goal}.ctl`, writeControlFile(completed(work, entry)))
  step(work, 'control file completed')
  const isUnread = Object.keys(entry.said).length === 0
  if (isUnread && goal !== '') moveDurably(file, `${goal}.ctl.original`)
  else fs.rmSync(file)
  syncFolder(work.folders.out)
}

/** The control file as it goes to `sent` or `failed`: what it said, the id, and the status (mesh.md 15). */
function completed(work: MailboxWork, entry: JournalEntry): ControlFile {
  const { outcome, said } = entry
  const plain = Object.keys(said).length === 0 ? { version: '1.0', from: work.mailbox.mailboxId } : said
  return {
    ...plain,
    ...(outcome?.messageId !== undefined && { messageId: outcome.messageId }),
    ...(outcome?.folder === 'sent' && { isCompressed: said.isCompressed ?? 'N' }),
    ...(outcome && { statusRecord: outcome.status }),
  }
}

function about(work: MailboxWork, { said, outcome }: JournalEntry): ControlFile {
  const messageId = outcome?.messageId
  return { from: work.mailbox.mailboxId, ...said, ...(messageId !== undefined && { messageId }) }
}

/** Errors are always reported: nobody looks into `failed` unasked. The names are the same when this is repeated. */
function reportsOf(work: MailboxWork, entry: JournalEntry, status: StatusRecord) {
  const name = (event: string) => `${entry.pair}_${event}_${tagOf(entry.localId)}`
  if (status.status !== 'SUCCESS') return [{ name: name(status.event), status }]
  const { reports } = work.mailbox
  const collected = { ...statusRecord('collected', work.clock.now()), dateTime: status.dateTime }
  return [
    ...(reports.collect ? [{ name: name('COLLECT'), status: collected }] : []),
    ...(reports.transfer ? [{ name: name('TRANSFER'), status }] : []),
  ]
}

/** The delay report, once for a pair and only where it is wanted. */
export function reportDelay(work: MailboxWork, entry: JournalEntry): void {
  if (!work.mailbox.reports.delay || entry.isDelayReported) return
  const status = statusRecord('delayed', work.clock.now())
  writeReport(work, `${entry.pair}_DELAY_${tagOf(entry.localId)}`, { ...about(work, entry), statusRecord: status })
}
