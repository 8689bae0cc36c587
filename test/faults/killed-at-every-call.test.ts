import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Row } from '../support/authority.ts'
import { inForm } from '../support/form.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { startService } from '../support/service.ts'
import { until } from '../support/until.ts'

// T-10: the worker is killed at what leaves its process, the first, the second, and so on, from the moment it fetches an
// upload until it has acknowledged it. Every place each night, three for each change, others each day.

const today = new Date().getUTCDate()
const PLACES = inForm({
  short: [2, 12, 22].map(place => place + (today % 10)),
  long: Array.from({ length: 200 }, (_, before) => before + 1),
})
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kill-at-'))
after(() => fs.rmSync(folder, { recursive: true }))
const file = path.join(folder, 'at')
const program = pathToFileURL(path.join(import.meta.dirname, '..', 'support', 'kill-at-call.ts'))

const children = inventedChildren(3)
const service = await startService({
  people: children,
  roles: ['mesh'],
  environment: { NODE_OPTIONS: `--import=${program}`, TEST_KILL_AT: file },
})
const authority = service.authority('X01')
const { owner } = service.database

const rowsOf = (round: number): Row[] =>
  children.map(person => ({ person, plans: [{ type: 'CPP', start: daysAgo(100 - round) }] }))

async function storedOf(messageId: string): Promise<unknown> {
  const [row] = await owner.query({
    text: `select (select count(*) from register.upload where mesh_message_id = $1) as uploads,
      (select count(*) from register.plan_history p join register.upload u using (upload_id)
        where u.mesh_message_id = $1) as plans`,
    values: [messageId],
  })
  return row
}

const WHOLE = { uploads: 1, plans: children.length }
const ABSENT = { uploads: 0, plans: 0 }

const dealtWith = async () => (await service.waiting()) === 0 || undefined
const isDead = () =>
  fetch(`http://127.0.0.1:${service.settings.workerPort}/health/live`).then(
    () => undefined,
    () => true,
  )

test('an upload whose worker is killed at any call is whole or absent, then whole, and answered once', async () => {
  let round = 0
  for (const at of PLACES) {
    round += 1
    // What PDS said is forgotten, so that it is asked again.
    await owner.query({ text: 'delete from demographics.person' })
    fs.writeFileSync(file, String(at))
    await service.start('worker')
    const messageId = await authority.send(authority.written(round, rowsOf(round)))
    await until('done or dead', async () => (await isDead()) ?? (await dealtWith()))
    const hasDied = (await isDead()) === true
    await service.kill('worker')
    const found = await storedOf(messageId)
    assert.ok(
      [WHOLE, ABSENT].some(one => JSON.stringify(one) === JSON.stringify(found)),
      JSON.stringify({ at, found }),
    )
    fs.rmSync(file)
    await service.start('worker')
    // What the dead one had in hand is anybody's when its lease is over.
    await owner.query({ text: 'delete from platform.lease' })
    await until('the upload is dealt with', dealtWith)
    await service.stop('worker')
    assert.deepEqual(await storedOf(messageId), WHOLE, `killed at ${at}`)
    const answers = await authority.collect()
    assert.deepEqual(
      answers.map(({ localId, notice }) => [localId, notice.kind]),
      [[`ACK-${messageId}`, 'acknowledgement']],
      `killed at ${at}`,
    )
    if (!hasDied) break
  }
  assert.ok(round >= 3, `${round} rounds`)
})
