import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { platformErrors, refusal } from '../../errors.ts'

/**
 * Where checkpoints and tiles are kept, out of reach of the host of the database: a folder of another machine, a bucket
 * with object lock. What is written stays: another thing under the same name is refused.
 */
export type CheckpointStore = {
  /** Returns false when there is something under this name already. */
  add(name: string, bytes: Uint8Array): Promise<boolean>
  read(name: string): Promise<Buffer | undefined>
  /** The names below a folder, in order. */
  list(folder: string): Promise<string[]>
}

/** Adds what may be there already, if it is the same. Throws CHECKPOINT_STORE_DIFFERS. */
export async function addSame(store: CheckpointStore, name: string, bytes: Buffer): Promise<void> {
  if (await store.add(name, bytes)) return
  const there = await store.read(name)
  if (!there?.equals(bytes)) throw refusal(platformErrors, 'CHECKPOINT_STORE_DIFFERS', name)
}

/** A store in a folder. A file is on the disk before its name is there, and its name is given once. */
export function folderStore(folder: string): CheckpointStore {
  const at = (name: string) => path.join(folder, name)
  return {
    async add(name, bytes) {
      const target = at(name)
      await fs.mkdir(path.dirname(target), { recursive: true })
      const half = path.join(folder, `.${randomUUID()}`)
      try {
        await fs.writeFile(half, bytes, { flag: 'wx', flush: true })
        await fs.link(half, target)
        return true
      } catch (error) {
        if ((error as { code?: unknown }).code === 'EEXIST') return false
        throw error
      } finally {
        await fs.rm(half, { force: true })
      }
    },
    read: name => fs.readFile(at(name)).catch(unlessMissing),
    list: async name => ((await fs.readdir(at(name)).catch(unlessMissing)) ?? []).sort(),
  }
}

function unlessMissing(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== 'ENOENT') throw error
}
