import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { folderTag, isRoot } from './environment.ts'
import { platformErrors, refusal } from './errors.ts'

/** A user of the machine, as the system counts them. */
export type SystemUser = { readonly uid: number; readonly gid: number }

/** Where root keeps what the server's user must reach, when root's own folders are closed to others. */
const ROOTS_PLACE = '/var/lib/open-cpis'

let nobody: SystemUser | undefined

/**
 * Who runs the embedded PostgreSQL: whoever started us, or `nobody` when that is root, as whom it refuses to run.
 * Throws EMBEDDED_POSTGRES_FAILED where there is no such user.
 */
export function serverUser(): SystemUser | undefined {
  if (!isRoot) return undefined
  nobody ??= askForNobody()
  return nobody
}

function askForNobody(): SystemUser {
  const [uid, gid] = ['-u', '-g'].map(which => Number(spawnSync('id', [which, 'nobody'], { encoding: 'utf8' }).stdout))
  if (!uid || !gid) throw refusal(platformErrors, 'EMBEDDED_POSTGRES_FAILED', 'this machine has no user nobody')
  return { uid, gid }
}

/** As `serverUser`, for `spawn`; it takes 32 bits with a sign, and macOS counts nobody as 4294967294. */
export function asServerUser(): Partial<SystemUser> {
  const user = serverUser()
  return user ? { uid: user.uid | 0, gid: user.gid | 0 } : {}
}

/** True when anybody may pass through every folder down to this file and use it. */
export function othersMayReach(file: string): boolean {
  for (let at = file; ; at = path.dirname(at)) {
    if ((fs.statSync(at).mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

/**
 * A folder of this name below root's place, open to pass through. Throws EMBEDDED_POSTGRES_UNREACHABLE when there can
 * be none.
 */
export function folderInRootsPlace(name: string): string {
  const folder = path.join(ROOTS_PLACE, name)
  try {
    for (const one of [ROOTS_PLACE, folder]) {
      fs.mkdirSync(one, { recursive: true })
      fs.chmodSync(one, 0o755)
    }
    if (othersMayReach(folder)) return folder
  } catch (error) {
    throw refusal(platformErrors, 'EMBEDDED_POSTGRES_UNREACHABLE', `${ROOTS_PLACE} cannot be used either`, error)
  }
  throw refusal(platformErrors, 'EMBEDDED_POSTGRES_UNREACHABLE', `${ROOTS_PLACE} is closed too`)
}

/** Socket paths may not pass some 100 characters: a temporary folder longer than this is not used. */
const LONGEST_FOLDER = 70

/** A short folder for sockets, the same for the same data folder and user. */
export function socketFolder(data: string): string {
  const folder = path.join(tmpdir(), `cpis-${folderTag(data)}`)
  const fits = folder.length <= LONGEST_FOLDER && (!isRoot || othersMayReach(tmpdir()))
  return fits ? folder : path.join('/tmp', path.basename(folder))
}
