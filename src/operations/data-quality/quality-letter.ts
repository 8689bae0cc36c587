import type { OperationsSettings } from '../deps.ts'
import { inEngland } from '../letters/letter-text.ts'
import { causeWords } from './cause-words.ts'
import { MATCHED_AT_LEAST, matchedPercent, type QualityReport } from './quality.ts'

/** The letter to an authority about its newest upload (S-104): counts and what to do; nothing about any child. */
export function qualityLetterText(
  name: string,
  report: QualityReport,
  { operationsMail }: Pick<OperationsSettings, 'operationsMail'>,
): { readonly subject: string; readonly body: string } {
  const percent = matchedPercent(report)
  const subject =
    percent === undefined
      ? `CP-IS: your upload was answered ${report.fileCode}`
      : `CP-IS data quality: ${percent} % of your records are matched`
  const paragraphs = [
    `To: ${name}, CP-IS contacts`,
    `Your upload of ${inEngland(report.receivedAt)} was answered ${report.fileCode}${report.detailCode ? ` (${report.detailCode})` : ''}: ` +
      `${report.stored} of ${report.processed} records stored. The acknowledgement in your mailbox says which were not.`,
    ...gauge(report, percent),
    ...toMend(report),
    `Questions: ${operationsMail}. Please put no NHS number and no name of a child in any message.\nCP-IS Operations`,
  ]
  return { subject, body: `${paragraphs.join('\n\n')}\n` }
}

function gauge({ held, unmatched, unmatchedSince }: QualityReport, percent: number | undefined): string[] {
  if (percent === undefined) return []
  const since = unmatchedSince ? `, the oldest since ${inEngland(unmatchedSince)}` : ''
  const line = `Matched: ${percent} % (${held} people held, ${unmatched} records not matched${since}).`
  return [
    percent < MATCHED_AT_LEAST
      ? `${line} At least ${MATCHED_AT_LEAST} % is needed: staff who ask about the others are told that nothing is known.`
      : line,
  ]
}

function toMend(report: QualityReport): string[] {
  const { causes, skipped, withdrawn, unbornOverdue } = report
  const lines = [
    ...causes
      .filter(cause => cause.outstanding > 0)
      .map(cause => {
        const { short, mend } = causeWords(cause)
        return `- ${cause.outstanding} ${cause.code}: ${short}. What to do: ${mend}.`
      }),
    ...(withdrawn > 0
      ? [`- ${withdrawn} are shown under a number that was withdrawn: find the new one, or end the plan.`]
      : []),
    ...(unbornOverdue > 0
      ? [`- ${unbornOverdue} plans of unborn children are overdue: send the child's own plan, or the new end.`]
      : []),
    ...(skipped > 0
      ? [`- ${skipped} sequence numbers before this file never came: look whether a file was lost.`]
      : []),
  ]
  return lines.length === 0 ? [] : [`To mend\n${lines.join('\n')}`]
}
