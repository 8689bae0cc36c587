import type { WatchRow, WatchRun, WatchTable } from '../operations/index.ts'
import { minuteInEngland } from './england-time.ts'
import type { Verb } from './verb.ts'

/** `cpis mesh watch`: every authority's mailbox, its two clocks and its case. */
export function meshWatch(read: (how: { run: boolean }) => Promise<WatchTable>, say: (line: string) => void): Verb {
  return {
    noun: 'mesh',
    name: 'watch',
    what: "show the watch over the local authorities' mailboxes",
    define: command =>
      command
        .option('--run', 'look at every mailbox first, and do the daily watch if it is still due', false)
        .option('--json', 'print JSON', false)
        .action(async ({ run, json }: { run: boolean; json: boolean }) => {
          const table = await read({ run })
          say(json ? JSON.stringify(table) : printed(table))
        }),
  }
}

const HEAD = [
  'Mailbox',
  'Authority',
  'Connection',
  'Last call',
  'Handshake',
  'Waiting',
  'Oldest',
  'Due 24 h',
  'Expired',
  'Case',
]

function printed({ run, rows, withoutMailbox }: WatchTable): string {
  return [
    run === undefined ? 'No daily watch has run yet.' : runLine(run),
    ...(withoutMailbox.length > 0 ? [`Authorities without a known mailbox: ${withoutMailbox.length}`] : []),
    '',
    ...columns([HEAD, ...rows.map(cells)]),
  ].join('\n')
}

function runLine(run: WatchRun): string {
  const found = [
    [run.disconnected, 'disconnected'],
    [run.late, 'late'],
    [run.paused, 'paused'],
    [run.uncollected, 'with a message older than 72 hours'],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]))
  return (
    `Daily watch of ${run.day}, ${minuteInEngland(run.at)}: ${run.watched} mailboxes, ${found.join(', ') || 'all well'}; ` +
    `expired since the last: ${run.newlyExpired}; open cases: ${run.casesOpen}; letters: ${run.letters}`
  )
}

function cells(row: WatchRow): string[] {
  return [
    row.mailboxId,
    row.authorityName,
    row.pausedUntil ? `paused until ${minuteInEngland(row.pausedUntil)}` : row.connection,
    minuteInEngland(row.lastCallAt),
    minuteInEngland(row.lastHandshakeAt),
    String(row.waiting),
    row.oldestWaitingAt ? `${minuteInEngland(row.oldestWaitingAt)} (${row.messages})` : '-',
    String(row.dueIn24h),
    String(row.expired),
    caseOf(row),
  ]
}

function caseOf({ case: open, contacts, contactsToConfirm }: WatchRow): string {
  const words = [
    open ? `${open.state} (${open.cause})${open.escalatedAt ? ', RING' : ''}` : '-',
    ...(open?.letterOn ? [`letter ${open.letterOn}`] : []),
    ...(contacts === 0 ? ['NOBODY TO WRITE TO'] : []),
    ...(contactsToConfirm > 0 ? [`${contactsToConfirm} contacts to confirm`] : []),
  ]
  return words.join('; ')
}

/** Rows of cells under each other, two blanks between. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = HEAD.map((_, place) => Math.max(...rows.map(row => row[place]?.length ?? 0)))
  return rows.map(row =>
    row
      .map((cell, place) => cell.padEnd(widths[place] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
