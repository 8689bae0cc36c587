import { forgetChangeEvents, forgetPersons } from '../demographics/index.ts'
import { forgetRequests } from '../lookup/index.ts'
import {
  type Delivery,
  type NotificationsDeps,
  sendNotices,
  takeOverOrders,
  trackExpired,
  trackNotices,
} from '../notifications/index.ts'
import {
  holdingLease,
  type Loop,
  listen,
  openHttp,
  openRestoredCheck,
  type Running,
  startLoop,
} from '../platform/index.ts'
import { auditRounds } from './audit/audit-rounds.ts'
import { deliveryOverMesh, trackingOverMesh } from './deliver-notice.ts'
import { meshClientOf } from './hub-mailbox.ts'
import { forgetJournal, journalOf } from './journal/index.ts'
import { markIfSetBack } from './journal/mark-if-set-back.ts'
import { answerUploads } from './messages/answer-upload.ts'
import { openReceiver } from './messages/receive-messages.ts'
import { takeNumberChanges } from './messages/take-number-change.ts'
import { demographicsDepsOf, registerDepsOf } from './numbers/number-deps.ts'
import { sweepNextPage } from './numbers/sweep-numbers.ts'
import { watchOf, watchRound } from './operations/operations-deps.ts'
import { countingOf, operationsRounds } from './operations/operations-rounds.ts'
import { type Ground, groundOf } from './processes.ts'
import { decidedCohorts } from './programme/decided-cohorts.ts'
import { programmeDepsOf, programmeMailOf, remind } from './programme/programme-deps.ts'
import { retentionRound } from './records/retention-round.ts'
import { refuseOtherKeys } from './same-keys.ts'
import type { Settings } from './settings.ts'

const TRACK_EVERY_MS = 5_000
const TRACK_EXPIRED_MS = 300_000
/** How soon after its time the nightly sweep begins, and how often it looks whether PDS is back. */
const SWEEP_LOOK_MS = 60_000
const HOUR_MS = 3_600_000
/** How soon after its time the daily watch begins, and a letter leaves. */
const WATCH_LOOK_MS = 60_000

/** A statement of the worker that takes longer has lost its way; a large upload is stored in a few seconds. */
const STATEMENT_WITHIN_MS = 120_000
/** When every connection is in use the work does better to wait than to fail. */
const CONNECT_WITHIN_MS = 10_000

/** Starts the worker: uploads in, acknowledgements and notices out, number changes, and what must be forgotten. */
export async function startWorker(settings: Settings): Promise<Running & { readonly url: string }> {
  const laid = withinLimits(groundOf('worker', settings))
  await refuseOtherKeys(laid)
  const decided = await decidedCohorts(laid)
  const ground: Ground = { ...laid, cohorts: decided.now }
  const deps = workerDepsOf(ground)
  await markIfSetBack(ground, deps.register.db)
  let stopping = false
  const ready = async () => {
    if (stopping) throw new Error('the worker stops')
    await deps.register.db.query({ text: 'select 1' })
  }
  const server = openHttp({ log: ground.log, metrics: ground.metrics, ready })
  const url = await listen(server, settings.workerPort, settings.host)
  const loops = [...loopsOf(ground, deps), decided.loop].map(startLoop)
  ground.log.info({ url }, 'the worker runs')
  return {
    url,
    async stop() {
      stopping = true
      await Promise.all(loops.map(loop => loop.stop()))
      await server.close()
      await deps.journal?.end()
      await ground.end()
    },
  }
}

function withinLimits(ground: Ground): Ground {
  const limits = { statementTimeoutMs: STATEMENT_WITHIN_MS, connectWithinMs: CONNECT_WITHIN_MS }
  return { ...ground, pool: (context, options) => ground.pool(context, { ...limits, ...options }) }
}

type WorkerDeps = ReturnType<typeof workerDepsOf>

function workerDepsOf(ground: Ground) {
  const demographics = demographicsDepsOf(ground)
  const notifications: NotificationsDeps = { ...ground, db: ground.pool('notifications') }
  return {
    hand: { holder: ground.randomness.uuid(), forMs: ground.settings.leaseMs },
    mesh: meshClientOf(ground),
    register: registerDepsOf(ground, demographics),
    demographics,
    notifications,
    journal: journalOf(ground),
    watch: watchOf(ground),
    counting: countingOf(ground, 'worker'),
    programme: { deps: programmeDepsOf(ground), mail: programmeMailOf(ground) },
    lookup: { db: ground.pool('lookup'), clock: ground.clock },
  }
}

