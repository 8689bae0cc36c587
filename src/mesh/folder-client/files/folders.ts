import fs from 'node:fs'
import path from 'node:path'

/** The folders of one mailbox, and ours under WorkPath. */
export type Folders = {
  readonly in: string
  readonly out: string
  readonly sent: string
  readonly failed: string
  readonly temp: string
  /** What is known of pairs on their way out. */
  readonly journal: string
  /** A mark for every message delivered into `in` and not yet acknowledged. */
  readonly received: string
}

const NAMES = ['in', 'out', 'sent', 'failed', 'temp'] as const

/** Finds the folders of a mailbox, in capitals as in the Java client's template or not, and makes what is missing. */
export function openFolders(root: string, workPath: string, mailboxId: string): Folders {
  fs.mkdirSync(root, { recursive: true })
  const there = fs.readdirSync(root)
  const found = NAMES.map(name => [name, path.join(root, there.find(one => one.toLowerCase() === name) ?? name)])
  const work = path.join(workPath, mailboxId)
  const folders = {
    ...(Object.fromEntries(found) as Record<(typeof NAMES)[number], string>),
    journal: path.join(work, 'journal'),
    received: path.join(work, 'received'),
  }
  for (const folder of Object.values(folders)) fs.mkdirSync(folder, { recursive: true })
  return folders
}
