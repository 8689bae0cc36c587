import type { Reconciliation } from '../status/reconcile.ts'
import type { AgentStatus } from '../status/status.ts'
import type { WorkItem } from '../work/work-item.ts'
import { counted, table } from './table.ts'

/** What `cpis agent status` prints: the measures, then the work that stands. No NHS number and no name. */
export function printStatus(status: AgentStatus): string {
  const { live, acknowledged, percent, inFlight, unbornOverdue, nearly18, hoursSince } = status
  const lines = [
    percent === undefined
      ? 'No live plan is known here yet.'
      : `${acknowledged} of ${counted(live, 'live plan')} acknowledged: ${percent} % (target 95 %).`,
    ...(inFlight ? [`File ${inFlight.sequence} is ${inFlight.state} and not answered yet.`] : []),
    ...refusals(status),
    ...Object.entries(hoursSince).map(([what, hours]) => `Last ${what}: ${counted(hours, 'hour')} ago.`),
    ...(hoursSince.poll !== undefined && hoursSince.poll >= 24 ? [NOT_POLLED] : []),
    ...(unbornOverdue > 0 ? [`${counted(unbornOverdue, "unborn child's plan")} past the expected end.`] : []),
    ...(nearly18 > 0 ? [`${counted(nearly18, 'child record')} within 30 days of 18.`] : []),
  ]
  return `${lines.join('\n')}\n\n${work(status.work)}\n`
}

const NOT_POLLED = 'The mailbox was not read for a day: notices not collected within five days are lost.'

function refusals({ refusedByCode, oldestRefusalAt }: AgentStatus): string[] {
  const codes = Object.entries(refusedByCode).map(([code, count]) => `${code} ${count}`)
  return codes.length === 0 ? [] : [`Refused: ${codes.join(', ')}; the oldest since ${oldestRefusalAt?.slice(0, 10)}.`]
}

function work(items: readonly WorkItem[]): string {
  if (items.length === 0) return 'No work stands.'
  const rows = items.map(item => [
    ...[String(item.itemId), item.kind, item.localPersonId ?? '', item.code ?? ''],
    ...[item.openedAt.slice(0, 10), item.due ?? '', item.state, item.whoMends],
  ])
  const sentences = [...Map.groupBy(items, ({ sentence }) => sentence)].map(
    ([sentence, same]) => `${same.map(({ itemId }) => itemId).join(', ')}: ${sentence}`,
  )
  const headings = ['item', 'kind', 'local id', 'code', 'opened', 'due', 'state', 'who mends it']
  return [table(headings, rows), ...sentences].join('\n\n')
}

/** What `cpis agent reconcile` prints. */
export function printReconciliation(found: Reconciliation): string {
  const reasons = Object.entries(found.reasons).map(([reason, count]) => `${reason} ${count}`)
  return [
    `${counted(found.rows, 'row')} read, ${found.heldBack} held back.`,
    `A full upload would send ${counted(found.wouldGo, 'record')}; ${found.unchanged} unchanged, ${found.waiting} waiting.`,
    ...(reasons.length > 0 ? [`By reason: ${reasons.join(', ')}.`] : []),
    `${found.vanished} vanished from the extract, ${found.renumbered} under another number, ${found.births} births awaited.`,
    ...(found.tooManyEnds ? ['It would end or delete more plans than one file may.'] : []),
    ...(found.unanswered
      ? [`File ${found.unanswered.sequence} has had no answer for a day; MESH says: ${found.unanswered.mesh}.`]
      : []),
    'Nothing was sent.\n',
  ].join('\n')
}
