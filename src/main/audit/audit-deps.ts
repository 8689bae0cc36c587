import {
  type CheckpointDeps,
  folderStore,
  platformErrors,
  processKeyring,
  refusal,
  type Signer,
  type VerifyDeps,
  verifierKeyOf,
} from '../../platform/index.ts'
import type { Ground } from '../processes.ts'
import type { Settings } from '../settings.ts'

/** Who signs checkpoints here; `undefined` where nobody does. */
export function signerOf({ auditSigningKey: key, auditOrigin: name }: Settings): Signer | undefined {
  return key === undefined ? undefined : { name, key }
}

/** What taking checkpoints needs; `undefined` where none are taken. */
export function checkpointDepsOf(ground: Ground): CheckpointDeps | undefined {
  const { settings, clock } = ground
  const signer = signerOf(settings)
  if (signer === undefined || settings.auditCheckpoints === '') return undefined
  return { db: auditorsPool(ground), store: folderStore(settings.auditCheckpoints), signer, clock }
}

/** As the auditor; nothing else is asked meanwhile. */
const auditorsPool = (ground: Ground) => ground.pool('auditor', { connections: 2, connectWithinMs: 10_000 })

export type Kept = { readonly checkpoints?: string; readonly key?: string }

/**
 * What verifying needs; another folder and another key than those that are set may be given. Throws CONFIG_INVALID for a
 * folder without a key.
 */
export function verifyDepsOf(ground: Ground, { checkpoints, key }: Kept = {}): VerifyDeps {
  const folder = checkpoints ?? ground.settings.auditCheckpoints
  const { randomness } = ground
  const deps = { db: auditorsPool(ground), keyring: processKeyring(), randomness }
  return folder === ''
    ? deps
    : { ...deps, checkpoints: { store: folderStore(folder), verifier: verifierFor(ground.settings, key) } }
}

/** The key given, or our own. Throws CONFIG_INVALID for neither. */
export function verifierFor(settings: Settings, key: string | undefined): string {
  const signer = signerOf(settings)
  if (key !== undefined) return key
  if (signer === undefined)
    throw refusal(
      platformErrors,
      'CONFIG_INVALID',
      'checkpoints are verified by a key: --key, or CPIS_AUDIT_SIGNING_KEY',
    )
  return verifierKeyOf(signer)
}
