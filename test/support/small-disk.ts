import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { openPoolAsNamed, type Pool, silentLog } from '../../src/platform/index.ts'
import { testCluster } from './database.ts'

/** A small file system of its own, and on it a tablespace of the cluster all tests share. */
export type SmallDisk = {
  /** Why there is none, or false. */
  readonly skip: string | false
  readonly tablespace: string
  /** Makes the tablespace; move tables to it before it is filled. */
  open(): Promise<void>
  /** Takes all the room there is. */
  fill(): void
  /** Gives it back. */
  empty(): void
  /** Once the database whose tables are there is gone. */
  end(): Promise<void>
}

const MEGABYTE = 1024 * 1024
let made = 0

/** Mounts a file system in memory, which only root may; anybody else is told why there is none. */
export function mountSmallDisk(megabytes: number): SmallDisk {
  made += 1
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-full-'))
  const options = `size=${megabytes}m,mode=0777`
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { encoding: 'utf8' })
  const skip = mounted.status === 0 ? false : `no file system can be mounted: ${(mounted.stderr ?? '').trim()}`
  const filler = path.join(folder, 'filler')
  const tablespace = `full_${process.pid}_${made}`
  let admin: Pool | undefined
  return {
    skip,
    tablespace,
    async open() {
      const cluster = await testCluster()
      admin = openPoolAsNamed(cluster.url('postgres', 'postgres'), { connections: 1, log: silentLog })
      const place = path.join(folder, 'tables')
      const [row] = await admin.query<{ data_directory: string }>({ text: 'show data_directory' })
      // Whoever PostgreSQL runs as.
      const { uid, gid } = fs.statSync(path.join(row?.data_directory ?? '', 'PG_VERSION'))
      fs.mkdirSync(place)
      fs.chownSync(place, uid, gid)
      await admin.query({ text: `create tablespace ${tablespace} owner cpis_owner location '${place}'` })
    },
    fill: () => fill(filler),
    empty: () => fs.rmSync(filler, { force: true }),
    async end() {
      await admin?.query({ text: `drop tablespace ${tablespace}` })
      await admin?.end()
      if (!skip) spawnSync('umount', [folder])
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

function fill(filler: string): void {
  const file = fs.openSync(filler, 'a')
  try {
    for (const block of [MEGABYTE, 4_096]) {
      try {
        for (;;) fs.writeSync(file, Buffer.alloc(block))
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC')
      }
    }
  } finally {
    fs.closeSync(file)
  }
}
