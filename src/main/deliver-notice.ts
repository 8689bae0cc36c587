import { findAuthority } from '../care-settings/index.ts'
import { writeAccessNotice, writeInactiveNumberNotice } from '../hl7v3/index.ts'
import type { MeshClient } from '../mesh/index.ts'
import { type Delivery, type Notice, type Tracking, writeWasNotBrought } from '../notifications/index.ts'
import { type Clock, type Database, dayInEngland, defineErrors, refusal } from '../platform/index.ts'
import type { Journal } from './journal/index.ts'
import { sendOnce } from './messages/send-once.ts'

export type DeliverDeps = {
  readonly mesh: MeshClient
  readonly careSettings: Database
  readonly clock: Clock
  readonly workflows: Readonly<Record<Notice['kind'], string>>
  /** Where it is noted that a notice left; absent: nowhere. */
  readonly journal?: Pick<Journal, 'note'>
}

export const noticeErrors = defineErrors({
  NOTICE_NO_MAILBOX: { status: 500, sentence: 'The authority to be told has no mailbox' },
})

/**
 * Hands a notice to MESH under its own id as local id. A repeat asks MESH first whether it has it.
 * Throws NOTICE_NO_MAILBOX, JOURNAL_UNWRITABLE; the notice then waits, and is tried again, under the same id.
 */
export function deliveryOverMesh(deps: DeliverDeps): Delivery {
  return {
    async deliver(notice, authorityCode, repeated) {
      const on = dayInEngland(deps.clock.now())
      const authority = await findAuthority({ db: deps.careSettings }, authorityCode, on)
      if (!authority?.mailboxId) throw refusal(noticeErrors, 'NOTICE_NO_MAILBOX', authorityCode)
      const workflowId = deps.workflows[notice.kind]
      const sending = { to: authority.mailboxId, workflowId, localId: notice.noticeId, body: written(notice) }
      const messageId = repeated ? await sendOnce(deps, sending) : (await deps.mesh.send(sending)).messageId
      await noteSent(deps, { noticeId: notice.noticeId, authorityCode, ...(messageId && { meshMessageId: messageId }) })
      return { messageId }
    },
    isLasting: error => !PASSING.has(String((error as { code?: unknown }).code)),
  }
}

async function noteSent(
  { journal, clock }: DeliverDeps,
  sent: { readonly noticeId: string; readonly authorityCode: string; readonly meshMessageId?: string },
): Promise<void> {
  await journal?.note({ kind: 'notice', at: clock.now(), ...sent })
}

/** MESH is away, did not say whether it took the notice, or refuses this service as such; or our disk is full. */
const PASSING = new Set([
  'MESH_UNREACHABLE',
  'MESH_SEND_UNCERTAIN',
  'MESH_ANSWER_UNREADABLE',
  'MESH_FORBIDDEN',
  'JOURNAL_UNWRITABLE',
])

function written(notice: Notice): string {
  switch (notice.kind) {
    case 'access':
      return writeAccessNotice(notice)
    case 'inactive-number':
      return writeInactiveNumberNotice(notice)
    case 'was-not-brought':
      return writeWasNotBrought(notice)
  }
}

/** What MESH says of a notice: acknowledged by the authority, in its inbox, or given up. */
export function trackingOverMesh(mesh: MeshClient): Tracking {
  return {
    async track(meshMessageId) {
      const found = await mesh.track(meshMessageId)
      const status = found?.status.toLowerCase() ?? 'unknown'
      if (status === 'acknowledged') return 'collected'
      return status === 'undeliverable' || status === 'error' ? 'undeliverable' : 'waiting'
    },
  }
}
