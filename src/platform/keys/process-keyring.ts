import { readSettings } from '../config.ts'
import { processEnvironment } from '../environment.ts'
import { type Keyring, openKeyring } from './keyring.ts'
import { keySettings } from './settings.ts'

let opened: Keyring | undefined

/**
 * The keyring of this process, by `CPIS_MASTER_KEYS`; opened when first wanted. SIGHUP makes it read its file again, so
 * that keys change while the process runs. Throws CONFIG_INVALID, MASTER_KEYS_INVALID.
 */
export function processKeyring(): Keyring {
  opened ??= openKeyring(readSettings(keySettings, processEnvironment).masterKeys)
  return opened
}

/** Reads the keys again, from the file `CPIS_MASTER_KEYS_FILE` names. Throws as `processKeyring`, and keeps the old ones then. */
export function rereadProcessKeys(): void {
  processKeyring().rotate(readSettings(keySettings, processEnvironment).masterKeys)
}
