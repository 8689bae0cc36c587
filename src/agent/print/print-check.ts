import type { CheckReport } from '../report/check-report.ts'
import { printFindings } from './print-upload.ts'
import { counted } from './table.ts'

/** What `cpis agent check` prints: counts, the gauge, then each finding with its row and how to mend it. */
export function printCheck(report: CheckReport): string {
  const { rows, heldBack, nothingToShare, byCheck } = report
  const checks = byCheck.map(({ check, heldBack, warned }) => `${check}: ${heldBack} held back, ${warned} warned`)
  return [
    `${counted(rows, 'row')} read, ${heldBack} to be held back, ${nothingToShare} with nothing to share. Nothing was sent.`,
    gaugeWords(report),
    ...(checks.length > 0 ? [checks.join('\n')] : []),
    ...printFindings(report.findings),
  ].join('\n\n')
}

const WIDTH = 40

function gaugeWords(report: CheckReport): string {
  const { percent } = report
  if (percent === undefined) return 'No record to share.'
  const full = Math.floor((percent * WIDTH) / 100)
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${gaugeSentence(report)}`
}

/** The 95 % gauge in words. */
export function gaugeSentence({ percent, records, ready, target }: CheckReport): string {
  if (percent === undefined) return 'There is no record to share.'
  const verdict = percent >= target ? 'reached' : 'not reached'
  return `${ready} of ${records} records could be sent: ${percent} %. The target of ${target} % is ${verdict}.`
}
