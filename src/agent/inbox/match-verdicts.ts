import type { ReadAcknowledgement } from '../../register/index.ts'
import type { RecordAnswer } from './inbox-item.ts'

type Verdict = ReadAcknowledgement['verdicts'][number]

/** A record of a file, as it was stored when it was sent. */
export type SentRow = Omit<RecordAnswer, 'code' | 'detail'> & { readonly nhsNumber: string }

export type MatchedVerdicts = { readonly records: readonly (SentRow & RecordAnswer)[]; readonly unmatched: number }

/**
 * Lays the verdicts of an acknowledgement on the records that were sent. The NHS number and the local id decide; a
 * position only where they leave a choice, as it may count in the answer instead of the file (hl7v3.md 4.2). Records
 * not named are stored where the answer says so by its code or its counts, else they stay without a verdict.
 */
export function matchVerdicts(answer: ReadAcknowledgement, rows: readonly SentRow[]): MatchedVerdicts {
  const byPosition = new Map<number, Verdict>()
  let unmatched = 0
  for (const verdict of answer.verdicts) {
    const row = rowOf(verdict, rows)
    if (row === undefined) unmatched += 1
    else byPosition.set(row.position, verdict)
  }
  const rest = isRestStored(answer, rows.length, byPosition) && unmatched === 0 ? { code: 'CPR06' } : {}
  const records = rows.map(row => {
    const verdict = byPosition.get(row.position)
    return { ...row, ...(verdict ? { code: verdict.code, ...(verdict.detail && { detail: verdict.detail }) } : rest) }
  })
  return { records, unmatched }
}

function rowOf(verdict: Verdict, rows: readonly SentRow[]): SentRow | undefined {
  const { nhsNumber, localId, position } = verdict
  if (nhsNumber === undefined && localId === undefined) return rows.find(row => row.position === position)
  const fitting = rows.filter(
    row =>
      (nhsNumber === undefined || row.nhsNumber === nhsNumber) &&
      (localId === undefined || row.localPersonId === localId),
  )
  return fitting.length > 1 ? fitting.find(row => row.position === position) : fitting[0]
}

/** Whether the answer says that every record it does not name was stored. */
function isRestStored(answer: ReadAcknowledgement, sent: number, named: ReadonlyMap<number, Verdict>): boolean {
  const refused = [...named.values()].filter(({ code }) => code !== 'CPR06').length
  if (answer.fileCode === 'CPF02') return refused === 0
  return answer.fileCode === 'CPF03' && answer.processed === sent && answer.failed === refused
}
