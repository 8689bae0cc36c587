import type { CaseCause, CaseState, Connection, MessageAge } from '../../../operations/index.ts'
import type { Cell } from '../../components/table/presenter.ts'

type Tagged = Cell & { readonly tag: NonNullable<Cell['tag']> }

export const CONNECTIONS: Readonly<Record<Connection, Tagged>> = {
  connected: { text: 'Connected', tag: 'green' },
  late: { text: 'Late', tag: 'yellow' },
  disconnected: { text: 'Disconnected', tag: 'red' },
  paused: { text: 'Paused', tag: 'grey' },
  unseen: { text: 'Not seen', tag: 'white' },
}

export const MESSAGES: Readonly<Record<MessageAge, Tagged>> = {
  none: { text: 'None wait', tag: 'green' },
  fresh: { text: 'Below 72 hours', tag: 'green' },
  warn: { text: 'Over 72 hours', tag: 'yellow' },
  urgent: { text: 'Over 96 hours', tag: 'orange' },
  expired: { text: 'Expired', tag: 'red' },
  lost: { text: 'Lost', tag: 'red' },
}

export const CAUSES: Readonly<Record<CaseCause, string>> = {
  disconnected: 'the mailbox is silent',
  uncollected: 'messages wait for 72 hours',
  expired: 'messages expired',
}

export const STATES: Readonly<Record<CaseState, string>> = {
  opened: 'Opened',
  notified: 'Authority written to',
  acknowledged: 'Authority answered',
  reconnecting: 'Reconnecting',
  restored: 'Restored',
  closed: 'Closed',
}
