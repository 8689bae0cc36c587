import { compactSecond } from '../../timestamps.ts'
import type { MessageState, StoredMessage } from '../inbox/message-row.ts'
import type { PassedOn } from '../sealed-message.ts'
import type { Version } from '../version.ts'

/** A sent message with the names behind its mailboxes; those of the recipient are null when there is no such mailbox. */
export type TrackedMessage = TrackedRow & { readonly headers: PassedOn }

export type TrackedRow = StoredMessage & {
  readonly sender_name: string
  readonly sender_ods_code: string
  readonly sender_org_code: string
  readonly sender_org_name: string
  readonly recipient_name: string | null
  readonly recipient_ods_code: string | null
  readonly recipient_org_code: string | null
  readonly recipient_org_name: string | null
}

/** What tracking answers, with the field names and forms of either version (mesh.md 6.10). */
export function trackingBody(message: TrackedMessage, version: Version): object {
  return version === 1 ? bodyOfVersion1(message) : bodyOfVersion2(message)
}

/** True once accepted, false once failed; while parts are missing nobody knows. */
function isSuccess(message: TrackedMessage): boolean | null {
  return message.status_code === null ? null : message.status_code === '00'
}

function bodyOfVersion2(message: TrackedMessage): object {
  return {
    message_id: message.message_id,
    local_id: message.local_id,
    workflow_id: message.workflow_id,
    filename: fileName(message),
    expiry_time: message.expiry_at,
    upload_timestamp: message.uploaded_at,
    recipient: message.recipient,
    recipient_name: message.recipient_name,
    recipient_ods_code: message.recipient_ods_code,
    recipient_org_code: message.recipient_org_code,
    recipient_org_name: message.recipient_org_name,
    status_success: isSuccess(message),
    status: message.state,
    status_event: message.status_event,
    status_timestamp: message.status_at,
    status_description: message.status_description,
    status_code: message.status_code,
  }
}

const CAPITALISED: Record<MessageState, string> = {
  uploading: 'Uploading',
  accepted: 'Accepted',
  acknowledged: 'Acknowledged',
  undeliverable: 'Undeliverable',
  error: 'Error',
}

function fileName(message: TrackedMessage): string {
  return message.headers['mex-filename'] ?? `${message.message_id}.dat`
}

function compact(instant: Date | null): string | undefined {
  return instant === null ? undefined : compactSecond(instant)
}

/** Fields without a value are left out; those that only mail ever filled are not there at all. */
function bodyOfVersion1(message: TrackedMessage): object {
  return { ...messageOfVersion1(message), ...partiesOfVersion1(message), ...statusOfVersion1(message) }
}

function messageOfVersion1(message: TrackedMessage): object {
  const { headers } = message
  return {
    addressType: 'ALL',
    checksum: headers['mex-content-checksum'],
    chunkCount: message.total_parts,
    contentEncoding: message.content_encoding || undefined,
    dtsId: message.message_id,
    encryptedFlag: headers['mex-content-encrypted'],
    fileName: fileName(message),
    fileSize: message.body_bytes,
    isCompressed: headers['mex-content-compressed'],
    localId: message.local_id ?? undefined,
    messageId: message.message_id,
    messageType: message.message_type,
    partnerId: headers['mex-partnerid'],
    subject: headers['mex-subject'],
    version: '1.0',
    workflowId: message.workflow_id,
  }
}

function partiesOfVersion1(message: TrackedMessage): object {
  return {
    meshRecipientOdsCode: message.recipient_ods_code ?? undefined,
    recipient: message.recipient,
    recipientName: message.recipient_name ?? undefined,
    recipientOrgCode: message.recipient_org_code ?? undefined,
    recipientOrgName: message.recipient_org_name ?? undefined,
    sender: message.sender,
    senderName: message.sender_name,
    senderOdsCode: message.sender_ods_code,
    senderOrgCode: message.sender_org_code,
    senderOrgName: message.sender_org_name,
  }
}

function statusOfVersion1(message: TrackedMessage): object {
  const hasFailed = isSuccess(message) === false
  return {
    downloadTimestamp: compact(message.acknowledged_at),
    expiryTime: compact(message.expiry_at),
    failureDate: hasFailed ? compactSecond(message.status_at) : undefined,
    failureDiagnostic: hasFailed ? (message.status_description ?? undefined) : undefined,
    status: CAPITALISED[message.state],
    statusCode: message.status_code ?? undefined,
    statusDescription: message.status_description ?? undefined,
    statusEvent: message.status_event ?? undefined,
    statusSuccess: message.status_code === null ? undefined : hasFailed ? 'ERROR' : 'SUCCESS',
    statusTimestamp: compactSecond(message.status_at),
    uploadTimestamp: compactSecond(message.uploaded_at),
  }
}
