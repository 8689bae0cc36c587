import type { DeclarationAnswer, NotBroughtReason } from '../../lookup/index.ts'
import type { OperationParameters } from '../bodies/resources.ts'
import type { Asking } from './asking.ts'
import type { Exchange } from './exchange.ts'

export type OperationName = 'declare-unscheduled-encounter' | 'was-not-brought'

/** An operation, and what the steps have found out about it so far. Both are ours; no national guide has any. */
export type Operation = Asking & {
  readonly name: OperationName
  readonly text: string
  /** When the encounter was, or which appointment was missed. */
  at?: Date
  reason?: NotBroughtReason
  note?: string
  answer?: DeclarationAnswer
  result?: OperationParameters
}

/** What a request asks to be done, unread. */
export function operationOf(name: OperationName, { request, requestId }: Exchange): Operation {
  return { name, headers: request.headers, text: typeof request.body === 'string' ? request.body : '', requestId }
}
