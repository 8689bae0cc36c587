import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { isRoot, processEnvironment } from '../../../src/platform/index.ts'

/** The programs of the run, by their paths. */
export type Programs = {
  readonly patroni: string
  readonly etcd: string
  readonly haproxy: string
  /** The folder of PostgreSQL's own programs. */
  readonly postgres: string
}

/** Debian's package for each. */
const PACKAGES: Readonly<Record<keyof Programs, string>> = {
  patroni: 'patroni',
  etcd: 'etcd-server',
  haproxy: 'haproxy',
  postgres: 'postgresql-15',
}
const PLACES = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']
const OLDEST_POSTGRES = 15
const VERSIONS = '/usr/lib/postgresql'

/** What the machine has of the programs. */
function findPrograms(): Partial<Programs> {
  const found = Object.entries({
    patroni: inPlaces('patroni'),
    etcd: inPlaces('etcd'),
    haproxy: inPlaces('haproxy'),
    postgres: newestPostgres(),
  })
  return Object.fromEntries(found.filter(([, place]) => place !== undefined))
}

const inPlaces = (name: string) => PLACES.map(place => `${place}/${name}`).find(file => fs.existsSync(file))

function newestPostgres(): string | undefined {
  if (!fs.existsSync(VERSIONS)) return undefined
  const versions = fs.readdirSync(VERSIONS).map(Number)
  const newest = Math.max(0, ...versions.filter(version => version >= OLDEST_POSTGRES))
  const folder = `${VERSIONS}/${newest}/bin`
  return fs.existsSync(`${folder}/postgres`) ? folder : undefined
}

/**
 * The programs; those that are missing are installed from Debian where `mayInstall` and we are root. Returns the packages
 * that are missing when it cannot be done.
 */
export function neededPrograms(mayInstall: boolean): Programs | { readonly missing: readonly string[] } {
  const missing = missingPackages(findPrograms())
  if (missing.length > 0 && mayInstall && isRoot) install(missing)
  const found = findPrograms()
  const left = missingPackages(found)
  return left.length > 0 ? { missing: left } : (found as Programs)
}

function missingPackages(found: Partial<Programs>): string[] {
  return (Object.keys(PACKAGES) as (keyof Programs)[])
    .filter(name => found[name] === undefined)
    .map(name => PACKAGES[name])
}

function install(packages: readonly string[]): void {
  const env = { ...processEnvironment, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = ['install', '--yes', '--quiet', '--no-install-recommends', ...packages]
  spawnSync('apt-get', apt, { env, stdio: ['ignore', 2, 2] })
}
