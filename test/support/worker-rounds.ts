import type { DemographicsDeps } from '../../src/demographics/index.ts'
import { UPLOAD_LIMITS } from '../../src/hl7v3/index.ts'
import { deliveryOverMesh } from '../../src/main/deliver-notice.ts'
import { answerUploads } from '../../src/main/messages/answer-upload.ts'
import { openReceiver } from '../../src/main/messages/receive-messages.ts'
import { registerDepsOf } from '../../src/main/numbers/number-deps.ts'
import type { Ground } from '../../src/main/processes.ts'
import { type MeshClient, openMeshClient } from '../../src/mesh/index.ts'
import { sendNotices, takeOverOrders } from '../../src/notifications/index.ts'
import { holdingLease } from '../../src/platform/index.ts'

/** What one worker does, turned by hand: a process that may die between any two of its calls. */
export type WorkerRounds = {
  /** Uploads in, acknowledgements out. */
  receive(): Promise<unknown>
  /** Orders become notices, and notices leave. */
  tell(): Promise<void>
}

export type WorkerGround = {
  readonly ground: Ground
  readonly demographics: DemographicsDeps
  readonly mesh: MeshClient
}

/** Opens the rounds of a worker that has just started; each has its own name for leases. */
export function openWorkerRounds({ ground, demographics, mesh }: WorkerGround): WorkerRounds {
  const { settings, clock, log } = ground
  const register = registerDepsOf(ground, demographics)
  const hand = { holder: ground.randomness.uuid(), forMs: settings.leaseMs }
  const lookup = ground.pool('lookup')
  const notifications = { ...ground, db: ground.pool('notifications') }
  const { acknowledgementWorkflow, uploadWorkflow, hubMailbox } = settings
  const workflows = {
    access: settings.accessNoticeWorkflow,
    'inactive-number': settings.inactiveNumberWorkflow,
    'was-not-brought': settings.wasNotBroughtWorkflow,
  }
  const delivery = deliveryOverMesh({ mesh, careSettings: notifications.db, clock, workflows })
  return {
    receive: openReceiver({
      mesh,
      log,
      inTurn: round => holdingLease(register, { ...hand, name: `mailbox ${hubMailbox}` }, round),
      handlers: { [uploadWorkflow]: answerUploads({ mesh, register, clock, acknowledgementWorkflow }) },
    }),
    async tell() {
      await takeOverOrders(notifications, { lookup, register: register.db })
      await sendNotices(notifications, delivery, hand)
    },
  }
}

/** The mailbox of this service, which asks twice and does not wait long between. */
export function openHubMailbox(ground: Ground, fetch?: typeof globalThis.fetch): MeshClient {
  const { settings, clock, randomness, log } = ground
  return openMeshClient({
    baseUrl: settings.meshUrl,
    mailboxId: settings.hubMailbox,
    password: settings.hubMailboxPassword,
    sharedKey: settings.meshSharedKey,
    mostBytes: UPLOAD_LIMITS.bytes,
    retry: { attempts: 2, firstPauseMs: 5 },
    ...(fetch && { fetch }),
    ...{ clock, randomness, log },
  })
}
