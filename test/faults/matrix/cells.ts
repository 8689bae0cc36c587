import assert from 'node:assert/strict'
import type { Received, Row } from '../../support/authority.ts'
import { inForm } from '../../support/form.ts'
import { daysAgo, inventedChildren } from '../../support/people.ts'
import { keyOf } from '../../support/sealed.ts'
import { until } from '../../support/until.ts'
import { DOORS, type Door, type DoorName, type Seen } from './doors.ts'
import { FAULTS } from './faults.ts'
import { openWorld } from './world.ts'

// The world the cells of the matrix share, what it starts from, and what is found in it afterwards.

/** A notice is ordered by a look-up through one door for each change, through every door each night. */
export const NOTICE_DOORS: readonly DoorName[] = inForm<readonly DoorName[]>({ short: ['fhir'], long: DOORS })

const people = inventedChildren(1_000)
export const world = await openWorld(people)
export const owned = (text: string, ...values: unknown[]) => world.database.owner.query({ text, values })
let used = 0
export function next(count: number) {
  used += count
  return people.slice(used - count, used)
}
const sequences = new Map<string, number>()

/** Sends a file of children; returns its id at MESH and their numbers. */
export async function send(code: 'X01' | 'X02' | 'X03', children = next(2)) {
  const sequence = (sequences.get(code) ?? 0) + 1
  sequences.set(code, sequence)
  const authority = world.authority(code)
  const rows = children.map((person): Row => ({ person, plans: [{ type: 'CPP', start: daysAgo(30) }] }))
  const file = authority.written(sequence, rows)
  return { file, messageId: await authority.send(file), numbers: children.map(child => child.nhsNumber) }
}

/** Children that X01 and X02 both hold, one for each cell that looks one up. */
const held: string[] = []
const lookUpCells = FAULTS.length * (DOORS.length + NOTICE_DOORS.length) + 4 * DOORS.length + 4
{
  const children = next(lookUpCells)
  const uploads = [await send('X01', children), await send('X02', children)]
  await world.worker.receive()
  for (const { messageId } of uploads) {
    const [stored] = await owned('select file_code from register.upload where mesh_message_id = $1', messageId)
    assert.deepEqual(stored, { file_code: 'CPF02' }, 'what the matrix starts from')
  }
  held.push(...children.map(child => child.nhsNumber))
}
export const nextHeld = () => held.pop() ?? assert.fail('no child is left')

export async function accessesOf(child: string): Promise<{ all: number; counted: number; orders: number }> {
  const [row] = await owned(
    `select (select count(*) from lookup.access where child_key = $1) as all,
      (select count(*) from lookup.access where child_key = $1 and counted) as counted,
      (select count(*) from lookup.notice_order where child_key = $1) as orders`,
    keyOf(child),
  )
  return row as { all: number; counted: number; orders: number }
}

export const ONCE = { all: 1, counted: 1, orders: 2 }
export const KNOWN: Seen = { kind: 'Known', plans: 2 }

export async function storedOf({ messageId, numbers }: { messageId: string; numbers: readonly string[] }) {
  const [row] = await owned(
    `select (select count(*) from register.upload where mesh_message_id = $1 and file_code = 'CPF02') as stored,
      (select count(*) from register.upload where mesh_message_id = $1 and file_code <> 'CPF02') as refused,
      (select count(*) from register.plan where child_key = any($2)) as plans,
      (select count(*) from mesh.message where local_id like 'ACK-' || $1 || '%') as answers,
      (select state from mesh.message where message_id = $1) as state`,
    messageId,
    numbers.map(keyOf),
  )
  return row as { stored: number; refused: number; plans: number; answers: number; state: string }
}

export const ABSENT = { stored: 0, refused: 0, plans: 0, answers: 0, state: 'accepted' }
export const WHOLE = { stored: 1, refused: 0, plans: 2, answers: 1, state: 'acknowledged' }

export const done = (work: () => Promise<unknown>) =>
  until('it is done', () =>
    work().then(
      () => true,
      () => undefined,
    ),
  )

export async function thenWhole(upload: Awaited<ReturnType<typeof send>>): Promise<void> {
  await until('the upload is done', async () => {
    world.laterOn()
    await done(world.worker.receive)
    return (await storedOf(upload)).state === 'acknowledged' || undefined
  })
  assert.deepEqual(await storedOf(upload), WHOLE)
}

/** How often each of the two authorities was told of a child. */
export async function toldOf(child: string): Promise<{ X01: number; X02: number }> {
  const tells = ({ notice }: Received) =>
    notice.kind === 'access' && 'notice' in notice && JSON.stringify(notice.notice).includes(child)
  const of = async (code: 'X01' | 'X02') => (await world.authority(code).collect()).filter(tells).length
  return { X01: await of('X01'), X02: await of('X02') }
}

export async function leftToTell(): Promise<unknown> {
  const [left] = await owned(`select (select count(*) from lookup.notice_order)
    + (select count(*) from notifications.notification where state = 'waiting') as count`)
  return left?.['count']
}

/** Asked again, under the same id, for as long as a busy machine answers too late. */
export const answered = (ask: Door, child: string, requestId: string) =>
  until('an answer', async () => {
    const seen = await ask(child, requestId)
    return seen.kind === 'NotChecked' ? undefined : seen
  })
