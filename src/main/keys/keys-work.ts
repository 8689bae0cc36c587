import type { KeysWork, SealedUnder } from '../../cli/index.ts'
import {
  AS_OWNER,
  checkIndexKey,
  countByVersion,
  type Database,
  type Keyring,
  openLog,
  openPoolAsNamed,
  processKeyring,
  resealColumn,
} from '../../platform/index.ts'
import { SEALED_COLUMNS } from './sealed-columns.ts'

/** What `cpis keys` does, under the owner: no process of the service may change what was once stored. */
export const keysWork: KeysWork = {
  status: ownerUrl => asOwner(ownerUrl, owner => statusOf(owner, processKeyring())),
  reseal: (ownerUrl, onColumn) => asOwner(ownerUrl, owner => resealAll(owner, processKeyring(), onColumn)),
}

/** How many values each master key has sealed in which column; a key that has none may go. */
export async function statusOf(owner: Database, keyring: Keyring): Promise<SealedUnder> {
  await checkIndexKey(owner, keyring)
  const columns = []
  const sealed = new Map<number, number>(keyring.versions().map(version => [version, 0]))
  for (const place of SEALED_COLUMNS) {
    const counts = await countByVersion(owner, place)
    for (const [version, values] of counts) sealed.set(version, (sealed.get(version) ?? 0) + values)
    columns.push({ column: `${place.table}.${place.column}`, byKey: Object.fromEntries(counts) })
  }
  const [current] = keyring.versions()
  const keys = [...sealed].sort(([one], [other]) => one - other).map(([version, values]) => ({ version, values }))
  return { current: current ?? 0, keys, columns }
}

/** Seals all that an older master key sealed under the current one, while the service runs. */
export async function resealAll(
  owner: Database,
  keyring: Keyring,
  onColumn: (column: string, resealed: number) => void = () => {},
): Promise<{ readonly resealed: number; readonly unreadable: number }> {
  await checkIndexKey(owner, keyring)
  const all = { resealed: 0, unreadable: 0 }
  for (const place of SEALED_COLUMNS) {
    const { resealed, unreadable } = await resealColumn(owner, keyring, place)
    all.resealed += resealed
    all.unreadable += unreadable
    onColumn(`${place.table}.${place.column}`, resealed)
  }
  return all
}

async function asOwner<Result>(ownerUrl: string, work: (owner: Database) => Promise<Result>): Promise<Result> {
  const owner = openPoolAsNamed(ownerUrl, { connections: 1, sessionSettings: AS_OWNER, log: openLog('keys', 'warn') })
  try {
    return await work(owner)
  } finally {
    await owner.end()
  }
}
