import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Received, Row } from '../support/authority.ts'
import { inForm } from '../support/form.ts'
import { hold, waiters } from '../support/held-lock.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { startService } from '../support/service.ts'
import { pause, until } from '../support/until.ts'

// Twenty uploads each night, seven for each change, and the worker killed in the middle of each: nothing is lost, nothing doubled.

const ROWS = 150
const children = inventedChildren(ROWS)
const service = await startService({ people: children, roles: ['mesh', 'worker'] })
const authority = service.authority('X01')
const { owner } = service.database

/** Each round moves the start of every child's plan, so that every row is a change. */
const rowsOf = (round: number): Row[] =>
  children.map(person => ({ person, plans: [{ type: 'CPP', start: daysAgo(100 - round) }] }))

type Strike = { readonly send: () => Promise<string>; readonly kill: () => Promise<void> }
type Moment = { readonly when: string; readonly strike: (strike: Strike) => Promise<void> }

const after = (ms: number): Moment => ({
  when: `${ms} ms after the upload was sent`,
  async strike({ send, kill }) {
    await send()
    await pause(ms)
    await kill()
  },
})

const asSoonAs = (what: string, text: string): Moment => ({
  when: `as soon as ${what}`,
  async strike({ send, kill }) {
    const messageId = await send()
    const there = async () => (await owner.query({ text, values: [messageId] })).length > 0 || undefined
    await until(what, there, { everyMs: 1 })
    await kill()
  },
})

/** The transaction has written the upload and its verdicts, and waits to write the plans. */
const whileRowsAreStored: Moment = {
  when: 'while its rows are stored',
  async strike({ send, kill }) {
    await using plans = await hold(owner, 'lock table register.plan in share mode')
    await send()
    await waiters(owner, 'cpis_register')
    await kill()
    await plans.release()
  },
}

/** MESH gets the whole acknowledgement and takes it, and nobody is there to hear so. */
const whileMeshTakesTheAnswer: Moment = {
  when: 'while MESH takes the acknowledgement',
  async strike({ send, kill }) {
    await using plans = await hold(owner, 'lock table register.plan in share mode')
    await send()
    await waiters(owner, 'cpis_register')
    await using messages = await hold(owner, 'lock table mesh.message in share mode')
    await plans.release()
    await waiters(owner, 'cpis_mesh')
    await kill()
    await messages.release()
  },
}

const rowsAreStored = asSoonAs('its rows are stored', 'select from register.upload where mesh_message_id = $1')
const answerIsThere = asSoonAs(
  'the acknowledgement is in the mailbox',
  `select from mesh.message where local_id = 'ACK-' || $1 and state = 'accepted'`,
)

const KNOWN = [whileRowsAreStored, rowsAreStored, whileMeshTakesTheAnswer, answerIsThere]
const MOMENTS: readonly Moment[] = [
  ...inForm({ short: [30, 100, 200], long: [0, 30, 60, 100, 150, 200, 300, 400] }).map(after),
  ...inForm({ short: KNOWN, long: [...KNOWN, ...KNOWN, ...KNOWN] }),
]

const sent: string[] = []

for (const [index, { when, strike }] of MOMENTS.entries())
  test(`round ${index + 1}: the worker is killed ${when}`, async () => {
    // What PDS said is forgotten, so that it is asked about every child again.
    await owner.query({ text: 'delete from demographics.person' })
    const send = async () => {
      const messageId = await authority.send(authority.written(index + 1, rowsOf(index + 1)))
      sent.push(messageId)
      return messageId
    }
    await strike({ send, kill: () => service.kill('worker') })
    await service.start('worker')
    await until('every upload is dealt with', async () => (await service.waiting()) === 0 || undefined)
  })

test('every upload has its acknowledgement, once, with the verdict on every row', async () => {
  const answers = await authority.collect()
  assert.deepEqual(answers.map(answer => answer.localId).sort(), sent.map(messageId => `ACK-${messageId}`).sort())
  for (const [index, messageId] of sent.entries()) assert.deepEqual(answerTo(messageId, answers), allStored(index + 1))
})

const answerTo = (messageId: string, answers: readonly Received[]) =>
  answers.find(answer => answer.localId === `ACK-${messageId}`)?.notice

function allStored(sequence: number) {
  const verdicts = children.map((child, index) => ({
    code: 'CPR06',
    position: index + 1,
    nhsNumber: child.nhsNumber,
    localId: `L${index + 1}`,
  }))
  return {
    kind: 'acknowledgement',
    acknowledgement: {
      sequence: String(sequence),
      processed: ROWS,
      fileCode: 'CPF02',
      failed: 0,
      successful: ROWS,
      verdicts,
    },
  }
}

test('every row is stored, once: one version for each child and upload', async () => {
  const uploads = await owner.query({
    text: `select u.sequence_number, u.mesh_message_id, u.file_code, u.answered_at is not null as answered,
        (select count(*) from register.verdict v where v.upload_id = u.upload_id) as verdicts,
        (select count(*) from register.plan_history p where p.upload_id = u.upload_id) as plans,
        (select count(distinct p.child_key) from register.plan_history p where p.upload_id = u.upload_id) as children,
        (select array_agg(distinct p.version) from register.plan_history p where p.upload_id = u.upload_id) as versions,
        (select array_agg(distinct p.start_date::text) from register.plan_history p
          where p.upload_id = u.upload_id) as starts
      from register.upload u order by u.sequence_number`,
  })
  assert.deepEqual(
    uploads,
    sent.map((messageId, index) => ({
      sequence_number: index + 1,
      mesh_message_id: messageId,
      file_code: 'CPF02',
      answered: true,
      verdicts: ROWS,
      plans: ROWS,
      children: ROWS,
      versions: [index + 1],
      starts: [daysAgo(100 - (index + 1))],
    })),
  )
  const now = await owner.query({
    text: 'select start_date, version, count(*) from register.plan group by start_date, version',
  })
  assert.deepEqual(now, [{ start_date: daysAgo(100 - sent.length), version: sent.length, count: ROWS }])
})

test('an acknowledgement of which only a part had left is sent again, whole', async () => {
  const sequence = MOMENTS.length + 1
  const messageId = await authority.send(authority.written(sequence, rowsOf(sequence)))
  await until('the upload is dealt with', async () => (await service.waiting()) === 0 || undefined)
  await service.kill('worker')
  // As it stands when the worker dies between two parts of a large acknowledgement.
  await owner.query({
    text: `update mesh.message set state = 'uploading', accepted_at = null, total_parts = 2 where local_id = $1`,
    values: [`ACK-${messageId}`],
  })
  await owner.query({
    text: `update mesh.message set state = 'accepted', acknowledged_at = null where message_id = $1`,
    values: [messageId],
  })
  await owner.query({
    text: 'update register.upload set answered_at = null, answer_message_id = null where mesh_message_id = $1',
    values: [messageId],
  })
  await service.start('worker')
  await until('the upload is dealt with again', async () => (await service.waiting()) === 0 || undefined)
  const answers = await authority.collect()
  assert.deepEqual(
    answers.map(({ localId, notice }) => ({ localId, notice })),
    [{ localId: `ACK-${messageId}-2`, notice: allStored(sequence) }],
  )
})
