import { gunzipSync, constants as zlib } from 'node:zlib'
import { meshWireErrors } from '../../errors.ts'
import { WIRE_WORDS } from '../faults.ts'
import type { Call } from '../mesh-server.ts'

/** What a message bears while its parts come in, when its beginning was found unacceptable. */
export type TellLater = { readonly event: string; readonly code: string; readonly text: string }

export const UNACCEPTABLE: TellLater = {
  ...WIRE_WORDS.MESH_FILE_UNACCEPTABLE,
  text: meshWireErrors.MESH_FILE_UNACCEPTABLE.sentence,
}

/** So much of a compressed beginning unpacks to 4 MB at most. */
const PACKED_HEAD_BYTES = 4 * 1024
const HEAD_BYTES = 64 * 1024

type Form = { readonly workflowId: string; readonly encoding: '' | 'gzip' }

/** Whether a body that begins so may go under its workflow (mesh.md 10, code 15); `deps.isAcceptable` decides. */
export function isAcceptableBody({ mesh }: Call, { workflowId, encoding }: Form, head: Buffer): boolean {
  if (mesh.isAcceptable === undefined) return true
  const plain = encoding === 'gzip' ? unpacked(head.subarray(0, PACKED_HEAD_BYTES)) : head
  return mesh.isAcceptable(workflowId, plain.subarray(0, HEAD_BYTES)) === true
}

/** What can be unpacked of a beginning; nothing when it is not packed at all. */
function unpacked(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: zlib.Z_SYNC_FLUSH })
  } catch {
    return Buffer.alloc(0)
  }
}
