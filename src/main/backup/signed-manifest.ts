import { timingSafeEqual } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { Keyring } from '../../platform/index.ts'

const MANIFEST = 'manifest.json'
const MAC = 'manifest.mac'

type Signing = { readonly keyring: Keyring; readonly context: string }

/** Writes a manifest into a folder, with the keyed hash that shows it is ours. */
export function writeSigned(folder: string, manifest: unknown, { keyring, context }: Signing): void {
  const text = JSON.stringify(manifest, null, 2)
  writeThrough(path.join(folder, MANIFEST), text)
  writeThrough(path.join(folder, MAC), keyring.keyedHash(text, context).toString('hex'))
}

/** On disk before anybody relies on it. */
function writeThrough(file: string, text: string): void {
  fs.writeFileSync(file, text, { flush: true, mode: 0o600 })
}

/** Reads a manifest back. Throws when it is not there, was changed, or is of other keys. */
export function readSigned(folder: string, { keyring, context }: Signing): unknown {
  const text = fs.readFileSync(path.join(folder, MANIFEST), 'utf8')
  const mac = Buffer.from(fs.readFileSync(path.join(folder, MAC), 'utf8'), 'hex')
  const isOurs = keyring
    .keyedHashes(text, context)
    .some(hash => hash.length === mac.length && timingSafeEqual(hash, mac))
  if (!isOurs) throw new Error('the manifest is not as it was written')
  return JSON.parse(text)
}
