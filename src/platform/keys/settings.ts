import { defineSettings } from '../config.ts'
import type { MasterKeys } from './keyring.ts'

/** Reads `1:<64 hexadecimal digits>,2:<64 …>`; the highest version is the current one. */
export function readMasterKeys(value: string): MasterKeys {
  const masterKeys = new Map<number, Buffer>()
  for (const part of value.split(',')) {
    const [, version, key] = /^\s*([1-9]\d{0,4}):([\da-fA-F]{64})\s*$/.exec(part) ?? []
    if (version === undefined || key === undefined || masterKeys.has(Number(version)))
      throw new Error('must be versions with keys of 64 hexadecimal digits, as 1:00ff…,2:11ee…')
    masterKeys.set(Number(version), Buffer.from(key, 'hex'))
  }
  return { masterKeys, current: Math.max(...masterKeys.keys()) }
}

/** Where the keys of sealed fields come from. */
export const keySettings = defineSettings({
  masterKeys: {
    name: 'CPIS_MASTER_KEYS',
    what:
      'the keys of sealed fields and keyed hashes by version, as 1:{64 hexadecimal digits},2:{...}; new values are ' +
      'under the highest, the others stay until all is under it',
    laptop: '1:6f70656e2d637069732d6c6170746f702d6d61737465722d6b65792d6f6e6531',
    read: readMasterKeys,
  },
})
