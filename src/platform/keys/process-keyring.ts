import { readSettings } from '../config.ts'
import { processEnvironment } from '../environment.ts'
import type { Log } from '../log.ts'
import { type Keyring, type Keys, openKeyring } from './keyring.ts'
import { keySettings } from './settings.ts'

let opened: Keyring | undefined

const given = (): Keys => {
  const { masterKeys, indexKey } = readSettings(keySettings, processEnvironment)
  return { ...masterKeys, indexKey }
}

/**
 * The keyring of this process, by `CPIS_MASTER_KEYS` and `CPIS_INDEX_KEY`; opened when first wanted. Throws CONFIG_INVALID,
 * MASTER_KEYS_INVALID.
 */
export function processKeyring(): Keyring {
  opened ??= openKeyring(given())
  return opened
}

/**
 * SIGHUP makes this process read the file `CPIS_MASTER_KEYS_FILE` names again, so that keys change while it runs
 * (trust.md T-54). Keys that cannot be read leave those it has.
 */
export function rereadKeysOnHangUp(log: Log): void {
  process.on('SIGHUP', () => {
    try {
      processKeyring().rotate(given())
      log.info('the master keys were read again')
    } catch (error) {
      log.error({ err: error }, 'the master keys stay as they were')
    }
  })
}
