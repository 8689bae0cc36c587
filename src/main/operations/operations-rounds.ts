import {
  countNoticesByMinute,
  type Desk,
  deliverQualityLetters,
  type Minutes,
  mailDesk,
  makeQualityReports,
  openMinutes,
  raiseAlarms,
  tellDesk,
  type WatchedCertificate,
} from '../../operations/index.ts'
import { type Database, type Loop, platformErrors, refusal } from '../../platform/index.ts'
import type { Ground } from '../processes.ts'
import type { Settings } from '../settings.ts'
import type { Watch } from './operations-deps.ts'
import { serviceNowDesk } from './service-now.ts'

const MINUTE_MS = 60_000
/** An upload has its report within this and the time its predecessors take. */
const QUALITY_LOOK_MS = 10_000
const DESK_LOOK_MS = 2_000

/** What a role counts, and the loops that write it and look at the alarms. */
export type Counting = { readonly minutes: Minutes; readonly loops: readonly Loop[] }

/**
 * Opens the counts of a role. Alarms are looked at by every role that counts, so that a worker that is gone is noticed
 * by the others.
 */
export function countingOf(ground: Ground, role: string): Counting {
  const { log, metrics, settings } = ground
  const db = ground.pool('operations', { connections: 2 })
  const minutes = openMinutes({ ...ground, role })
  const alarms = { ...ground, db, log, metrics, settings, certificates: certificatesOf(settings) }
  return {
    minutes,
    loops: [loopOf(log, 'minutes', () => minutes.write(db)), loopOf(log, 'alarms', () => raiseAlarms(alarms))],
  }
}

function loopOf(log: Loop['log'], name: string, work: () => Promise<unknown>): Loop {
  const round = async () => {
    await work()
    return false
  }
  return { name, everyMs: MINUTE_MS, log, round }
}

function certificatesOf(settings: Settings): WatchedCertificate[] {
  const all = {
    CPIS_MESH_CLIENT_CERTIFICATE: settings.meshClientCertificate,
    CPIS_MESH_TLS_CERTIFICATE: settings.meshTlsCertificate,
    CPIS_SPINE_TLS_CERTIFICATE: settings.spineTlsCertificate,
  }
  return Object.entries(all).flatMap(([name, pem]) => (pem === undefined ? [] : [{ name, pem }]))
}

/** What the worker does for operations beside the watch: reports on uploads, the service desk, notices counted. */
export function operationsRounds(
  ground: Ground,
  { operations, mail }: Watch,
  register: Database,
): [name: string, everyMs: number, round: () => Promise<unknown>][] {
  const quality = { ...operations, register }
  const desk = deskOf(ground.settings, mail)
  return [
    [
      'data quality',
      QUALITY_LOOK_MS,
      async () => {
        const more = await makeQualityReports(quality)
        await deliverQualityLetters(operations, mail)
        return more
      },
    ],
    ['service levels', MINUTE_MS, () => countNoticesByMinute(operations)],
    ...(desk
      ? [['service desk', DESK_LOOK_MS, () => tellDesk(operations, desk)] as [string, number, () => Promise<unknown>]]
      : []),
  ]
}

/** The service desk of the settings: ServiceNow, else an address, else none. Throws CONFIG_INVALID. */
export function deskOf(settings: Settings, mail: Watch['mail']): Desk | undefined {
  const {
    deskUrl: url,
    deskUser: user,
    deskPassword: password,
    deskServiceField: serviceField,
    deskGroup: group,
  } = settings
  if (url === undefined) return settings.deskMail === undefined ? undefined : mailDesk(mail, settings.deskMail)
  if (user === '' || password === '')
    throw refusal(platformErrors, 'CONFIG_INVALID', 'CPIS_DESK_URL needs CPIS_DESK_USER and CPIS_DESK_PASSWORD')
  return serviceNowDesk({ url, user, password, serviceField, ...(group && { group }) })
}
