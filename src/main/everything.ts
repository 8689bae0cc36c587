import type { Running } from '../platform/index.ts'
import { startApi } from './api.ts'
import { type LaptopApplication, openLaptopApplication } from './laptop-application.ts'
import { makeLaptopMailboxes } from './laptop-mailboxes.ts'
import { startMesh } from './mesh-server.ts'
import { startPortal } from './portal/portal.ts'
import type { Settings } from './settings.ts'
import { LAPTOP_CLIENT, type StandIns, startStandIns } from './stand-ins.ts'
import { startWorker } from './worker.ts'

/** Every role in one process, with the addresses they listen on. */
export type Everything = Running & {
  readonly settings: Settings
  readonly urls: {
    readonly api: string
    readonly spine?: string
    readonly mesh: string
    readonly portal: string
    readonly pds: string
    readonly cis2: string
  }
  readonly standIns: StandIns
  /** What signs assertions at the token endpoint. */
  readonly application: LaptopApplication
}

/** Starts the stand-ins, MESH, the API and the worker; each is told where the others listen. */
export async function startEverything(given: Settings): Promise<Everything> {
  const running: Running[] = []
  const started = async <One extends Running>(start: Promise<One>): Promise<One> => {
    const one = await start
    running.push(one)
    return one
  }
  const stop = async () => {
    for (const one of running.reverse()) await one.stop()
  }
  try {
    await makeLaptopMailboxes(given)
    const application = await openLaptopApplication(given)
    let meshUrl = given.meshUrl
    const standIns = await started(startStandIns(given, () => meshUrl))
    const { pds, cis2 } = standIns
    const known = { ...given, pdsUrl: pds.url, cis2Issuer: cis2.issuer, cis2Audience: [LAPTOP_CLIENT.clientId] }
    const mesh = await started(startMesh(known))
    meshUrl = mesh.url
    const settings: Settings = { ...known, meshUrl }
    const api = await started(startApi(settings))
    await started(startWorker(settings))
    const portal = await started(startPortal(settings))
    const { url, spineUrl: spine } = api
    const urls = { api: url, ...(spine && { spine }), mesh: mesh.url, portal: portal.url, pds: pds.url, cis2: cis2.url }
    return { settings, standIns, application, stop, urls }
  } catch (error) {
    await stop()
    throw error
  }
}
