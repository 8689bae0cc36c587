import { createHash } from 'node:crypto'
import { userInfo } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The environment as the process was given it: the only place that reads it. */
export const processEnvironment: NodeJS.ProcessEnv = process.env

/** The folder the project lives in. */
export const PROJECT_FOLDER = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** True when started by root: PostgreSQL must then run as somebody else. */
export const isRoot = process.getuid?.() === 0

/** An installed package is replaced whole, so nothing may be kept in it. */
const home = PROJECT_FOLDER.includes(`${path.sep}node_modules${path.sep}`) ? process.cwd() : PROJECT_FOLDER

/** Where the laptop keeps its data: `CPIS_DATA`, else `.data` in the project or where an installed package is called. */
export function dataFolder(environment: NodeJS.ProcessEnv): string {
  return path.resolve(environment['CPIS_DATA'] ?? path.join(home, '.data'))
}

/** The name of the login a command runs under: who did it, for the audit. */
export function operatorName(): string {
  return userInfo().username
}

/** A short name for a folder and the user who runs us: the same again for the same two. */
export function folderTag(folder: string): string {
  return createHash('sha256').update(`${userInfo().uid}:${folder}`).digest('hex').slice(0, 12)
}
