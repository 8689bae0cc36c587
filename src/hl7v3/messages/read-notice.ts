import type { AccessNotice, InactiveNumberNotice } from '../../notifications/index.ts'
import type { ReadAcknowledgement } from '../../register/index.ts'
import type { XmlElement } from '../xml/xml-element.ts'
import { READ_LIMITS, type ReadLimits, readMessage } from '../xml/xml-reader.ts'
import { ACCESS_NOTICE_ROOT, toAccessNotice } from './access-notice.ts'
import { INACTIVE_NUMBER_NOTICE_ROOT, toInactiveNumberNotice } from './inactive-number-notice.ts'
import { keeping, wanted } from './notice-parts.ts'
import { openAcknowledgement } from './read-acknowledgement.ts'

/** What a local authority's mailbox may hold. */
export type ReadNotice =
  | { readonly kind: 'acknowledgement'; readonly acknowledgement: ReadAcknowledgement }
  | { readonly kind: 'access'; readonly notice: AccessNotice }
  | { readonly kind: 'inactive-number'; readonly notice: InactiveNumberNotice }

/**
 * Reads whichever of the messages 02, 05 and 06 this is, by its root. Throws MESSAGE_WRONG_ROOT for any other, and what
 * the reader of that message throws.
 */
export async function readNotice(
  bytes: AsyncIterable<Uint8Array>,
  limits: ReadLimits = READ_LIMITS,
): Promise<ReadNotice> {
  const acknowledgement = openAcknowledgement()
  let message: XmlElement | undefined
  const open = (root: XmlElement) => {
    message = root
    return root.name === 'FileResponse' ? acknowledgement : keeping(root)
  }
  await readMessage(bytes, { roots: ['FileResponse', ACCESS_NOTICE_ROOT, INACTIVE_NUMBER_NOTICE_ROOT], open }, limits)
  const root = wanted(message, 'root')
  if (root.name === ACCESS_NOTICE_ROOT) return { kind: 'access', notice: toAccessNotice(root) }
  if (root.name === INACTIVE_NUMBER_NOTICE_ROOT)
    return { kind: 'inactive-number', notice: toInactiveNumberNotice(root) }
  return { kind: 'acknowledgement', acknowledgement: acknowledgement.finish() }
}
