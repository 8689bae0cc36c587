import type { NhsNumber } from '../../demographics/index.ts'
import {
  type ChildKey,
  type Database,
  INDEX_KEY_HASH,
  processKeyring,
  refuseOtherIndexKey,
} from '../../platform/index.ts'
import { arrayOfKeys } from './sealed-person.ts'

/**
 * Where a file stands among an authority's accepted ones (local-authority.md F5): the `next` (`expected` is what it
 * would be without a gap), a `replay` of one accepted before, or too `late` for its turn.
 */
export type SequencePlace =
  | { readonly kind: 'next'; readonly expected: number }
  | { readonly kind: 'replay'; readonly uploadId: string }
  | { readonly kind: 'late' }

/** Finds a file's place as things stand. */
export async function findPlace(db: Database, authorityCode: string, sequence: number): Promise<SequencePlace> {
  const [row] = await db.query<{ last_accepted: number | null; upload_id: string | null }>({
    name: 'register-place',
    text: `select s.last_accepted, u.upload_id from register.authority_sequence s
      left join register.upload u on u.authority_code = s.authority_code and u.sequence_number = $2
        and u.file_code in ('CPF02', 'CPF03', 'CPF04')
      where s.authority_code = $1`,
    values: [authorityCode, sequence],
  })
  if (typeof row?.upload_id === 'string') return { kind: 'replay', uploadId: row.upload_id }
  const last = row?.last_accepted ?? null
  if (last === null || sequence === last + 1) return { kind: 'next', expected: sequence }
  return sequence > last ? { kind: 'next', expected: last + 1 } : { kind: 'late' }
}

/**
 * Waits for its turn: until the transaction ends no other upload of this authority is applied, and no number is changed
 * (uploads of different authorities share that gate).
 */
export async function lockAuthority(tx: Database, authorityCode: string): Promise<void> {
  await passGate(tx, 'share')
  await tx.query({
    name: 'register-sequence-row',
    text: 'insert into register.authority_sequence (authority_code) values ($1) on conflict do nothing',
    values: [authorityCode],
  })
  await tx.query({
    name: 'register-sequence-lock',
    text: 'select from register.authority_sequence where authority_code = $1 for update',
    values: [authorityCode],
  })
}

/** Waits until no upload is being applied, and keeps all from it until the transaction ends. */
export async function lockNumbers(tx: Database): Promise<void> {
  await passGate(tx, 'update')
}

/** Nothing is written about a child under a key by which nobody would find it. */
async function passGate(tx: Database, strength: 'share' | 'update'): Promise<void> {
  const [gate] = await tx.query<{ hash: string | null }>({
    name: `register-gate-${strength}`,
    text: `select ${INDEX_KEY_HASH} as hash from register.number_gate for ${strength}`,
  })
  refuseOtherIndexKey(processKeyring(), gate?.hash)
}

/** Uses a sequence number up. */
export async function moveSequence(tx: Database, authorityCode: string, sequence: number): Promise<void> {
  await tx.query({
    name: 'register-sequence-move',
    text: 'update register.authority_sequence set last_accepted = $2 where authority_code = $1',
    values: [authorityCode, sequence],
  })
}

/** Those of some numbers, given by their keys, that another has taken the place of. */
export async function findReplaced(
  tx: Database,
  numbers: ReadonlyMap<ChildKey, NhsNumber>,
): Promise<ReadonlySet<NhsNumber>> {
  const rows = await tx.query<{ old_key: ChildKey }>({
    name: 'register-replaced',
    text: 'select old_key from register.number_alias where old_key = any($1)',
    values: [arrayOfKeys([...numbers.keys()])],
  })
  return new Set(rows.flatMap(row => numbers.get(row.old_key) ?? []))
}
