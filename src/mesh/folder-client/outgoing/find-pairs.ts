import fs from 'node:fs'
import path from 'node:path'
import { systemCode } from '../files/faults.ts'

/** Files in `out` that share a name. */
export type FoundPair = {
  readonly pair: string
  readonly controlFile: string | undefined
  readonly dataFile: string | undefined
}

export type Waiting = {
  /** A control file is there and every file has been left alone for the delay. */
  readonly ready: FoundPair[]
  /** Data that has been waiting for its control file for an hour. */
  readonly orphans: FoundPair[]
}

/** The data comes first; after so long nobody is going to add the control file (ours; no source says). */
const ORPHAN_AFTER_MS = 3_600_000

/** Looks through `out`, oldest names first. Other files and files younger than the delay are passed over. */
export function findPairs(folder: string, { now, delayMs }: { readonly now: Date; readonly delayMs: number }): Waiting {
  const pairs = new Map<string, { controlFile: string | undefined; dataFile: string | undefined }>()
  for (const name of fs.readdirSync(folder).sort()) {
    const extension = path.extname(name).toLowerCase()
    if (extension !== '.ctl' && extension !== '.dat') continue
    const pair = name.slice(0, -extension.length)
    const files = pairs.get(pair) ?? { controlFile: undefined, dataFile: undefined }
    pairs.set(pair, { ...files, [extension === '.ctl' ? 'controlFile' : 'dataFile']: name })
  }
  const all = [...pairs].map(([pair, files]) => ({ pair, ...files }))
  const rested = (one: FoundPair, ms: number) =>
    [one.controlFile, one.dataFile].every(name => name === undefined || restedFor(path.join(folder, name), now) >= ms)
  return {
    ready: all.filter(one => one.controlFile !== undefined && rested(one, delayMs)),
    orphans: all.filter(one => one.controlFile === undefined && rested(one, ORPHAN_AFTER_MS)),
  }
}

/** Milliseconds since the file was changed. A time ahead of ours, as a file server may give, counts as its distance. */
export function restedFor(file: string, now: Date): number {
  try {
    return Math.abs(now.getTime() - fs.statSync(file).mtimeMs)
  } catch (error) {
    // Taken away again between the listing and now.
    if (systemCode(error) === 'ENOENT') return -1
    throw error
  }
}
