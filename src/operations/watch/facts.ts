/** From one look to the next; the first look has none before it. */
export type Span = { readonly since?: Date; readonly until: Date }

/** What a MESH server reports of one mailbox. Times are instants; messages of every kind count. */
export type MailboxReport = {
  readonly mailboxId: string
  readonly createdAt: Date
  /** The last authorised call of any kind; none when there never was one. */
  readonly lastCallAt?: Date
  readonly lastHandshakeAt?: Date
  /** As the client named itself in that handshake. */
  readonly clientVersion?: string
  readonly waiting: number
  readonly oldestWaitingAt?: Date
  readonly dueIn24h: number
  /** Left the inbox uncollected and are kept, until the first of them is deleted at `firstLostAt`. */
  readonly expired: number
  /** Of those, the ones whose time was up since the look before. */
  readonly newlyExpired: number
  readonly firstLostAt?: Date
}

/** What became of the notices to one authority: all that is known where the server is not ours. */
export type NoticeFacts = {
  readonly authorityCode: string
  readonly waiting: number
  readonly oldestWaitingAt?: Date
  readonly dueIn24h: number
  /** Expired and not sent again: still kept by MESH until `firstLostAt`, or deleted by now (`lost`). */
  readonly expired: number
  readonly newlyExpired: number
  readonly firstLostAt?: Date
  readonly lost: number
  /** The last sign of life: when a notice was seen collected. */
  readonly lastCollectedAt?: Date
  /** Since when nothing was collected though something waited; none while nothing says so. */
  readonly silentSince?: Date
}

/** One mailbox under watch, at one look. */
export type MailboxSight = {
  readonly mailboxId: string
  readonly authorityCode: string
  readonly source: 'server' | 'tracking'
  readonly lastCallAt?: Date
  readonly lastHandshakeAt?: Date
  readonly clientVersion?: string
  /** The connection clock runs from here; none while nothing is known of the connection. */
  readonly silentSince?: Date
  readonly pausedUntil?: Date
  readonly waiting: number
  readonly oldestWaitingAt?: Date
  readonly dueIn24h: number
  readonly expired: number
  readonly newlyExpired: number
  readonly firstLostAt?: Date
  readonly expiredNotices: number
  readonly lostNotices: number
}

/** An authority's mailbox, as the register of authorities has it. */
export type WatchedMailbox = { readonly mailboxId: string; readonly authorityCode: string }

/**
 * One sight from both sources: the server's record of the mailbox where there is one, else what became of our notices,
 * since a sender cannot see another's calls (mesh.md 20).
 */
export function sightOf(
  mailbox: WatchedMailbox,
  report: MailboxReport | undefined,
  notices: NoticeFacts | undefined,
): MailboxSight {
  const kept = { expiredNotices: (notices?.expired ?? 0) + (notices?.lost ?? 0), lostNotices: notices?.lost ?? 0 }
  if (report === undefined) return { ...mailbox, source: 'tracking', ...seenByTracking(notices), ...kept }
  const { createdAt, ...seen } = report
  return { ...mailbox, source: 'server', ...seen, ...kept, silentSince: report.lastCallAt ?? createdAt }
}

function seenByTracking(notices: NoticeFacts | undefined) {
  if (notices === undefined) return { waiting: 0, dueIn24h: 0, expired: 0, newlyExpired: 0 }
  const { authorityCode, lost, lastCollectedAt, ...seen } = notices
  return { ...seen, ...(lastCollectedAt && { lastCallAt: lastCollectedAt }) }
}
