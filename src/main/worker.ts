import { findAuthorityByMailbox } from '../care-settings/index.ts'
import { type DemographicsDeps, findInPds, openPdsClient } from '../demographics/index.ts'
import { type MeshClient, openMeshClient } from '../mesh/index.ts'
import { type NotificationsDeps, sendNotices, takeOverOrders, trackNotices } from '../notifications/index.ts'
import { dayInEngland, listen, openHttp, type Running, startLoop } from '../platform/index.ts'
import { DEFAULT_REGISTER_SETTINGS, type RegisterDeps } from '../register/index.ts'
import { deliveryOverMesh, trackingOverMesh } from './deliver-notice.ts'
import { type Ground, groundOf } from './processes.ts'
import { receiveUploads } from './receive-uploads.ts'
import type { Settings } from './settings.ts'

const TRACK_EVERY_MS = 5_000
const HANDSHAKE_EVERY_MS = 3_600_000

/** Starts the worker: uploads in, acknowledgements and notices out. */
export async function startWorker(settings: Settings, healthPort = 0): Promise<Running & { readonly url: string }> {
  const ground = groundOf('worker', settings)
  const { log } = ground
  const mesh = meshClientOf(ground)
  const register = registerDepsOf(ground)
  const notifications: NotificationsDeps = { ...ground, db: ground.pool('notifications') }
  const orders = { lookup: ground.pool('lookup'), register: register.db }
  const delivery = deliveryOverMesh({
    mesh,
    careSettings: notifications.db,
    clock: ground.clock,
    workflows: { access: settings.accessNoticeWorkflow, 'inactive-number': settings.inactiveNumberWorkflow },
  })
  const receive = { ...ground, mesh, register, acknowledgementWorkflow: settings.acknowledgementWorkflow }
  const loops = [
    startLoop({ name: 'uploads', everyMs: settings.uploadPollMs, log, round: () => receiveUploads(receive) }),
    startLoop({
      name: 'notices',
      everyMs: settings.noticePollMs,
      log,
      async round() {
        const taken = await takeOverOrders(notifications, orders)
        return (await sendNotices(notifications, delivery)) || taken > 0
      },
    }),
    startLoop({
      name: 'tracking',
      everyMs: TRACK_EVERY_MS,
      log,
      round: () => trackNotices(notifications, trackingOverMesh(mesh)),
    }),
    startLoop({ name: 'handshake', everyMs: HANDSHAKE_EVERY_MS, log, round: () => mesh.handshake().then(() => false) }),
  ]
  const ready = async () => {
    await register.db.query({ text: 'select 1' })
  }
  const server = openHttp({ log, metrics: ground.metrics, ready })
  const url = await listen(server, healthPort, settings.host)
  log.info({ url }, 'the worker runs')
  return {
    url,
    async stop() {
      await Promise.all(loops.map(loop => loop.stop()))
      await server.close()
      await ground.end()
    },
  }
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

function registerDepsOf(ground: Ground): RegisterDeps {
  const { clock, randomness, log, settings } = ground
  const demographics = demographicsDepsOf(ground)
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
