import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { refusal } from '../../../platform/index.ts'
import { folderClientErrors } from '../errors.ts'
import { systemCode } from './faults.ts'

/** Released when the process ends well; one left by a process that is gone is taken over. */
export type Lock = { release(): void }

/**
 * One process for each mailbox: takes `{mailbox}.lock` in WorkPath. Throws FOLDER_IN_USE while the process that wrote it
 * lives, or when it was written on another machine (its process cannot be seen from here).
 */
export function takeLock(workPath: string, mailboxId: string): Lock {
  fs.mkdirSync(workPath, { recursive: true })
  const file = path.join(workPath, `${mailboxId}.lock`)
  const mine = `${process.pid} ${startOf(process.pid)} ${os.hostname()}\n`
  for (let tries = 1; !create(file, mine); tries += 1) {
    const holder = readHolder(file)
    if (holder !== undefined && (tries > 3 || isAlive(holder)))
      throw refusal(folderClientErrors, 'FOLDER_IN_USE', `${mailboxId}.lock in WorkPath, process ${holder.pid}`)
    fs.rmSync(file, { force: true })
  }
  return {
    release: () => {
      if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === mine) fs.rmSync(file)
    },
  }
}

/** Linked, not written in place: no other process sees it half written. */
function create(file: string, content: string): boolean {
  const own = `${file}.${process.pid}`
  fs.writeFileSync(own, content)
  try {
    fs.linkSync(own, file)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  } finally {
    fs.rmSync(own, { force: true })
  }
}

type Holder = { readonly pid: number; readonly started: string; readonly host: string }

function readHolder(file: string): Holder | undefined {
  try {
    const [pid = '', started = '', host = ''] = fs.readFileSync(file, 'utf8').trim().split(' ')
    return { pid: Number(pid), started, host }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function isAlive({ pid, started, host }: Holder): boolean {
  if (host !== os.hostname()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: it lives, under another user.
    if (systemCode(error) === 'ESRCH') return false
  }
  return startOf(pid) === started
}

/** When a process started, in ticks since boot: numbers of processes are used again. `-` where Linux is not. */
function startOf(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-'
  } catch {
    return '-'
  }
}
