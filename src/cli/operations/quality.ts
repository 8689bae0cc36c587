import { type AuthorityQuality, causeWords, type NationalQuality, type QualityRow } from '../../operations/index.ts'
import { minuteInEngland } from '../england-time.ts'
import type { Verb } from '../verb.ts'
import { columns } from './columns.ts'

/** An authority's figures, and the same as CSV: over its uploads, and by cause. */
export type QualityRead = { readonly quality: AuthorityQuality; readonly trend: string; readonly causes: string }
export type NationalRead = { readonly quality: NationalQuality; readonly csv: string }

type Printing = { readonly json: boolean; readonly csv?: boolean }

/** `cpis quality report`: what an authority's uploads leave to be mended. */
export function qualityReport(read: (authority: string) => Promise<QualityRead>, say: (line: string) => void): Verb {
  return {
    noun: 'quality',
    name: 'report',
    what: 'show how the uploads of an authority do: what is matched, what is refused and why',
    define: command =>
      command
        .requiredOption('--la <code>', 'the code of the authority')
        .option('--csv', 'print its uploads as CSV', false)
        .option('--causes', 'print what is to be mended as CSV', false)
        .option('--json', 'print JSON', false)
        .action(async ({ la, causes, ...how }: Printing & { readonly la: string; readonly causes: boolean }) => {
          const found = await read(la.toUpperCase())
          if (how.json) say(JSON.stringify(found.quality))
          else if (causes) say(found.causes.trimEnd())
          else say(how.csv ? found.trend.trimEnd() : printed(found.quality))
        }),
  }
}

/** `cpis quality national`: the same of every authority, and their sums. */
export function qualityNational(read: () => Promise<NationalRead>, say: (line: string) => void): Verb {
  return {
    noun: 'quality',
    name: 'national',
    what: 'show how the uploads of all authorities do',
    define: command =>
      command
        .option('--csv', 'print CSV', false)
        .option('--json', 'print JSON', false)
        .action(async (how: Printing) => {
          const { quality, csv } = await read()
          if (how.json) say(JSON.stringify(quality))
          else say(how.csv ? csv.trimEnd() : printedNational(quality))
        }),
  }
}

const percent = (value: number | undefined) => (value === undefined ? undefined : `${value} %`)

function printed(quality: AuthorityQuality): string {
  const { latest } = quality
  if (latest === undefined) return `${quality.authorityName}: no upload has been reported on.`
  return [
    `${quality.authorityName}: ${percent(quality.matchedPercent) ?? 'nobody'} matched` +
      `${quality.isBelowAim ? ', BELOW 95 %' : ''}; ${latest.held} people held, ${latest.unmatched} records not matched`,
    `Last accepted ${minuteInEngland(quality.lastAcceptedAt)}, ${quality.daysSilent ?? '-'} days ago${quality.isSilent ? ', SILENT' : ''}; ` +
      `contacts ${quality.contacts}, to confirm ${quality.contactsToConfirm}`,
    `Superseded ${quality.superseded}, restricted ${quality.sensitive}, ended late ${quality.lateEnds}, withdrawn ${latest.withdrawn}, ` +
      `unborn overdue ${latest.unbornOverdue}, near 18 ${latest.nearEighteen}, also held by another ${latest.shared}`,
    ...latest.causes.map(
      cause =>
        `  ${cause.outstanding} ${cause.detail ?? cause.code}: ${causeWords(cause).short}; ${cause.inFile} in the newest file`,
    ),
    '',
    ...columns([
      ['Upload', 'Answer', 'Processed', 'Stored', 'Held', 'Unmatched', 'Matched'],
      ...quality.trend.map(point => [
        minuteInEngland(point.receivedAt),
        point.detailCode ?? point.fileCode,
        ...[point.processed, point.stored, point.held, point.unmatched, percent(point.matchedPercent)],
      ]),
    ]),
  ].join('\n')
}

function printedNational({ on, rows, totals }: NationalQuality): string {
  const shown = rows.filter(row => row.latest !== undefined)
  return [
    `${on}: ${percent(totals.matchedPercent) ?? 'nobody'} matched; ${totals.held} people held, ${totals.unmatched} records not matched`,
    `${totals.reporting} of ${totals.authorities} authorities report, ${totals.silent} are silent, ${totals.belowAim} are below 95 %; ` +
      `${totals.withoutContacts} without contacts, ${totals.contactsStale} with contacts to confirm`,
    '',
    ...columns([
      ['Authority', 'Matched', 'Held', 'Unmatched', 'Last accepted', 'Days', 'Shared'],
      ...shown.map(cellsOf),
    ]),
  ].join('\n')
}

function cellsOf(row: QualityRow): (string | number | undefined)[] {
  return [
    `${row.authorityCode} ${row.authorityName}`,
    ...[percent(row.matchedPercent), row.latest?.held, row.latest?.unmatched],
    ...[minuteInEngland(row.lastAcceptedAt), row.daysSilent, row.latest?.shared],
  ]
}
