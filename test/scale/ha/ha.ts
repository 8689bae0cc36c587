import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { asTable } from '../../load/frame/print.ts'
import { say } from '../../load/frame/say.ts'
import { NURSE } from '../../support/caller.ts'
import { daysAgo, inventedChildren } from '../../support/people.ts'
import { type Closing, closeAll, openService } from '../../support/service.ts'
import { type Asking, startAsking } from './asking.ts'
import { type Held, holdAgainst } from './check.ts'
import { databaseOn } from './database.ts'
import { startMachines } from './database-machines.ts'
import { EVENTS, type Happened, undergo } from './events.ts'
import { neededPrograms, type Programs } from './programs.ts'

// bin/scale ha [--rounds N] [--install] [--json]: the service on three machines of PostgreSQL, one after another lost.
// Ends with 0 when nothing was lost, with 1 when something was, with 2 when the machine
// lacks a program or an option is wrong.

const { values } = optionsGiven()

function optionsGiven() {
  try {
    const given = parseArgs({
      options: { json: { type: 'boolean' }, install: { type: 'boolean' }, rounds: { type: 'string', default: '1' } },
    })
    if (!/^[1-9]\d?$/.test(given.values.rounds)) throw new Error('--rounds must be a whole number from 1 to 99')
    return given
  } catch (error) {
    say((error as Error).message)
    process.exit(2)
  }
}

/** Staff of different care settings, so that a child is asked about by several. */
const STAFF = [NURSE.userId, '656005750201', '656005750202', '656005750203', '656005750204', '656005750205']
const KNOWN = 600
const UNKNOWN = 200

type Outcome = {
  readonly happened: readonly Happened[]
  readonly held: Held & { readonly fromStandby: number }
  readonly unanswered: Readonly<Record<string, number>>
}

async function run(programs: Programs, folder: string, closing: Closing): Promise<Outcome> {
  say('starting etcd, three machines and the proxy ...')
  const machines = await startMachines(programs, folder)
  closing.push(async () => machines[Symbol.asyncDispose]())
  const database = await databaseOn(machines)
  const children = inventedChildren(KNOWN + UNKNOWN)
  const [listed, others] = [children.slice(0, KNOWN), children.slice(KNOWN)]
  const environment = {
    PGPASSFILE: machines.passwords,
    CPIS_REPLICA_URL: `postgresql://{role}@${machines.standbyAddress}/cpis`,
    CPIS_LEASE_MS: '5000',
  }
  say('starting the service and filling the register ...')
  const service = await openService({ people: children, database, environment }, closing)
  const authority = service.authority('X01')
  const rows = listed.map(person => ({ person, plans: [{ type: 'CPP', start: daysAgo(30) }] as const }))
  const uploaded = await authority.acknowledgementOf(await authority.send(authority.written(1, rows)))
  assert.equal(uploaded.fileCode, 'CPF02')
  const bearers = await Promise.all(STAFF.map(userId => service.signIn(userId)))
  const [known, unknown] = [listed, others].map(people => people.map(person => person.nhsNumber))
  const asking = startAsking({ service, bearers, known: known ?? [], unknown: unknown ?? [] })
  const happened: Happened[] = []
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const event of EVENTS) {
      say(`${event.name} ...`)
      happened.push(await undergo(event, machines, asking))
    }
  await asking.end()
  say('holding what was acknowledged against the register and the mailbox ...')
  const fromStandby = await standbyReads(service.apiUrl)
  const held = await holdAgainst(database.owner, authority, asking)
  return { happened, held: { ...held, fromStandby }, unanswered: unansweredOf(asking) }
}

/** How many statements of silent look-ups were read from a standby. */
async function standbyReads(apiUrl: string): Promise<number> {
  const text = await (await fetch(`${apiUrl}/metrics`)).text()
  return Number(/event="standby-read",outcome="used".*} (\d+)/.exec(text)?.[1] ?? 0)
}

const unansweredOf = ({ unanswered }: Asking) => Object.fromEntries([...unanswered].toSorted())

/** Whether nothing was lost, doubled or wrong, and whoever was not answered was told so or not reached. */
function isGood({ held, unanswered }: Outcome): boolean {
  const faults = held.lost + held.tooMany + held.notToldOnce + held.wrong
  return held.acknowledged > 0 && faults === 0 && Object.keys(unanswered).every(what => what === '503')
}

function print(outcome: Outcome): void {
  if (values.json) return void process.stdout.write(`${JSON.stringify({ ...outcome, good: isGood(outcome) })}\n`)
  const { happened, held, unanswered } = outcome
  const seconds = (ms: number) => Math.round(ms / 100) / 10
  const events = happened.map(one => ({
    event: one.event,
    answers: one.answers,
    'longest without an answer, s': seconds(one.longestSilenceMs),
    'whole again, s': seconds(one.wholeAgainMs),
  }))
  const counts = Object.entries({ ...held, ...unanswered }).map(([what, count]) => ({
    what: WORDS[what] ?? what,
    count,
  }))
  process.stdout.write(asTable({ title: 'What befell the database under load', rows: events, json: {} }))
  process.stdout.write(asTable({ title: 'What came of it', rows: counts, json: {} }))
}

const WORDS: Readonly<Record<string, string>> = {
  acknowledged: 'look-ups answered',
  accesses: 'accesses recorded',
  fromStandby: 'silent look-ups read from a standby',
  notices: 'notices in the mailbox',
  lost: 'acknowledged accesses lost',
  tooMany: 'accesses too many',
  notToldOnce: 'accesses not told exactly once',
  wrong: 'wrong answers',
  503: 'tries answered 503: not checked',
}

async function main(): Promise<number> {
  const programs = neededPrograms(values.install ?? false)
  if ('missing' in programs) {
    say(`Missing here: ${programs.missing.join(', ')}. As root on Debian: bin/scale ha --install`)
    return 2
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cpis-ha-'))
  const closing: Closing = [async () => fs.rmSync(folder, { recursive: true, force: true })]
  try {
    const outcome = await run(programs, folder, closing)
    print(outcome)
    return isGood(outcome) ? 0 : 1
  } finally {
    await closeAll(closing)
  }
}

process.exit(await main())
