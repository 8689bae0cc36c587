import { type BarsWish, barsPicture, shown } from './bars.ts'
import type { Benches, Measured } from './measured.ts'

/** One part of the page: what was measured, its picture, its figures. */
type Part = {
  readonly heading: string
  readonly words: string
  readonly picture?: { readonly name: string; readonly wish: BarsWish }
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Where the pictures of the page lie, beside it. */
const FOLDER = 'performance'

/** `docs/reference/performance.md` and its pictures, from one run of all benches. */
export function performancePages(measured: Measured): { readonly file: string; readonly text: string }[] {
  const parts = partsOf(measured)
  const pictures = parts.flatMap(({ picture }) => picture ?? [])
  return [
    { file: 'docs/reference/performance.md', text: pageOf(measured, parts) },
    ...pictures.map(({ name, wish }) => ({
      file: `docs/reference/${FOLDER}/${name}.svg`,
      text: barsPicture(wish),
    })),
  ]
}

function pageOf({ made }: Measured, parts: readonly Part[]): string {
  const on = `${made.processors} processors (${made.processor ?? 'not named'}), ${made.memoryGb} GB, ${made.system}`
  const intro = `# Performance

Generated from \`performance.json\` beside it; a test compares. Renew both with
\`bin/bench all --json --out docs/reference/performance.json && bin/cpis docs reference --write\`.

One run of \`bin/bench all\` on ${made.at.slice(0, 10)} at commit ${made.commit}: ${on}, Node ${made.node.slice(1)}; the machine's
load before it was ${shown(made.loadBefore)}. Callers, service and PostgreSQL share these processors, and every commit waits for the disk.
Ratios are of sides that took turns in the same run and may be trusted; everything else is of this machine at that moment.
What each bench does is in \`test/load/README.md\`; two such files are compared by \`bin/bench compare\`.`
  return `${[intro, ...parts.map(written)].join('\n\n')}\n`
}

function written({ heading, words, picture, head, rows }: Part): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const table = [line(head), line(head.map((_, place) => (place === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
  const drawn = picture && `![${picture.wish.description}](./${FOLDER}/${picture.name}.svg)`
  return [`## ${heading}`, words, drawn, table].filter(Boolean).join('\n\n')
}

function partsOf(measured: Measured): Part[] {
  const { lookup, hl7v3, notice, upload, mesh, portal, growth, start } = measured
  return [
    ...(lookup ? [lookUps(lookup), answerTimes(lookup)] : []),
    ...(hl7v3 ? [spine(hl7v3)] : []),
    ...(notice ? [notices(notice)] : []),
    ...(upload ? [uploads(upload)] : []),
    ...(mesh ? [exchange(mesh)] : []),
    ...(portal ? [pages(portal)] : []),
    ...(growth ? [growing(growth)] : []),
    ...(start ? [starting(start)] : []),
  ]
}

const callers = (clients: number) => `${clients} caller${clients === 1 ? '' : 's'}`
/** What an aim says of a figure, in a word. */
const kept = (isKept: boolean) => (isKept ? 'kept' : 'not kept')

/** Few callers before many, standard before silent. */
const inOrder = <One extends { readonly clients: number; readonly mode: string }>(all: readonly One[]) =>
  all.toSorted((a, b) => a.clients - b.clients || b.mode.localeCompare(a.mode))

function lookUps({ all, records, pgbench, ratioWithGroupCommit, ratioToRawSql, clients }: Benches['lookup']): Part {
  const beside =
    pgbench === 'not installed'
      ? 'pgbench was not installed.'
      : `pgbench with the same statement and ${callers(clients)} did ${shown(pgbench.perSecond)} a second; through the driver it was ${shown(pgbench.rawOverPgbench)} of that.`
  return {
    heading: 'Look-ups',
    words: `Children who have a plan, asked about over HTTP with ${shown(records)} plans held, beside the look-up's own SQL statement through the
driver with the same number of callers. Aim: 0.8 of raw SQL with ${callers(clients)} (${shown(ratioToRawSql)}: ${kept(ratioToRawSql >= 0.8)}), 1.5 with 64, where look-ups
share their commits (${shown(ratioWithGroupCommit)}: ${kept(ratioWithGroupCommit >= 1.5)}). ${beside}`,
    picture: {
      name: 'look-ups',
      wish: {
        title: 'Look-ups a second',
        description: 'Look-ups a second by mode and number of callers, beside the bare statement',
        unit: 'look-ups a second',
        series: ['as set up', 'a commit each', 'bare statement'],
        groups: inOrder(all).map(one => ({
          label: `${one.mode}, ${callers(one.clients)}`,
          values: [one.perSecond, one.alonePerSecond, one.rawPerSecond],
        })),
      },
    },
    head: ['Look-up', 'a second', 'p50 ms', 'p99 ms', 'API CPU ms', 'statements', 'of raw SQL', 'a commit each'],
    rows: inOrder(all).map(one => [
      `${one.mode}, ${callers(one.clients)}`,
      ...[one.perSecond, one.p50Ms, one.p99Ms, one.cpuMs, one.queries, one.ratioToRawSql, one.ratioAlone].map(shown),
    ]),
  }
}

function answerTimes({ atHalf, atPromised }: Benches['lookup']): Part {
  const isPromiseKept = atPromised.p50Ms < 50 && atPromised.p95Ms < 300 && atPromised.p99Ms < 1000
  return {
    heading: 'Answer times at a fixed rate',
    words: `Standard look-ups, each at its planned moment and timed from it. At ${shown(atPromised.perSecond)} a second half within 50 ms, 95 of 100 within 300 ms and 99 within
a second are promised (T-21: ${kept(isPromiseKept)}); at half of the most that was reached the aim is 99 of 100 within 50 ms (${kept(atHalf.p99Ms < 50)}).`,
    head: ['Look-ups a second', 'p50 ms', 'p95 ms', 'p99 ms'],
    rows: [atPromised, atHalf].map(one => [one.perSecond, one.p50Ms, one.p95Ms, one.p99Ms].map(shown)),
  }
}

function spine({ all, readMbPerSecond, writeMbPerSecond }: Benches['hl7v3']): Part {
  return {
    heading: 'Look-ups by HL7 v3',
    words: `The same over SOAP, beside the FHIR door of the same process (aim: 0.6). XML is read at ${shown(readMbPerSecond)} MB a second and written
at ${shown(writeMbPerSecond)}.`,
    head: ['Look-up', 'a second', 'p99 ms', 'FHIR a second', 'of FHIR'],
    rows: all.map(one => [
      `${one.mode}, ${callers(one.clients)}`,
      ...[one.perSecond, one.p99Ms, one.fhirPerSecond, one.ratioToFhir].map(shown),
    ]),
  }
}

function notices(notice: Benches['notice']): Part {
  const { perSecond, noticeP50Ms, noticeP99Ms, noticeMaxMs } = notice
  return {
    heading: 'From a look-up to its notice',
    words: `${perSecond} look-ups a second; how long until each one's notice can be downloaded from the authority's mailbox. Aim: 99 of 100 within
a second (${kept(noticeP99Ms < 1000)}).`,
    picture: {
      name: 'notices',
      wish: {
        title: 'From a look-up to its notice in the mailbox',
        description: 'Half of the notices, 99 of 100, and the slowest: milliseconds from the look-up',
        unit: 'milliseconds',
        series: ['notices'],
        groups: [
          { label: 'half of them', values: [noticeP50Ms] },
          { label: '99 of 100', values: [noticeP99Ms] },
          { label: 'the slowest', values: [noticeMaxMs] },
        ],
        aim: 1000,
      },
    },
    head: [
      'Processor ms for one',
      'API',
      'worker',
      'exchange',
      'PostgreSQL',
      'WAL bytes',
      'bytes kept',
      'network bytes',
    ],
    rows: [
      [
        'look-up with its notice',
        ...[notice.apiCpuMs, notice.workerCpuMs, notice.meshCpuMs, notice.postgresCpuMs].map(shown),
        ...[notice.walBytes, notice.diskBytes, notice.networkBytes].map(shown),
      ],
    ],
  }
}

function uploads(upload: Benches['upload']): Part {
  const rows = [
    ['first: all stored', upload],
    ['again: none changed', upload.again],
  ] as const
  return {
    heading: 'Uploads',
    words: `Files of ${shown(upload.rows)} rows from their XML to the XML of their acknowledgement, PDS answering at once, beside one bare upsert of as many rows
(aim: 0.35). At most ${shown(upload.peakMemoryMb)} MB; with ${shown(upload.largest.rows)} rows in files of the largest size ${shown(upload.largest.perSecond)} rows a second and at most
${shown(upload.largest.peakMemoryMb)} MB, the bench and both its sides together.`,
    picture: {
      name: 'uploads',
      wish: {
        title: 'Rows of uploads a second',
        description: 'Rows a second of a first upload and of the same again, beside a bare upsert',
        unit: 'rows a second',
        series: ['upload', 'bare upsert'],
        groups: rows.map(([label, { perSecond, rawPerSecond }]) => ({ label, values: [perSecond, rawPerSecond] })),
      },
    },
    head: ['Upload', 'rows a second', 'bare upsert', 'ratio'],
    rows: rows.map(([label, one]) => [label, ...[one.perSecond, one.rawPerSecond, one.ratioToRawSql].map(shown)]),
  }
}

function exchange({ all, bodyBytes, cpuMsPerCycle }: Benches['mesh']): Part {
  return {
    heading: 'The message exchange',
    words: `Cycles of send, download and acknowledge with bodies of ${shown(bodyBytes)} bytes; ${shown(cpuMsPerCycle)} ms of the exchange's processor time each. *Flatness* is
the rate with 100,000 messages nobody collects over the rate with none.`,
    head: ['Clients', 'cycles a second', 'p99 ms', 'with a full mailbox', 'flatness'],
    rows: all.map(one => [one.clients, one.perSecond, one.p99Ms, one.fullPerSecond, one.flatness].map(shown)),
  }
}

function pages({ pages: all, records }: Benches['portal']): Part {
  return {
    heading: 'Pages',
    words: `The server's time for a page with ${shown(records)} records, one visitor. Aim: 95 of 100 within 100 ms (${kept(all.every(one => one.p95 < 100))}).`,
    picture: {
      name: 'pages',
      wish: {
        title: 'Pages of the portal',
        description: 'Milliseconds of the server for each page, 95 of 100',
        unit: 'milliseconds, 95 of 100',
        series: ['p95'],
        groups: all.map(({ page, p95 }) => ({ label: page, values: [p95] })),
        aim: 100,
      },
    },
    head: ['Page', 'p50 ms', 'p95 ms'],
    rows: all.map(({ page, p50, p95 }) => [page, shown(p50), shown(p95)]),
  }
}

function growing({ sizes, ...growth }: Benches['growth']): Part {
  return {
    heading: 'Growth',
    words: `The look-up's statement beside ever more records and look-ups made before, at ${shown(growth.scale)} of the full scale of a million records and ten
million look-ups. Beside the most it takes ${shown(growth.lookupGrowth)} times as long as beside the least (aim: at most 1.15, ${kept(growth.lookupGrowth <= 1.15)}) and ${shown(growth.cpuGrowth)} times the
processor time. A record takes ${shown(growth.bytesPerRecord)} bytes of disk, a look-up ${shown(growth.bytesPerAccess)}, indexes and audit included; ${shown(growth.verifiedPerSecond)} links of the
audit are verified in a second.`,
    picture: {
      name: 'growth',
      wish: {
        title: 'Look-ups a second beside more records and history',
        description: 'Look-ups a second beside few, more and many records and look-ups made before',
        unit: 'look-ups a second',
        series: ['look-ups'],
        groups: sizes.map(one => ({ label: `${shown(one.records)} records`, values: [one.perSecond] })),
      },
    },
    head: ['Records', 'look-ups made before', 'look-ups a second'],
    rows: sizes.map(one => [one.records, one.history, one.perSecond].map(shown)),
  }
}

function starting({ first, second, memory, perSecond }: Benches['start']): Part {
  return {
    heading: 'Start and memory',
    words: `\`bin/start\` is ready after ${shown(second.readySeconds)} s on the second run (aim: 5, ${kept(second.readySeconds < 5)}), ${shown(first.readySeconds)} s on the first; its story is told after ${shown(second.storySeconds)} s.
Memory of each role as a process of its own, at rest and at ${perSecond} look-ups a second: all that is in it (RSS), and its share of what it has together
with others (PSS).`,
    picture: {
      name: 'memory',
      wish: {
        title: 'Memory of each role',
        description: 'Megabytes of each role at rest and under load',
        unit: 'megabytes (RSS)',
        series: ['at rest', 'under load'],
        groups: memory.map(({ role, idle, loaded }) => ({ label: role, values: [idle.rssMb, loaded.rssMb] })),
      },
    },
    head: ['Role', 'RSS at rest MB', 'PSS at rest MB', 'RSS under load MB', 'PSS under load MB'],
    rows: memory.map(({ role, idle, loaded }) => [
      role,
      ...[idle.rssMb, idle.pssMb, loaded.rssMb, loaded.pssMb].map(shown),
    ]),
  }
}
