import { refusal } from '../../platform/index.ts'
import { agentErrors } from '../errors.ts'

/** One record as it stands in the file: cells by heading, and the row a person finds it in. */
export type RawRecord = { readonly number: number; readonly cells: Readonly<Record<string, string>> }

/** Throws AGENT_EXTRACT_UNREADABLE naming the headings that are not there. */
export function refuseMissing(headings: readonly string[], wanted: readonly string[]): void {
  const missing = wanted.filter(heading => !headings.includes(heading))
  if (missing.length > 0) throw refusal(agentErrors, 'AGENT_EXTRACT_UNREADABLE', `no column ${missing.join(', ')}`)
}
