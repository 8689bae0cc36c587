import { numberFingerprint } from '../platform/index.ts'
import type { Asked } from './asked.ts'

/** How a look-up ended, as its link says it. */
export type LookUpEnd = {
  readonly outcome: 'Known' | 'NotKnown'
  readonly withheld: boolean
  readonly access: 'counted' | 'kept' | null
  /** The key the plans are held under. */
  readonly key: string
}

/** The bytes of the link of a look-up that ended so; `store.ts` has PostgreSQL write the same. */
export function endOfLine(asked: Asked, { outcome, withheld, access, key }: LookUpEnd): Buffer {
  const isOther = access !== null && key !== asked.child_key
  const fingerprint = isOther ? numberFingerprint(asked.salt as Buffer, key) : null
  const end = [outcome, withheld, access, fingerprint].map(part => JSON.stringify(part)).join(',')
  return Buffer.concat([Buffer.from(`${asked.line},${end}]\n`), asked.sealed as Buffer])
}
