import fs from 'node:fs'
import path from 'node:path'
import { systemCode } from './faults.ts'

/**
 * Writes a file so that it is whole or not there, even after a power cut: beside it, onto the disk, then renamed. Who may
 * read it is decided by the umask the client is started with: the case system may run as another user.
 */
export function writeDurably(file: string, content: Uint8Array | string): void {
  const beside = `${file}.part`
  try {
    const handle = fs.openSync(beside, 'w')
    try {
      fs.writeFileSync(handle, content)
      fs.fsyncSync(handle)
    } finally {
      fs.closeSync(handle)
    }
    fs.renameSync(beside, file)
  } catch (error) {
    fs.rmSync(beside, { force: true })
    throw error
  }
  syncFolder(path.dirname(file))
}

/** Makes renames in a folder outlast a power cut. Windows has no such call and does not need it for NTFS. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

/** Moves a file to another folder of the same disk; both folders are safe afterwards. */
export function moveDurably(from: string, to: string): void {
  fs.renameSync(from, to)
  syncFolder(path.dirname(to))
  syncFolder(path.dirname(from))
}

/** What tells a file from another that later bears its name: a rename keeps all three. */
export type Identity = { readonly inode: string; readonly modified: string; readonly bytes: number }

/** The identity of a file; `undefined` when there is none. */
export function identityOf(file: string): Identity | undefined {
  try {
    const { ino, mtimeNs, size } = fs.statSync(file, { bigint: true })
    return { inode: String(ino), modified: String(mtimeNs), bytes: Number(size) }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** True when the file at this place is the one that was identified. */
export function isSame(file: string, identity: Identity | undefined): boolean {
  const here = identityOf(file)
  return (
    here !== undefined &&
    here.inode === identity?.inode &&
    here.modified === identity.modified &&
    here.bytes === identity.bytes
  )
}
