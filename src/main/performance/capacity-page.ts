import { shown } from './bars.ts'
import { type Assumptions, type Capacity, capacityOf, type Needed, type Plan } from './capacity.ts'
import type { Measured } from './measured.ts'

/** `docs/reference/capacity.md`: from the measured figures to the plans of `capacity.json`. */
export function capacityPage(measured: Measured, assumed: Assumptions): string {
  const { lookup, notice, mesh, growth, upload } = measured
  const whole = lookup && notice && mesh && growth && upload && { lookup, notice, mesh, growth, upload }
  return whole ? pageOf(measured, whole, assumed) : MISSING
}

const INTRO = `# Capacity

Generated from \`performance.json\` and \`capacity.json\` beside it; a test compares. Renew it with
\`bin/cpis docs reference --write\`.
`

const MISSING = `${INTRO}
The last run of all benches is not whole, so nothing is reckoned from it.
`

function pageOf({ made }: Measured, needed: Needed, assumed: Assumptions): string {
  const { plans, busy, copies, prices } = assumed
  const reckoned = plans.map(plan => ({ plan, capacity: capacityOf(plan, needed, assumed) }))
  const { lookup, notice, mesh } = needed
  const perLookUp = `${shown(lookup.cpuMs)} ms of the API, ${shown(notice.workerCpuMs)} of the worker, ${shown(mesh.cpuMsPerCycle)} of the exchange, ${shown(notice.postgresCpuMs)} of PostgreSQL`
  return `${INTRO}
What a deployment needs, reckoned from the run of ${made.at.slice(0, 10)} ([performance](./performance.md)) and from assumptions in
\`capacity.json\`. The assumptions are ours and the prices no vendor's: put your own in their place and renew the page. It is a
reckoning, not a measurement: a figure of one machine times a number. Before going live, measure on the machines that will serve.

* A look-up that is recorded and told takes ${perLookUp}.
* Every look-up of the peak counts as recorded and told, which is more than there will be.
* A processor is ${shown(busy * 100)} % busy at the peak; a process of the API, the worker and the exchange uses one, and there are two of each at least.
* Of PostgreSQL there are ${shown(copies)} of the same size, one that writes and the rest standing by.
* A core costs ${shown(prices.coreHour)} ${prices.currency} an hour, a gigabyte on a disk ${shown(prices.gigabyteMonth)} ${prices.currency} a month; nothing else is in the price: no people, no network, no licences.

${tableOf(reckoned, assumed)}

${reckoned.map(one => remarkOn(one, assumed)).join('\n')}
`
}

type Reckoned = { readonly plan: Plan; readonly capacity: Capacity }
type Line = readonly [what: string, of: (one: Reckoned) => string]

function tableOf(reckoned: readonly Reckoned[], { prices: { currency } }: Assumptions): string {
  const role = (name: 'api' | 'worker' | 'mesh') => (one: Reckoned) =>
    `${shown(one.capacity.processes[name])} (${shown(one.capacity.cores[name])})`
  const lines: readonly Line[] = [
    ['Authorities', one => shown(one.plan.authorities)],
    ['Records held', one => shown(one.plan.records)],
    ['Look-ups a second at the peak', one => shown(one.plan.peakLookUpsPerSecond)],
    ['Accesses a year', one => shown(one.plan.accessesPerYear)],
    ['Processes of the API (cores they fill)', role('api')],
    ['Processes of the worker', role('worker')],
    ['Processes of the exchange', role('mesh')],
    ['Cores of each PostgreSQL', one => shown(Math.ceil(one.capacity.cores.postgres))],
    ['Connections to PostgreSQL', one => shown(one.capacity.connections)],
    ['Disk of the records, GB', one => shown(one.capacity.diskGbOfRecords)],
    ['Disk of a year of accesses with audit, notices and their messages, GB', one => shown(one.capacity.diskGbOfAYear)],
    ['WAL at the peak, MB a second', one => shown(one.capacity.walMbPerSecond)],
    ['WAL of a day, GB', one => shown(one.capacity.walGbPerDay)],
    ['Network of the API at the peak, MB a second', one => shown(one.capacity.networkMbPerSecond)],
    ['Notices a second at the peak', one => shown(one.capacity.noticesPerSecond)],
    ['Rows of a whole upload of one authority', one => shown(one.capacity.rowsOfAnUpload)],
    ['Minutes of one worker for a whole upload of each', one => shown(one.capacity.uploadMinutesOfADay)],
    [`${currency} a month, first year's disk full`, one => shown(one.capacity.costOfAMonth)],
    [`${currency} for a million look-ups`, one => shown(one.capacity.costOfAMillion)],
  ]
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const head = ['', ...reckoned.map(({ plan }) => plan.name)]
  const under = ['---', ...reckoned.map(() => '---:')]
  return [head, under, ...lines.map(([what, of]) => [what, ...reckoned.map(of)])].map(row).join('\n')
}

/** Whether one server of PostgreSQL still does, and what to do where it does not. */
function remarkOn({ plan, capacity }: Reckoned, assumed: Assumptions): string {
  const { coresOfOneServer, mostConnectionsOfOneServer } = assumed
  const fits = capacity.cores.postgres <= coresOfOneServer
  const server = fits
    ? `one PostgreSQL of ordinary size holds it (at most ${shown(coresOfOneServer)} cores are taken for that)`
    : `one PostgreSQL of ${shown(coresOfOneServer)} cores does not hold it: silent look-ups go to replicas, and the tables are spread by child`
  const pooled =
    capacity.connections > mostConnectionsOfOneServer
      ? `; fewer connections for each process, since more than ${shown(mostConnectionsOfOneServer)} cost PostgreSQL more than they bring`
      : ''
  return `* **${plan.name}**: ${server}${pooled}.`
}
