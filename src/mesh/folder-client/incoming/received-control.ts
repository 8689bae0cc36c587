import type { MeshMessage } from '../../client/receive.ts'
import { compactSecond } from '../../timestamps.ts'
import type { ControlFile } from '../files/control-file.ts'

/** What our own local ids end with; a report about one of our messages shows the site its LocalId as it was. */
const OUR_NUMBER = /~[0-9a-f]{32}$/

/** The control file of a message taken out of the inbox, in the form the Java client gives it (mesh.md 15). */
export function receivedControl(
  message: MeshMessage,
  given: { readonly messageId: string; readonly mailboxId: string; readonly at: Date },
): ControlFile {
  const { messageId, mailboxId, at } = given
  const { kind, workflowId, from, subject, localId, linkedMessageId } = message
  const isData = kind === 'DATA'
  const control = {
    version: '1.0',
    addressType: 'ALL',
    messageType: isData ? 'Data' : 'Report',
    workflowId,
    to: mailboxId,
    from,
    toAddress: isData ? `${mailboxId}@dts.nhs.uk` : undefined,
    fromAddress: isData && from !== undefined ? `${from}@dts.nhs.uk` : undefined,
    subject,
    localId: isData ? localId : localId?.replace(OUR_NUMBER, ''),
    // The id in the control file of `sent` that a report is about; its own is its file name.
    messageId: isData ? messageId : (linkedMessageId ?? messageId),
    isCompressed: isData ? 'N' : undefined,
    statusRecord: {
      dateTime: compactSecond(at),
      event: message.statusEvent ?? 'TRANSFER',
      status: message.status?.toUpperCase() ?? (isData ? 'SUCCESS' : 'ERROR'),
      statusCode: message.statusCode ?? '',
      description: message.statusDescription ?? '',
    },
  }
  return Object.fromEntries(Object.entries(control).filter(([, value]) => value !== undefined)) as ControlFile
}
