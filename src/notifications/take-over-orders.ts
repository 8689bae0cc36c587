import { createHash } from 'node:crypto'
import { dropNoticeOrders, type NoticeOrder, takeNoticeOrders } from '../lookup/index.ts'
import type { Database } from '../platform/index.ts'
import { dropInactiveNumberOrders, type InactiveNumberOrder, takeInactiveNumberOrders } from '../register/index.ts'
import type { NotificationsDeps } from './deps.ts'
import type { AccessNotice, InactiveNumberNotice, LocalId, WasNotBroughtNotice } from './notice.ts'
import { keepNotifications, type NewNotification } from './store.ts'

const AT_ONCE = 50

/** The contexts that order notices, each under its own role. */
export type OrderingContexts = { readonly lookup: Database; readonly register: Database }

/**
 * Takes over what must be told: each access marked notify becomes one 05 notice for each authority, or a notice
 * of ours where it tells that a child was not brought, each inactive
 * number one 06. The order is dropped only after its notice is kept, and one order makes one notice however often it is
 * handed over, so that nothing is lost and nothing doubled by a crash. Returns how many were taken over.
 */
export async function takeOverOrders(deps: NotificationsDeps, from: OrderingContexts): Promise<number> {
  return (await takeOverAccesses(deps, from.lookup)) + (await takeOverInactiveNumbers(deps, from.register))
}

async function takeOverAccesses(deps: NotificationsDeps, lookup: Database): Promise<number> {
  const orders = await takeNoticeOrders({ db: lookup, clock: deps.clock }, AT_ONCE)
  if (orders.length === 0) return 0
  await keepNotifications(
    deps.db,
    orders.map(order => ofAccess(deps, order)),
    deps.clock.now(),
  )
  await dropNoticeOrders({ db: lookup }, orders)
  return orders.length
}

async function takeOverInactiveNumbers(deps: NotificationsDeps, register: Database): Promise<number> {
  const orders = await takeInactiveNumberOrders({ db: register }, AT_ONCE)
  if (orders.length === 0) return 0
  await keepNotifications(
    deps.db,
    orders.map(order => ofInactiveNumber(deps, order)),
    deps.clock.now(),
  )
  await dropInactiveNumberOrders(
    { db: register },
    orders.map(order => order.orderId),
  )
  return orders.length
}

/**
 * The id of a notice is made of what ordered it: after a restore the same order makes the same notice, which MESH and its
 * receiver know by its id, and which goes out once (decision 73).
 */
export function noticeIdOf(orderKey: string): string {
  const hex = createHash('sha256').update(`notice ${orderKey}`).digest('hex')
  // A UUID of version 8: by a rule of our own.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function ofAccess(deps: NotificationsDeps, order: NoticeOrder): NewNotification {
  const access = {
    accessId: order.accessId,
    at: order.at,
    author: order.author,
    nhsNumber: order.nhsNumber,
    uploadSequence: order.uploadSequence,
    ...localId(order),
  }
  const orderKey = `access ${order.accessId} ${order.authorityCode}`
  const common = {
    noticeId: noticeIdOf(orderKey),
    createdAt: deps.clock.now(),
    authority: { odsCode: order.authorityOdsCode, name: order.authorityName },
  }
  const notice: AccessNotice | WasNotBroughtNotice = order.notBrought
    ? { kind: 'was-not-brought', ...common, alert: { ...access, ...order.notBrought } }
    : { kind: 'access', ...common, accesses: [access] }
  return { orderKey, authorityCode: order.authorityCode, notice }
}

function ofInactiveNumber(deps: NotificationsDeps, order: InactiveNumberOrder): NewNotification {
  const orderKey = `inactive-number ${order.orderId}`
  const notice: InactiveNumberNotice = {
    kind: 'inactive-number',
    noticeId: noticeIdOf(orderKey),
    createdAt: deps.clock.now(),
    authority: { odsCode: order.authorityOdsCode, name: order.authorityName },
    numbers: [
      {
        nhsNumber: order.nhsNumber,
        uploadSequence: order.uploadSequence,
        ...(order.replacedBy && { replacedBy: order.replacedBy }),
        ...localId(order),
      },
    ],
  }
  return { orderKey, authorityCode: order.authorityCode, notice }
}

function localId(order: { localId?: string; localIdAuthority?: string }): { localId?: LocalId } {
  if (order.localId === undefined) return {}
  return { localId: { value: order.localId, ...(order.localIdAuthority && { authority: order.localIdAuthority }) } }
}
