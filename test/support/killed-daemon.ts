import assert from 'node:assert/strict'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { listItems, readStatus } from '../../src/agent/index.ts'
import { systemClock } from '../../src/platform/index.ts'
import type { AgentWorld } from './agent-world.ts'
import type { Moment } from './mesh-by-contract.ts'
import { until } from './until.ts'

export const NOTICE_ID = '11111111-2222-4333-8444-555555555555'

/** Every call a day makes of MESH, in its order: a notice, the day's file, its answer. */
export const CALLS = [
  'POST handshake',
  'GET inbox',
  'GET inbox one',
  'PUT inbox acknowledged',
  'GET outbox one',
  'POST outbox',
] as const

/** Starts the daemon and kills it with SIGKILL at the first such moment, or so many milliseconds after it runs. */
export async function killedAt(world: AgentWorld, at: Moment | number): Promise<void> {
  const { mesh } = world
  const { promise: reached, resolve } = Promise.withResolvers<void>()
  mesh.onMoment = ({ call, when }) => {
    if (typeof at === 'number' || call !== at.call || when !== at.when) return
    resolve()
    // The caller is ended before it hears anything more.
    return new Promise(() => {})
  }
  const daemon = await world.startDaemon()
  if (typeof at === 'number') setTimeout(resolve, at)
  await reached
  mesh.onMoment = () => {}
  const gone = once(daemon, 'exit')
  daemon.kill('SIGKILL')
  await gone
}

/** Runs the daemon until something is so, then stops it as an operator does. */
export async function runsUntil(
  world: AgentWorld,
  what: string,
  isSo: () => Promise<boolean> | boolean,
): Promise<void> {
  const daemon = await world.startDaemon()
  await until(what, async () => (await isSo()) || undefined, { withinMs: 120_000, everyMs: 50 })
  const gone = once(daemon, 'exit')
  daemon.kill('SIGTERM')
  await gone
}

const waiting = ({ mesh }: AgentWorld) => mesh.messages.filter(one => one.to === 'X01ANY1' && !one.acknowledged).length
const filed = ({ folder }: AgentWorld) => {
  const place = path.join(folder, 'filed')
  return fs.existsSync(place) ? fs.readdirSync(place).filter(name => /^item-.*\.csv$/.test(name)).length : 0
}

/** The day ends by itself: the file is there, once; its answer and the notice are taken, once. */
export async function assertDayEndsWell(world: AgentWorld, where: string): Promise<void> {
  const { mesh, database } = world
  const uploads = () => mesh.messages.filter(one => one.workflowId === 'ANY-1')
  if (uploads().length === 0 || waiting(world) > 0)
    await runsUntil(world, 'the file is sent', () => uploads().length > 0 && waiting(world) === 0)
  assert.equal(uploads().length, 1, where)
  const answers = mesh.messages.filter(one => one.workflowId === 'ANY-2')
  for (const upload of answers.length === 0 ? world.uploads() : []) await world.answer(upload, 2)
  // Two alerts are carried: the notice, and what was held back; an answer that took everything is none.
  await runsUntil(world, 'the answer is taken', () => waiting(world) === 0 && filed(world) >= 2)
  assert.equal(uploads().length, 1, where)
  const status = await readStatus({ database: database.owner, clock: systemClock }, { restricted: true })
  assert.deepEqual([status.live, status.acknowledged, status.inFlight], [4, 4, undefined], where)
  const kinds = (await listItems(database.owner, { all: true })).map(({ item }) => item.kind)
  assert.deepEqual(kinds.sort(), ['access', 'acknowledgement', 'fault'], where)
  assert.equal(filed(world), 2, where)
}
