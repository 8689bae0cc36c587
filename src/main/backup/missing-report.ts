import type { Tracking } from '../../notifications/index.ts'
import type { Applied } from './apply-missing.ts'
import type { LeftNotice, Missing, MissingMessage } from './missing.ts'

type ReportedMessage = {
  readonly messageId: string
  readonly at: string
  readonly from?: string
  /** Whether its sender was told the outcome; of an upload only. */
  readonly acknowledged?: boolean
}

/** What a restored database lacks, as it is told to people and programs: ids, moments and counts, of no person anything. */
export type MissingReport = {
  /** Whether look-ups were answered NotChecked for it. */
  readonly closed: boolean
  readonly restoredTo?: string
  readonly uploads: readonly ReportedMessage[]
  readonly numberChanges: readonly ReportedMessage[]
  readonly notices: {
    /** In the outbox as not sent: they are not sent again. */
    readonly sentButWaiting: number
    /** Not in the outbox; `mesh` says what became of each. */
    readonly unknown: readonly { readonly noticeId: string; readonly authorityCode: string; readonly mesh: string }[]
  }
  /** Look-ups after this are in no history; absent where none is lost as far as is known. */
  readonly accessesLostSince?: string
  /** Links the newest checkpoint covers and the database has not; absent where no checkpoint is kept elsewhere. */
  readonly auditLinksMissing?: number
  readonly newestCheckpointAt?: string
  readonly tornFiles: readonly string[]
  readonly applied?: Applied
}

/** Words and counts of what is missing; MESH is asked about notices nobody here follows any more. */
export async function reportOf(
  missing: Missing,
  { tracking, applied }: { readonly tracking: Tracking; readonly applied?: Applied },
): Promise<MissingReport> {
  const { restored, uploads, numberChanges, notices, audit, torn } = missing
  const isLost = restored !== undefined || (audit.checkpoint?.links ?? 0) > 0
  const lostSince = isLost ? (restored?.restoredTo ?? audit.newestLinkAt) : undefined
  return {
    closed: restored !== undefined,
    ...(restored?.restoredTo && { restoredTo: restored.restoredTo.toISOString() }),
    uploads: uploads.map(one => ({ ...messageOf(one), acknowledged: one.answered !== undefined })),
    numberChanges: numberChanges.map(messageOf),
    notices: {
      sentButWaiting: notices.filter(one => one.state === 'waiting').length,
      unknown: await followed(
        notices.filter(one => one.state === undefined),
        tracking,
      ),
    },
    ...(lostSince && { accessesLostSince: lostSince.toISOString() }),
    ...(audit.checkpoint && {
      auditLinksMissing: audit.checkpoint.links,
      newestCheckpointAt: audit.checkpoint.at.toISOString(),
    }),
    tornFiles: torn,
    ...(applied && { applied }),
  }
}

const messageOf = ({ messageId, at, from }: MissingMessage): ReportedMessage => ({
  messageId,
  at: at.toISOString(),
  ...(from !== undefined && { from }),
})

async function followed(
  notices: readonly LeftNotice[],
  { track }: Tracking,
): Promise<MissingReport['notices']['unknown']> {
  const told = []
  for (const { noticeId, authorityCode, meshMessageId } of notices) {
    const mesh = meshMessageId === undefined ? 'unknown' : await track(meshMessageId).catch(() => 'not asked' as const)
    told.push({ noticeId, authorityCode, mesh })
  }
  return told
}

/** Whether there is nothing to do about it. */
export function isNothingMissing({ uploads, numberChanges, notices, auditLinksMissing = 0 }: MissingReport): boolean {
  const followedUp = notices.unknown.every(({ mesh }) => mesh === 'collected')
  return (
    uploads.length === 0 &&
    numberChanges.length === 0 &&
    notices.sentButWaiting === 0 &&
    followedUp &&
    auditLinksMissing === 0
  )
}
