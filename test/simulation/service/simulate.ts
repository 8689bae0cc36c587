import assert from 'node:assert/strict'
import { type Answer, askAboutChild, type LookupDeps, type Question } from '../../../src/lookup/index.ts'
import type { Ground } from '../../../src/main/processes.ts'
import type { Settings } from '../../../src/main/settings.ts'
import { calendarDate, openMetrics, silentLog } from '../../../src/platform/index.ts'
import type { TestDatabase } from '../../support/database.ts'
import { nhsNumber, staff } from '../../support/register.ts'
import { openWorkerRounds, type WorkerRounds } from '../../support/worker-rounds.ts'
import { openSimulatedAuthority, type SimulatedAuthority } from './authority.ts'
import { type Chance, openChance } from './chance.ts'
import { openExchange, openSteps, openTurns, stepped } from './network.ts'

/** What one seed came to. */
export type Simulated = {
  readonly acknowledged: number
  readonly accesses: number
  readonly notices: number
  readonly crashes: number
  readonly notChecked: number
}

const STEPS = 45
const CODES = ['X01', 'X02', 'X03'] as const
/** The night summer time ends: an hour comes twice. */
const BEGIN = Date.parse('2026-10-24T20:00:00Z')
const CHILDREN = Array.from({ length: 12 }, (_, place) => nhsNumber(place + 1))
const FAULTY = { lost: 0.03, crash: 0.02 }
const WELL = { lost: 0, crash: 0 }

type Asked = { readonly nhsNumber: string; readonly userId: string; readonly tell: readonly string[] }

/**
 * A seeded world: three authorities, a worker that dies and starts again, people who ask, MESH and PDS, all in this
 * process on a real database, each call of which may be late, lost, lost after it was heard, or the last of its process.
 * Throws where a promise is broken.
 */
export async function simulate(database: TestDatabase, settings: Settings, seed: number): Promise<Simulated> {
  await forgetAll(database)
  const chance = openChance(seed)
  const time = { now: BEGIN }
  const clock = { now: () => new Date(time.now) }
  const exchange = openExchange(chance)
  const world = { database, settings, chance, clock, exchange, rates: { now: FAULTY } }
  const common = { clock, randomness: chance.randomness, log: silentLog, metrics: openMetrics('test') }
  const outside = (rate: number) => openSteps(chance, { lost: rate, crash: 0 }, async () => {}).step
  const authorities = CODES.map(code =>
    openSimulatedAuthority({
      ...{ code, clock, chance, hub: settings.hubMailbox, workflow: settings.uploadWorkflow },
      mesh: exchange.mailbox(`${code}CPIS1`, outside(0)),
    }),
  )
  const lookup: LookupDeps = { ...common, db: database.pool('lookup'), answerWithinMs: 20_000 }
  const faulty: LookupDeps = { ...lookup, db: stepped(lookup.db, outside(0.05)) }
  const asked: Asked[] = []
  let staffNumber = 0
  let crashes = 0
  let notChecked = 0

  /** Somebody new asks, and does not give up; what is known is held against what was acknowledged. */
  const ask = async (mode: Question['mode'], child = chance.pick(CHILDREN)) => {
    staffNumber += 1
    const { question, userId } = questionOf(child, mode, { staffNumber, requestId: chance.randomness.uuid() })
    for (let turn = 0; ; turn += 1) {
      const holders = authorities.filter(one => one.acknowledged.has(child)).length
      const mayHold = authorities.some(one => one.acknowledged.has(child) || one.inFlight().includes(child))
      const answer = await askAboutChild(turn < 5 ? faulty : lookup, question)
      if (answer.kind === 'NotChecked') {
        notChecked += 1
        continue
      }
      if (answer.kind === 'NotKnown') assert.equal(holders, 0, 'not known, though an authority was told it is held')
      else {
        assert.ok(mayHold, 'known, though nobody uploaded it')
        assert.ok(answer.plans.length >= holders, 'every acknowledged row is shown')
        if (mode === 'standard')
          asked.push({ nhsNumber: child, userId, tell: answer.plans.map(plan => plan.authority.code).sort() })
      }
      return answer
    }
  }

  let isInside = false
  /** Between two calls of the worker: time passes, and sometimes somebody else does something. */
  const meanwhile = async () => {
    time.now += chance.upTo(chance.happens(0.02) ? 3_600_000 : 2_000)
    if (isInside || !chance.happens(0.2)) return
    isInside = true
    try {
      if (chance.happens(0.5)) await ask(chance.happens(0.7) ? 'standard' : 'silent')
      else await chance.pick(authorities).collect()
    } finally {
      isInside = false
    }
  }
  let worker = newWorker(world, meanwhile)
  const work = async (round: 'receive' | 'tell') => {
    await worker.rounds[round]().catch(() => {})
    if (!worker.isDead()) return
    crashes += 1
    worker = newWorker(world, meanwhile)
  }
  const sendSome = () =>
    chance.pick(authorities).upload(CHILDREN.filter(() => chance.happens(0.3)).concat(chance.pick(CHILDREN)))

  for (let step = 0; step < STEPS; step += 1) {
    time.now += chance.upTo(chance.happens(0.1) ? 7_200_000 : 90_000)
    const dice = chance.upTo(10)
    if (dice < 2) await sendSome()
    else if (dice < 5) await work('receive')
    else if (dice < 7) await work('tell')
    else if (dice < 9) await ask(dice === 7 ? 'standard' : chance.happens(0.5) ? 'standard' : 'silent')
    else await chance.pick(authorities).collect()
  }

  world.rates.now = WELL
  worker = newWorker(world, async () => {
    time.now += 1_000
  })
  await settle(async () => {
    time.now += 3_600_000
    await worker.rounds.receive()
    await worker.rounds.tell()
    for (const one of authorities) {
      await one.collect()
      if (one.inFlight().length > 0) await one.upload([])
    }
    const [left] = await database.owner.query<{ count: number }>({
      text: `select (select count(*) from lookup.notice_order)
        + (select count(*) from notifications.notification where state = 'waiting') as count`,
    })
    const isQuiet = authorities.every(one => one.inFlight().length === 0 && exchange.waiting(`${one.code}CPIS1`) === 0)
    return isQuiet && left?.count === 0 && exchange.waiting(settings.hubMailbox) === 0
  })
  thenToldOnce(authorities, asked)
  for (const child of CHILDREN) await thenShownAsAcknowledged(child, authorities, asked, () => ask('silent', child))
  const told = authorities.reduce((sum, one) => sum + one.told.length, 0)
  const acknowledged = authorities.reduce((sum, one) => sum + one.acknowledged.size, 0)
  return { acknowledged, accesses: asked.length, notices: told, crashes, notChecked }
}

