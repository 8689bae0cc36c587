import type { Finding } from '../checks/index.ts'
import type { UploadReport } from '../upload/store.ts'
import { counted, table } from './table.ts'

/** What `cpis agent upload` prints: counts, then each finding with its row and how to mend it. */
export function printUpload(report: UploadReport): string {
  return [counts(report), ...printFindings(report.findings)].join('\n\n') + '\n'
}

function counts({ sequence, rows, heldBack, nothingToShare, sent, unchanged, waiting, left }: UploadReport): string {
  const others = `${unchanged} unchanged, ${waiting} waiting`
  const file =
    sequence === undefined
      ? `No file was sent: no record was left to send (${others}).`
      : `File ${sequence} sent: ${counted(sent, 'record')} (${others}).`
  const held = `${counted(heldBack, 'row')} held back`
  const more = left === 0 ? '' : `\n${counted(left, 'record')} more go with the next file, once this one is answered.`
  return `${file}${more}\n${counted(rows, 'row')} read, ${held}, ${nothingToShare} with nothing to share.`
}

/** A table of findings, their sentences once below it. */
export function printFindings(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ['Nothing found to mend.']
  const rows = findings.map(finding => [
    finding.row === undefined ? 'all' : String(finding.row),
    finding.localPersonId ?? '',
    finding.check,
    finding.severity === 'block' ? 'held back' : 'warning',
    finding.column,
    finding.value,
  ])
  const sentences = [...Map.groupBy(findings, ({ sentence }) => sentence)].map(
    ([sentence, same]) => `${same[0]?.check} (${same.map(({ row }) => row ?? 'all').join(', ')}): ${sentence}`,
  )
  return [table(['row', 'local id', 'check', 'effect', 'column', 'value'], rows), ...sentences]
}
