import { platformErrors, refusal } from '../../errors.ts'
import { SHARDS } from '../link.ts'

/** Where a chain stood: the number of its last link, and that link's hash. */
export type ShardHead = { readonly seq: number; readonly hash: Buffer }

/** A head of the tree over all chains (C2SP tlog-checkpoint), and where each chain stood. */
export type Checkpoint = {
  readonly origin: string
  readonly size: number
  readonly root: Buffer
  /** By the number of the chain. */
  readonly heads: readonly ShardHead[]
  readonly at: Date
}

/** The text that is signed. */
export function writeCheckpoint({ origin, size, root, heads, at }: Checkpoint): string {
  const shards = heads.map(({ seq, hash }, shard) => `chain ${shard} ${seq} ${hash.toString('base64')}`)
  return `${[origin, size, root.toString('base64'), `at ${at.toISOString()}`, ...shards].join('\n')}\n`
}

/** Reads a text whose signature was found good. Throws CHECKPOINT_INVALID. */
export function readCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = '', at = '', ...shards] = text.split('\n')
  const heads = shards.slice(0, SHARDS).map(headOf)
  const checkpoint = {
    origin,
    size: Number(size),
    root: Buffer.from(root, 'base64'),
    heads,
    at: new Date(at.slice('at '.length)),
  }
  if (Number.isNaN(checkpoint.at.getTime()) || heads.length !== SHARDS || writeCheckpoint(checkpoint) !== text)
    throw refusal(platformErrors, 'CHECKPOINT_INVALID', origin)
  return checkpoint
}

function headOf(line: string): ShardHead {
  const [, , seq, hash = ''] = line.split(' ')
  return { seq: Number(seq), hash: Buffer.from(hash, 'base64') }
}