/** Every round the worker turns, and how long it rests when there was nothing to do. */
function loopsOf(ground: Ground, deps: WorkerDeps): Loop[] {
  const { settings, log } = ground
  const { mesh, register, notifications, lookup, demographics } = deps
  const receive = receiverOf(ground, deps)
  const orders = { lookup: lookup.db, register: register.db }
  const delivery = deliveryOf(ground, deps)
  const isClosed = openRestoredCheck(register.db, ground.clock)
  const whileOpen = (round: () => Promise<unknown>) => async () => !(await isClosed()) && round()
  const rounds: [name: string, everyMs: number, round: () => Promise<unknown>][] = [
    ['mailbox', settings.uploadPollMs, whileOpen(receive)],
    ['orders', settings.noticePollMs, whileOpen(() => takeOverOrders(notifications, orders))],
    ['notices', settings.noticePollMs, whileOpen(() => sendNotices(notifications, delivery, deps.hand))],
    ['tracking', TRACK_EVERY_MS, whileOpen(() => trackNotices(notifications, trackingOverMesh(mesh)))],
    ['expired notices', TRACK_EXPIRED_MS, whileOpen(() => trackExpired(notifications, trackingOverMesh(mesh)))],
    ['handshake', HOUR_MS, () => mesh.handshake()],
    ['numbers', SWEEP_LOOK_MS, whileOpen(() => sweepNextPage({ register, demographics }, settings.numberSweepAt))],
    ['watch', WATCH_LOOK_MS, () => watchRound(deps.watch)],
    ['letters of the programme', HOUR_MS, () => remindRound(deps)],
    ...operationsRounds(ground, deps.watch, register.db),
    ...auditRounds(ground),
    ['forgetting', HOUR_MS, () => forget(ground, deps)],
    ['retention', HOUR_MS / 6, retentionOf(ground, deps)],
  ]
  const { minutes, loops } = deps.counting
  const counted = rounds.map(([name, everyMs, round]): Loop => {
    const onRound: Loop['onRound'] = outcome => minutes.round(name, everyMs, outcome)
    return { name, everyMs, log, onRound, round: async () => Boolean(await round()) }
  })
  return [...counted, ...loops]
}

/** Which messages come into the mailbox of this service, and who deals with them. */
function receiverOf(
  ground: Ground,
  { mesh, register, demographics, hand, journal }: WorkerDeps,
): () => Promise<boolean> {
  const { settings, clock, log } = ground
  const { acknowledgementWorkflow, hubMailbox } = settings
  const lease = { ...hand, name: `mailbox ${hubMailbox}` }
  const kept = journal && { journal }
  return openReceiver({
    mesh,
    log,
    ...kept,
    inTurn: round => holdingLease(register, lease, round),
    handlers: {
      [settings.uploadWorkflow]: answerUploads({ mesh, register, clock, acknowledgementWorkflow, ...kept }),
      [settings.numberChangeWorkflow]: takeNumberChanges({ register, demographics, log }),
    },
  })
}

/** One process at a time: two would write the same reminder, and hand over the same letter twice. */
async function remindRound({ register, hand, programme: { deps, mail } }: WorkerDeps): Promise<boolean> {
  await holdingLease(register, { ...hand, name: 'letters of the programme' }, () => remind(deps, mail))
  return false
}

/** One process at a time; whoever comes second finds that it was done. */
function retentionOf(ground: Ground, { register, hand }: WorkerDeps): () => Promise<unknown> {
  const round = retentionRound(ground)
  return () => holdingLease(register, { ...hand, name: 'retention' }, round)
}

async function forget({ settings, clock }: Ground, { demographics, lookup }: WorkerDeps): Promise<boolean> {
  const { journalFolder: folder, journalDays } = settings
  await Promise.all([forgetPersons(demographics), forgetChangeEvents(demographics), forgetRequests(lookup)])
  if (folder !== '') await forgetJournal({ folder, clock }, journalDays)
  return false
}

function deliveryOf(ground: Ground, { mesh, notifications, journal }: WorkerDeps): Delivery {
  const { settings, clock } = ground
  const workflows = {
    access: settings.accessNoticeWorkflow,
    'inactive-number': settings.inactiveNumberWorkflow,
    'was-not-brought': settings.wasNotBroughtWorkflow,
  }
  return deliveryOverMesh({ mesh, careSettings: notifications.db, clock, workflows, ...(journal && { journal }) })
}
