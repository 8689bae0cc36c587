import { defineSettings } from '../config.ts'
import type { MasterKeys } from './keyring.ts'

const WANTED = 'must be versions with keys of 64 hexadecimal digits, as 1:00ff…,2:11ee…'

/**
 * Reads `1:<64 hexadecimal digits>,2:<64 …>`; the highest version is the current one. One with `read ` before it opens
 * values and seals none: so a new key is first made known to all processes, and then used.
 */
export function readMasterKeys(value: string): MasterKeys {
  const masterKeys = new Map<number, Buffer>()
  const sealing: number[] = []
  for (const part of value.split(',')) {
    const [, reads, version, key] = /^\s*(read +)?([1-9]\d{0,4}):([\da-fA-F]{64})\s*$/.exec(part) ?? []
    if (version === undefined || key === undefined || masterKeys.has(Number(version))) throw new Error(WANTED)
    masterKeys.set(Number(version), Buffer.from(key, 'hex'))
    if (reads === undefined) sealing.push(Number(version))
  }
  if (sealing.length === 0) throw new Error(WANTED)
  return { masterKeys, current: Math.max(...sealing) }
}

/** Reads 64 hexadecimal digits. */
export function readIndexKey(value: string): Buffer {
  if (!/^[\da-fA-F]{64}$/.test(value)) throw new Error('must be 64 hexadecimal digits')
  return Buffer.from(value, 'hex')
}

/** Where the keys of sealed fields come from. */
export const keySettings = defineSettings({
  masterKeys: {
    name: 'CPIS_MASTER_KEYS',
    what:
      'the keys of sealed fields and keyed hashes by version, as 1:{64 hexadecimal digits},2:{...}; new values are ' +
      'under the highest, the others stay until all is under it; with read before it a key opens only (read 2:{...})',
    laptop: '1:6f70656e2d637069732d6c6170746f702d6d61737465722d6b65792d6f6e6531',
    read: readMasterKeys,
  },
  indexKey: {
    name: 'CPIS_INDEX_KEY',
    what:
      'the key of the keyed hash a child is found by, as 64 hexadecimal digits; it does not change with the master keys, ' +
      'and under another one no child is found: a process that has not the key of the database does not start',
    laptop: '6f70656e2d637069732d6c6170746f702d696e6465782d6b65792d6f6e652e2e',
    read: readIndexKey,
  },
})
