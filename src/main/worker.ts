import { findAuthorityByMailbox } from '../care-settings/index.ts'
import { type DemographicsDeps, findInPds, forgetPersons, openPdsClient } from '../demographics/index.ts'
import { forgetRequests } from '../lookup/index.ts'
import { type MeshClient, openMeshClient } from '../mesh/index.ts'
import {
  type Delivery,
  type NotificationsDeps,
  sendNotices,
  takeOverOrders,
  trackNotices,
} from '../notifications/index.ts'
import { dayInEngland, type Loop, listen, openHttp, type Running, startLoop } from '../platform/index.ts'
import { DEFAULT_REGISTER_SETTINGS, type RegisterDeps } from '../register/index.ts'
import { deliveryOverMesh, trackingOverMesh } from './deliver-notice.ts'
import { type Ground, groundOf } from './processes.ts'
import { receiveUploads } from './receive-uploads.ts'
import type { Settings } from './settings.ts'
import { sweepAllNumbers } from './sweep-numbers.ts'

const TRACK_EVERY_MS = 5_000
const HOUR_MS = 3_600_000

/** Starts the worker: uploads in, acknowledgements and notices out, number changes, and what must be forgotten. */
export async function startWorker(settings: Settings): Promise<Running & { readonly url: string }> {
  const ground = groundOf('worker', settings)
  const deps = workerDepsOf(ground)
  const loops = loopsOf(ground, deps).map(startLoop)
  const ready = async () => {
    await deps.register.db.query({ text: 'select 1' })
  }
  const server = openHttp({ log: ground.log, metrics: ground.metrics, ready })
  const url = await listen(server, settings.workerPort, settings.host)
  ground.log.info({ url }, 'the worker runs')
  return {
    url,
    async stop() {
      await Promise.all(loops.map(loop => loop.stop()))
      await server.close()
      await ground.end()
    },
  }
}

type WorkerDeps = ReturnType<typeof workerDepsOf>

function workerDepsOf(ground: Ground) {
  const demographics = demographicsDepsOf(ground)
  const notifications: NotificationsDeps = { ...ground, db: ground.pool('notifications') }
  return {
    mesh: meshClientOf(ground),
    register: registerDepsOf(ground, demographics),
    demographics,
    notifications,
    lookup: { db: ground.pool('lookup'), clock: ground.clock },
  }
}

/** Every round the worker turns, and how long it rests when there was nothing to do. */
function loopsOf(ground: Ground, deps: WorkerDeps): Loop[] {
  const { settings, log } = ground
  const { mesh, register, notifications, lookup, demographics } = deps
  const receive = { ...ground, mesh, register, acknowledgementWorkflow: settings.acknowledgementWorkflow }
  const orders = { lookup: lookup.db, register: register.db }
  const delivery = deliveryOf(ground, deps)
  const rounds: [name: string, everyMs: number, round: () => Promise<unknown>][] = [
    ['uploads', settings.uploadPollMs, () => receiveUploads(receive)],
    ['orders', settings.noticePollMs, () => takeOverOrders(notifications, orders)],
    ['notices', settings.noticePollMs, () => sendNotices(notifications, delivery)],
    ['tracking', TRACK_EVERY_MS, () => trackNotices(notifications, trackingOverMesh(mesh))],
    ['handshake', HOUR_MS, () => mesh.handshake()],
    ['numbers', settings.numberSweepMs, () => sweepAllNumbers({ register, demographics }).then(() => false)],
    ['forgetting', HOUR_MS, () => Promise.all([forgetPersons(demographics), forgetRequests(lookup)]).then(() => false)],
  ]
  return rounds.map(([name, everyMs, round]) => ({ name, everyMs, log, round: async () => Boolean(await round()) }))
}

function deliveryOf(ground: Ground, { mesh, notifications }: Pick<WorkerDeps, 'mesh' | 'notifications'>): Delivery {
  const { settings, clock } = ground
  const workflows = { access: settings.accessNoticeWorkflow, 'inactive-number': settings.inactiveNumberWorkflow }
  return deliveryOverMesh({ mesh, careSettings: notifications.db, clock, workflows })
}

function meshClientOf(ground: Ground): MeshClient {
  const { settings } = ground
  return openMeshClient({
    baseUrl: settings.meshUrl,
    mailboxId: settings.hubMailbox,
    password: settings.hubMailboxPassword,
    sharedKey: settings.meshSharedKey,
    clock: ground.clock,
    randomness: ground.randomness,
    log: ground.log,
  })
}

function registerDepsOf(ground: Ground, demographics: DemographicsDeps): RegisterDeps {
  const { clock, randomness, log, settings } = ground
  const db = ground.pool('register')
  return {
    db,
    clock,
    randomness,
    log,
    settings: { ...DEFAULT_REGISTER_SETTINGS, endDateInFuture: settings.endDateInFuture },
    findInPds: numbers => findInPds(demographics, numbers),
    async findAuthorityOfMailbox(mailboxId) {
      const found = await findAuthorityByMailbox({ db }, mailboxId, dayInEngland(clock.now()))
      return found && { ...found, odsCode: found.odsCode ?? found.code }
    },
  }
}

function demographicsDepsOf(ground: Ground): DemographicsDeps {
  const { clock, randomness, log, settings } = ground
  const pds = openPdsClient({ baseUrl: settings.pdsUrl, perSecond: settings.pdsPerSecond, clock, randomness, log })
  return { db: ground.pool('demographics'), pds, clock, settings: { cacheHours: 4 } }
}
