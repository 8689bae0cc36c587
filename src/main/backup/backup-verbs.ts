import {
  type ContextRole,
  type Migrated,
  markRestored,
  openLog,
  openPool,
  openPoolAsNamed,
  type Pool,
  processKeyring,
  systemClock,
  systemRandomness,
} from '../../platform/index.ts'
import { openOwner } from '../owner-pool.ts'
import { type Comparison, compareRestored } from './compare.ts'
import { makeBackup } from './make-backup.ts'
import type { Manifest } from './manifest.ts'
import { drillReplay, type Replayed } from './replay-drill.ts'
import { restoreBackup } from './restore-backup.ts'

const log = openLog('backup', 'warn')

/** Called with each table that is done: what a progress bar shows. */
export type OnTable = (name: string, rows: number) => void

/** What a copy or a restore did. */
export type Done = {
  readonly id: string
  readonly at: string
  readonly tables: number
  readonly rows: number
  readonly ms: number
}
/** What a restore did, with the time of each migration. */
export type RestoredDone = Done & { readonly migrations: readonly Migrated[] }
export type Drilled = RestoredDone & { readonly compared: Comparison; readonly replayed: Replayed }

/** `cpis backup make`: copies the database of this owner's URL into a new folder. */
export function makeFrom(ownerUrl: string, folder: string, onTable: OnTable): Promise<Done> {
  return timed(async () => {
    await using owner = opened(ownerUrl)
    const keyring = processKeyring()
    return makeBackup({ owner: owner.pool, keyring, clock: systemClock, randomness: systemRandomness, onTable }, folder)
  })
}

/**
 * `cpis backup restore`: restores a copy into the empty database of this owner's URL, and marks it as restored: nobody is
 * answered from it until what is missing was looked for (trust.md H-13).
 */
export async function restoreTo(ownerUrl: string, folder: string, onTable: OnTable): Promise<RestoredDone> {
  const migrations: Migrated[] = []
  const onMigration = (one: Migrated) => migrations.push(one)
  const done = await timed(async () => {
    await using owner = closing(await openOwner(ownerUrl, log))
    const db = owner.pool
    const restored = await restoreBackup({ owner: db, keyring: processKeyring(), onTable, onMigration }, folder)
    await markRestored({ db, clock: systemClock, randomness: systemRandomness }, new Date(restored.at))
    return restored
  })
  return { ...done, migrations }
}

/**
 * `cpis backup drill`: restores a copy into a database made for it beside the one of this URL, and holds every table, the
 * shape and the audit against the copy (trust.md T-30, T-31). Then uploads and look-ups of invented people go into it and
 * into a journal, are lost with it, and found again in another as the copy was (T-32). Both databases are dropped. The
 * role must be allowed to make them.
 */
export async function drill(adminUrl: string, folder: string, onTable: OnTable): Promise<Drilled> {
  const names = [`cpis_drill_${process.pid}`, `cpis_drill_${process.pid}_again`] as const
  await using admin = opened(adminUrl)
  await admin.pool.query({ text: `create database ${names[0]}` })
  try {
    const [lost, again] = [urlOf(adminUrl, names[0]), urlOf(adminUrl, names[1])]
    const drilled = await restoreAndCompare(lost, folder, onTable)
    await admin.pool.query({ text: `create database ${names[1]} template ${names[0]}` })
    return { ...drilled, replayed: await replayBetween(lost, again) }
  } finally {
    for (const name of names) await admin.pool.query({ text: `drop database if exists ${name} with (force)` })
  }
}

async function replayBetween(lostUrl: string, restoredUrl: string): Promise<Replayed> {
  await using lost = underRoles(lostUrl)
  await using restored = underRoles(restoredUrl)
  return await drillReplay(lost.pool, restored.pool)
}

/** A database under the roles of its contexts, each opened when first wanted. */
function underRoles(ownerUrl: string) {
  const pools = new Map<ContextRole, Pool>()
  const pool = (role: ContextRole) => {
    const there = pools.get(role) ?? openPool(role, { databaseUrl: withRole(ownerUrl), connections: 2, log })
    pools.set(role, there)
    return there
  }
  const end = async () => {
    for (const one of pools.values()) await one.end()
  }
  return { pool, [Symbol.asyncDispose]: end }
}

async function restoreAndCompare(
  ownerUrl: string,
  folder: string,
  onTable: OnTable,
): Promise<Omit<Drilled, 'replayed'>> {
  const begun = performance.now()
  await using owner = closing(await openOwner(ownerUrl, log))
  await using roles = underRoles(ownerUrl)
  const keyring = processKeyring()
  const migrations: Migrated[] = []
  const onMigration = (one: Migrated) => migrations.push(one)
  const manifest = await restoreBackup({ owner: owner.pool, keyring, onTable, onMigration }, folder)
  const deps = { owner: owner.pool, auditor: roles.pool('auditor'), keyring, randomness: systemRandomness }
  const compared = await compareRestored(deps, manifest)
  return { ...doneOf(manifest, begun), migrations, compared }
}

function opened(url: string) {
  return closing(openPoolAsNamed(url, { connections: 1, log }))
}

function closing(pool: Pool) {
  return { pool, [Symbol.asyncDispose]: () => pool.end() }
}

async function timed(work: () => Promise<Manifest>): Promise<Done> {
  const begun = performance.now()
  return doneOf(await work(), begun)
}

function doneOf({ id, at, tables }: Manifest, begun: number): Done {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return { id, at, tables: tables.length, rows, ms: Math.round(performance.now() - begun) }
}

/** The same server, another database. */
function urlOf(url: string, database: string): string {
  return url.replace(/^(\w+:\/\/[^/]*)\/[^?]*/, `$1/${database}`)
}

/** The same database for the login of a process. */
function withRole(url: string): string {
  return url.replace(/^(\w+:\/\/)[^@]*@/, '$1{role}@')
}
