import { makeLaptopMailboxes } from '../../../src/main/laptop-mailboxes.ts'
import { settingsFrom } from '../../../src/main/settings.ts'
import { LAPTOP_CLIENT } from '../../../src/main/stand-ins.ts'
import { type Pool, systemRandomness } from '../../../src/platform/index.ts'
import { freePort, type StartedRole, startRole } from '../../support/role-process.ts'
import { until } from '../../support/until.ts'
import { startApiProcess } from '../frame/api-process.ts'
import { benchDatabase } from '../frame/database.ts'
import { openHttpCaller } from '../frame/http-caller.ts'
import { openAsks } from './asks.ts'
import { loadPlans, nhsNumbers } from './plans.ts'
import { signedInStaff } from './staff.ts'

const RECORDS = 20_000
const CONNECTIONS = 8
/** Notices may take so long to leave after the last look-up before the run counts as failed. */
const PATIENCE_MS = 60_000

/** A process of one role, and where it answers. */
export type Running = { readonly pid: number; readonly url: string }

/** The roles as processes of their own on one database, every plan held by one authority. */
export type Roles = {
  readonly owner: Pool
  readonly running: Readonly<Record<'mesh' | 'worker' | 'api', Running> & Partial<Record<'portal', Running>>>
  /** One look-up that is recorded and told; fails when it is not answered. */
  readonly lookUp: () => Promise<void>
  /** Bytes sent to and received from the API so far. */
  readonly networkBytes: () => number
  /** Resolves when every notice is in the mailbox. */
  readonly allTold: () => Promise<true>
}

/** Starts them, with pages too where they are wanted; all are stopped and the database dropped with the stack. */
export async function startRoles(stack: AsyncDisposableStack, more: readonly 'portal'[] = []): Promise<Roles> {
  const database = stack.use(await benchDatabase())
  const { owner } = database
  const numbers = nhsNumbers(RECORDS)
  await loadPlans(owner, numbers, 'X01')
  const staff = stack.use(await signedInStaff())
  const meshPort = await freePort()
  const environment = {
    CPIS_PROFILE: 'laptop',
    CPIS_LOG_LEVEL: 'error',
    CPIS_DATABASE_URL: database.url,
    CPIS_DATABASE_CONNECTIONS: String(CONNECTIONS),
    CPIS_CIS2_ISSUER: staff.issuer,
    CPIS_CIS2_AUDIENCE: LAPTOP_CLIENT.clientId,
    CPIS_MESH_URL: `http://127.0.0.1:${meshPort}`,
  }
  await makeLaptopMailboxes(settingsFrom(environment))
  const start = async (role: StartedRole, port: number): Promise<Running> => {
    const { pid, stop } = await startRole(role, port, environment)
    stack.defer(async () => void (await stop()))
    return { pid, url: `http://127.0.0.1:${port}` }
  }
  const mesh = await start('mesh', meshPort)
  const worker = await start('worker', await freePort())
  const api = stack.use(await startApiProcess(environment))
  const portal = more.includes('portal') ? { portal: await start('portal', await freePort()) } : {}
  const caller = stack.use(openHttpCaller(api.url))
  const next = openAsks(numbers, staff.all)
  return {
    owner,
    running: { mesh, worker, api: { pid: api.pid, url: api.url }, ...portal },
    allTold: () => allTold(owner),
    networkBytes: caller.bytes,
    async lookUp() {
      const { nhsNumber, by } = next()
      const answer = await caller.get(`${CARE_TEAM}${nhsNumber}`, {
        authorization: `Bearer ${by.idToken}`,
        'x-request-id': systemRandomness.uuid(),
        isunscheduledaccessevent: 'true',
      })
      if (answer.status !== 200) throw new Error(`the API answered ${answer.status}: ${answer.body}`)
    },
  }
}

const CARE_TEAM = '/cpis/FHIR/R4/CareTeam?patient:identifier=https://fhir.nhs.uk/Id/nhs-number%7C'

function allTold(owner: Pool): Promise<true> {
  return until(
    'all notices in the mailbox',
    async () => {
      const [left] = await owner.query<{ left: number }>({
        text: `select (select count(*) from lookup.notice_order)
          + (select count(*) from notifications.notification where mesh_message_id is null) as left`,
      })
      return left?.left === 0 || undefined
    },
    { withinMs: PATIENCE_MS },
  )
}
