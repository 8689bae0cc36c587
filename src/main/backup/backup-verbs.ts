import {
  openLog,
  openPool,
  openPoolAsNamed,
  processKeyring,
  systemClock,
  systemRandomness,
} from '../../platform/index.ts'
import { type Comparison, compareRestored } from './compare.ts'
import { makeBackup } from './make-backup.ts'
import type { Manifest } from './manifest.ts'
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
export type Drilled = Done & { readonly compared: Comparison }

/** `cpis backup make`: copies the database of this owner's URL into a new folder. */
export function makeFrom(ownerUrl: string, folder: string, onTable: OnTable): Promise<Done> {
  return timed(async () => {
    await using owner = opened(ownerUrl)
    const keyring = processKeyring()
    return makeBackup({ owner: owner.pool, keyring, clock: systemClock, randomness: systemRandomness, onTable }, folder)
  })
}

/** `cpis backup restore`: restores a copy into the empty database of this owner's URL. */
export function restoreTo(ownerUrl: string, folder: string, onTable: OnTable): Promise<Done> {
  return timed(async () => {
    await using owner = opened(ownerUrl)
    return restoreBackup({ owner: owner.pool, keyring: processKeyring(), onTable }, folder)
  })
}

/**
 * `cpis backup drill`: restores a copy into a database made for it beside the one of this URL, holds every table, the
 * shape and the audit against the copy, and drops it again (trust.md T-30, T-31). The role must be allowed to make one.
 */
export async function drill(adminUrl: string, folder: string, onTable: OnTable): Promise<Drilled> {
  const name = `cpis_drill_${process.pid}`
  await using admin = opened(adminUrl)
  await admin.pool.query({ text: `create database ${name}` })
  try {
    return await restoreAndCompare(urlOf(adminUrl, name), folder, onTable)
  } finally {
    await admin.pool.query({ text: `drop database ${name} with (force)` })
  }
}

async function restoreAndCompare(ownerUrl: string, folder: string, onTable: OnTable): Promise<Drilled> {
  const begun = performance.now()
  await using owner = opened(ownerUrl)
  const keyring = processKeyring()
  const manifest = await restoreBackup({ owner: owner.pool, keyring, onTable }, folder)
  const auditor = openPool('auditor', { databaseUrl: withRole(ownerUrl), connections: 2, log })
  try {
    const deps = { owner: owner.pool, auditor, keyring, randomness: systemRandomness }
    const compared = await compareRestored(deps, manifest)
    return { ...doneOf(manifest, begun), compared }
  } finally {
    await auditor.end()
  }
}

function opened(url: string) {
  const pool = openPoolAsNamed(url, { connections: 1, log })
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