type World = {
  readonly database: TestDatabase
  readonly settings: Settings
  readonly chance: Chance
  readonly clock: Ground['clock']
  readonly exchange: ReturnType<typeof openExchange>
  readonly rates: { now: typeof FAULTY }
}

/** A worker process that has just started: nothing of the one before is in its memory. */
function newWorker(world: World, meanwhile: () => Promise<void>): { rounds: WorkerRounds; isDead(): boolean } {
  const { database, settings, chance, clock, exchange, rates } = world
  const { step, isDead } = openSteps(chance, rates.now, meanwhile)
  const turn = openTurns()
  const ground: Ground = {
    ...{ settings, clock, randomness: chance.randomness, log: silentLog, metrics: openMetrics('test') },
    pool: context => stepped(database.pool(context), step, turn),
    end: async () => {},
  }
  const pds = {
    parallel: 1,
    async read(number: Question['nhsNumber']) {
      await step()
      if (chance.happens(rates.now.lost)) return { kind: 'unavailable' } as const
      const named = { given: ['Robin'], family: 'Sample', birthDate: calendarDate('2019-02-14') }
      return { kind: 'current', person: { nhsNumber: number, ...named, security: 'U', versionId: '1' } } as const
    },
  }
  const demographics = { db: ground.pool('demographics'), pds, clock, settings: { cacheHours: 4 } }
  const mesh = exchange.mailbox(settings.hubMailbox, step, turn)
  return { rounds: openWorkerRounds({ ground, demographics, mesh }), isDead }
}

function questionOf(
  child: Question['nhsNumber'],
  mode: Question['mode'],
  of: { staffNumber: number; requestId: string },
) {
  const actor = staff('Ada')
  assert.ok(actor.author.kind === 'person')
  const userId = `656005${String(of.staffNumber).padStart(6, '0')}`
  const question: Question = {
    nhsNumber: child,
    mode,
    careSetting: 'emergency-department',
    gate: 'open',
    findings: [],
    actor: { ...actor, author: { ...actor.author, userId } },
    channel: 'fhir',
    history: mode === 'silent',
    requestId: of.requestId,
  }
  return { question, userId }
}

/** Each access that was shown is told once to each authority that was shown, and nothing else is told to anybody. */
function thenToldOnce(authorities: readonly SimulatedAuthority[], asked: readonly Asked[]): void {
  for (const { code, told } of authorities)
    assert.deepEqual(
      told.map(({ nhsNumber, userId }) => `${nhsNumber} ${userId}`).sort(),
      asked
        .filter(one => one.tell.includes(code))
        .map(one => `${one.nhsNumber} ${one.userId}`)
        .sort(),
    )
}

/** The plans are those last acknowledged, and the history is who was shown the child. */
async function thenShownAsAcknowledged(
  child: string,
  authorities: readonly SimulatedAuthority[],
  asked: readonly Asked[],
  ask: () => Promise<Answer>,
): Promise<void> {
  const expected = authorities.flatMap(one => {
    const start = one.acknowledged.get(child)
    return start === undefined ? [] : [`${one.code} ${start}`]
  })
  const answer = await ask()
  if (expected.length === 0) return assert.equal(answer.kind, 'NotKnown')
  assert.ok(answer.kind === 'Known', answer.kind)
  assert.deepEqual(answer.plans.map(plan => `${plan.authority.code} ${plan.start}`).sort(), expected)
  const shown = answer.history.map(one => (one.author.kind === 'person' ? one.author.userId : ''))
  const accesses = asked.filter(one => one.nhsNumber === child).map(one => one.userId)
  assert.deepEqual(shown.sort(), accesses.slice(-25).sort())
}

const MOST_TURNS = 40

async function settle(turn: () => Promise<boolean>): Promise<void> {
  for (let turns = 0; turns < MOST_TURNS; turns += 1) if (await turn()) return
  throw new Error('the world does not come to rest')
}

/** Everything a world leaves behind; what was there before any stays. */
async function forgetAll(database: TestDatabase): Promise<void> {
  const tables = await database.owner.query<{ name: string }>({
    text: `select schemaname || '.' || tablename as name from pg_tables
      where schemaname in ('register', 'lookup', 'notifications') and tablename <> 'number_gate'
        or schemaname = 'demographics' and tablename = 'person'
        or schemaname = 'audit' and tablename in ('entry', 'link')
        or schemaname = 'platform' and tablename = 'lease'`,
  })
  await database.owner.query({ text: `truncate ${tables.map(({ name }) => name).join(', ')} cascade` })
}
