import type { ControlFile } from '../files/control-file.ts'
import type { StatusName } from '../files/status-records.ts'

/** A control file that may be sent: what it must say is there. */
export type Sendable = ControlFile & { readonly to: string; readonly workflowId: string }

/** Without AllowChunking a transfer above this fails (mesh.md 15). */
const WHOLE_MOST_BYTES = 75 * 1024 * 1024

/** The client holds a file in memory; CP-IS files have less than a hundredth of this. */
const MOST_BYTES = 1024 * 1024 * 1024

export type Fault = { readonly name: StatusName; readonly detail?: string }

/** What is wrong with a control file for sending, by the client-side codes of mesh.md 15; `undefined` when nothing is. */
export function faultOf(control: ControlFile, given: { mailboxId: string; bytes: number }): Fault | undefined {
  const { mailboxId, bytes } = given
  if (control.from?.toUpperCase() !== mailboxId) return { name: 'fromInvalid' }
  if (control.to === undefined) return { name: 'toMissing' }
  if (control.version !== '1.0') return { name: 'versionInvalid' }
  if (control.addressType?.toUpperCase() !== 'DTS') return { name: 'addressTypeInvalid' }
  if (control.messageType?.toUpperCase() !== 'DATA') return { name: 'messageTypeInvalid' }
  if (control.workflowId === undefined) return { name: 'transferFailed', detail: 'WorkflowId is missing' }
  if (bytes > MOST_BYTES) return { name: 'transferFailed', detail: 'the file is larger than 1 GB' }
  if (bytes > WHOLE_MOST_BYTES && !mayBeChunked(control))
    return { name: 'transferFailed', detail: 'AllowChunking must be Y above 75 MB' }
  return undefined
}

/** Whether the message may go in parts. */
export function mayBeChunked(control: ControlFile): boolean {
  return control.allowChunking?.toUpperCase() === 'Y'
}
