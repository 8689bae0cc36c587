import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRandomness } from '../../../src/platform/index.ts'
import type { Received, Row } from '../../support/authority.ts'
import { inForm } from '../../support/form.ts'
import { daysAgo, inventedChildren } from '../../support/people.ts'
import { findChild, openVisitor } from '../../support/portal-visitor.ts'
import { until } from '../../support/until.ts'
import { DOORS, type Door, type DoorName, type Seen } from './doors.ts'
import { FAULTS, type LookUpMust, type NoticeMust, type UploadMust } from './faults.ts'
import { openWorld } from './world.ts'

// The fault matrix (trust.md 11, T-01): each thing that breaks, each flow, each door. The forbidden result, "not known"
// of a known child, is right in no cell. After each fault the same is done again, and is there once.

/** A notice is ordered by a look-up through one door for each change, through every door each night. */
const NOTICE_DOORS: readonly DoorName[] = inForm<readonly DoorName[]>({ short: ['fhir'], long: DOORS })

const people = inventedChildren(1_000)
const world = await openWorld(people)
const owned = (text: string, ...values: unknown[]) => world.database.owner.query({ text, values })
let used = 0
function next(count: number) {
  used += count
  return people.slice(used - count, used)
}
const sequences = new Map<string, number>()

/** Sends a file of children; returns its id at MESH and their numbers. */
async function send(code: 'X01' | 'X02' | 'X03', children = next(2)) {
  const sequence = (sequences.get(code) ?? 0) + 1
  sequences.set(code, sequence)
  const authority = world.authority(code)
  const rows = children.map((person): Row => ({ person, plans: [{ type: 'CPP', start: daysAgo(30) }] }))
  const file = authority.written(sequence, rows)
  return { file, messageId: await authority.send(file), numbers: children.map(child => child.nhsNumber) }
}

/** Children that X01 and X02 both hold, one for each cell that looks one up. */
const held: string[] = []
const lookUpCells = FAULTS.length * (DOORS.length + NOTICE_DOORS.length) + 3 * DOORS.length + 3
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
const nextHeld = () => held.pop() ?? assert.fail('no child is left')

async function accessesOf(child: string): Promise<{ all: number; counted: number; orders: number }> {
  const [row] = await owned(
    `select (select count(*) from lookup.access where nhs_number = $1) as all,
      (select count(*) from lookup.access where nhs_number = $1 and counted) as counted,
      (select count(*) from lookup.notice_order where nhs_number = $1) as orders`,
    child,
  )
  return row as { all: number; counted: number; orders: number }
}

const ONCE = { all: 1, counted: 1, orders: 2 }
const KNOWN: Seen = { kind: 'Known', plans: 2 }

const LOOK_UP: Record<LookUpMust, readonly Seen['kind'][]> = {
  answered: ['Known'],
  'answered or signed out': ['Known', 'Failed'],
  'answered or not checked': ['Known', 'NotChecked'],
  'not checked': ['NotChecked'],
  'nothing leaves': ['NotChecked', 'Failed'],
}

for (const fault of FAULTS)
  for (const door of DOORS)
    test(`${fault.name}: a look-up over ${door} must be ${fault.lookUp}`, async () => {
      const [child, nobody] = [nextHeld(), next(1)[0]?.nhsNumber ?? '']
      const requestId = systemRandomness.uuid()
      const ask = world.doors[door]
      const start = performance.now()
      const [seen, absent] = await fault.during(world, () =>
        Promise.all([ask(child, requestId), ask(nobody, systemRandomness.uuid())]),
      )
      const ms = performance.now() - start
      assert.ok(LOOK_UP[fault.lookUp].includes(seen.kind), `${seen.kind} after ${ms} ms`)
      if (seen.kind === 'Known') assert.deepEqual(seen, KNOWN)
      // That nothing is held is said only where it was read.
      const mayBe: Seen['kind'][] = LOOK_UP[fault.lookUp].map(kind => (kind === 'Known' ? 'NotKnown' : kind))
      assert.ok(mayBe.includes(absent.kind), absent.kind)
      assert.ok(ms < 4_000, `${ms} ms: nobody waits for a database that takes five seconds`)
      const written = await accessesOf(child)
      if (seen.kind === 'Known') assert.deepEqual(written, ONCE)
      else assert.ok(written.all <= 1 && written.orders === 2 * written.all, JSON.stringify(written))
      const again = await until('an answer', async () => {
        const answer = await ask(child, requestId)
        assert.notEqual(answer.kind, 'NotKnown')
        return answer.kind === 'Known' ? answer : undefined
      })
      assert.deepEqual(again, KNOWN)
      assert.deepEqual(await accessesOf(child), ONCE)
      await owned('delete from lookup.notice_order where nhs_number = $1', child)
    })

async function storedOf({ messageId, numbers }: { messageId: string; numbers: readonly string[] }) {
  const [row] = await owned(
    `select (select count(*) from register.upload where mesh_message_id = $1 and file_code = 'CPF02') as stored,
      (select count(*) from register.upload where mesh_message_id = $1 and file_code <> 'CPF02') as refused,
      (select count(*) from register.plan where nhs_number = any($2)) as plans,
      (select count(*) from mesh.message where local_id like 'ACK-' || $1 || '%') as answers,
      (select state from mesh.message where message_id = $1) as state`,
    messageId,
    numbers,
  )
  return row as { stored: number; refused: number; plans: number; answers: number; state: string }
}

const ABSENT = { stored: 0, refused: 0, plans: 0, answers: 0, state: 'accepted' }
const WHOLE = { stored: 1, refused: 0, plans: 2, answers: 1, state: 'acknowledged' }

const meanwhile: Record<UploadMust, (found: typeof WHOLE) => void> = {
  stay: found => assert.deepEqual(found, ABSENT),
  finish: found => assert.deepEqual(found, WHOLE),
  'be told to come again': found => assert.deepEqual(found, { ...WHOLE, stored: 0, refused: 1, plans: 0 }),
  'finish or stay'(found) {
    const { stored, plans, answers, refused, state } = found
    assert.deepEqual({ refused, plans }, { refused: 0, plans: 2 * stored })
    assert.ok(answers <= stored, 'nothing is answered that is not stored')
    if (state !== 'accepted') assert.deepEqual(found, WHOLE)
  },
}

const done = (work: () => Promise<unknown>) =>
  until('it is done', () =>
    work().then(
      () => true,
      () => undefined,
    ),
  )

async function thenWhole(upload: Awaited<ReturnType<typeof send>>): Promise<void> {
  await until('the upload is done', async () => {
    world.laterOn()
    await done(world.worker.receive)
    return (await storedOf(upload)).state === 'acknowledged' || undefined
  })
  assert.deepEqual(await storedOf(upload), WHOLE)
}

for (const fault of FAULTS)
  test(`${fault.name}: an upload must ${fault.upload}`, async () => {
    const upload = await send('X03')
    await fault.during(world, () => world.worker.receive().catch(() => {}))
    meanwhile[fault.upload](await storedOf(upload))
    if (fault.upload === 'be told to come again') {
      await thenWhole({ ...upload, messageId: await world.authority('X03').send(upload.file) })
      return
    }
    await thenWhole(upload)
    await owned(
      `update mesh.message set state = 'accepted', acknowledged_at = null where message_id = $1`,
      upload.messageId,
    )
    await done(world.worker.receive)
    assert.deepEqual(await storedOf(upload), WHOLE, 'MESH repeats it: nothing more is stored or answered')
  })

/** How often each of the two authorities was told of a child. */
async function toldOf(child: string): Promise<{ X01: number; X02: number }> {
  const tells = ({ notice }: Received) =>
    notice.kind === 'access' && 'notice' in notice && JSON.stringify(notice.notice).includes(child)
  const of = async (code: 'X01' | 'X02') => (await world.authority(code).collect()).filter(tells).length
  return { X01: await of('X01'), X02: await of('X02') }
}

const NOTICE: Record<NoticeMust, (told: { X01: number; X02: number }) => boolean> = {
  wait: told => told.X01 + told.X02 === 0,
  once: told => told.X01 === 1 && told.X02 === 1,
  'once or wait': told => told.X01 <= 1 && told.X02 <= 1,
}

for (const fault of FAULTS)
  for (const door of NOTICE_DOORS)
    test(`${fault.name}: the notices of a look-up over ${door} must ${fault.notice}`, async () => {
      const child = nextHeld()
      assert.deepEqual(await world.doors[door](child, systemRandomness.uuid()), KNOWN)
      await fault.during(world, () => world.worker.tell().catch(() => {}))
      const told = await toldOf(child)
      assert.ok(NOTICE[fault.notice](told), JSON.stringify(told))
      await until('nothing is left to tell', async () => {
        world.laterOn()
        await done(world.worker.tell)
        const [left] = await owned(`select (select count(*) from lookup.notice_order)
          + (select count(*) from notifications.notification where state = 'waiting') as count`)
        return left?.['count'] === 0 || undefined
      })
      const later = await toldOf(child)
      assert.deepEqual({ X01: told.X01 + later.X01, X02: told.X02 + later.X02 }, { X01: 1, X02: 1 })
    })

/** Asked again, under the same id, for as long as a busy machine answers too late. */
const answered = (ask: Door, child: string, requestId: string) =>
  until('an answer', async () => {
    const seen = await ask(child, requestId)
    return seen.kind === 'NotChecked' ? undefined : seen
  })

for (const door of DOORS)
  test(`two processes at once: one request over ${door} to both is one access, and the same answer`, async () => {
    const [child, requestId] = [nextHeld(), systemRandomness.uuid()]
    const both = [world.doors[door], world.otherDoors[door]]
    const answers = await Promise.all(both.map(ask => answered(ask, child, requestId)))
    assert.deepEqual(answers, [KNOWN, KNOWN])
    assert.deepEqual(await accessesOf(child), ONCE)
    await owned('delete from lookup.notice_order where nhs_number = $1', child)
  })

test('two workers at once: an upload is applied and answered once', async () => {
  const upload = await send('X03')
  await Promise.all([world.worker.receive(), world.otherWorker.receive()])
  await thenWhole(upload)
})

test('two workers at once: each authority is told once', async () => {
  const child = nextHeld()
  assert.deepEqual(await world.doors.fhir(child, systemRandomness.uuid()), KNOWN)
  await Promise.all([world.worker.tell(), world.otherWorker.tell()])
  world.laterOn()
  await Promise.all([world.worker.tell(), world.otherWorker.tell()])
  assert.deepEqual(await toldOf(child), { X01: 1, X02: 1 })
})

test('the sign-in provider is away: nobody new gets a token', async () => {
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    subject_token: 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: 'eyJhbGciOiJSUzUxMiJ9.e30.AAAA',
  })
  const answer = await fetch(`${world.apiUrl}/oauth2/token`, { method: 'POST', body })
  assert.ok(answer.status >= 400, String(answer.status))
  assert.equal((await answer.text()).includes('access_token'), false)
})

test('the sign-in provider is away: nobody new gets a session, and a page says so with its code', async () => {
  const seen = await openVisitor({ url: world.portalUrl }).get('/sign-in')
  assert.equal(seen.status, 503)
  assert.match(seen.html, /<code>SIGN_IN_UNAVAILABLE<\/code>/)
  assert.equal(seen.headers.get('set-cookie'), null)
})

test('PDS says superseded: the pages ask to confirm the new number before anything is asked about', async () => {
  const [child, old] = [nextHeld(), next(1)[0]?.nhsNumber ?? '']
  await world.pds.supersede(old, child)
  const nurse = (await world.signIn()).elsewhere({ url: world.portalUrl })
  const found = await findChild(nurse, old)
  assert.equal(found.status, 200)
  assert.match(found.html, /<h1[^>]*>The NHS number was replaced<\/h1>/)
  assert.doesNotMatch(found.html, /portal-answer|portal-alert/)
  assert.deepEqual(await accessesOf(child), { all: 0, counted: 0, orders: 0 })
  const path = /href="(\/child\/[\w-]+)"/.exec(found.html)?.[1] ?? ''
  assert.match((await nurse.get(path)).html, /There is child protection information about this patient/)
})

test('PDS says superseded: an upload has that row refused with its code, and the other stored', async () => {
  const [old, stays, survivor] = next(3)
  assert.ok(old && stays && survivor)
  await world.pds.supersede(old.nhsNumber, survivor.nhsNumber)
  const upload = await send('X03', [old, stays])
  await done(world.worker.receive)
  const { fileCode, verdicts } = await world.authority('X03').acknowledgementOf(upload.messageId)
  assert.equal(fileCode, 'CPF03')
  assert.deepEqual(
    verdicts.filter(verdict => verdict.nhsNumber === old.nhsNumber).map(verdict => verdict.code),
    ['CPR05'],
  )
  assert.equal((await storedOf(upload)).plans, 1)
})

for (const door of DOORS)
  test(`the job worker is away: a look-up over ${door} must be answered, and what it has to tell waits`, async () => {
    const child = nextHeld()
    // No worker of this world turns unless a test turns it.
    assert.deepEqual(await answered(world.doors[door], child, systemRandomness.uuid()), KNOWN)
    assert.deepEqual(await accessesOf(child), ONCE)
    await owned('delete from lookup.notice_order where nhs_number = $1', child)
  })

/** A bomb of a billion characters, a hundred thousand levels, bytes that are no UTF-8. */
const MALFORMED: Readonly<Record<string, Uint8Array>> = {
  'an entity bomb': Buffer.from(
    `<!DOCTYPE a [<!ENTITY e0 "laughs">${Array.from({ length: 9 }, (_, place) => `<!ENTITY e${place + 1} "${`&e${place};`.repeat(10)}">`).join('')}]><a>&e9;</a>`,
  ),
  'a hundred thousand levels': Buffer.from('<a>'.repeat(100_000)),
  'another encoding than it says': Buffer.from('<?xml version="1.0" encoding="UTF-8"?><a>\xff\xfe\xe9</a>', 'latin1'),
}
const MOST_GROWTH = 64 * 1024 * 1024

for (const [what, body] of Object.entries(MALFORMED)) {
  test(`malformed XML, ${what}: HL7 v3 refuses it in constant memory`, async () => {
    const before = process.memoryUsage().rss
    const headers = { 'content-type': 'text/xml; charset=UTF-8', soapaction: 'urn:nhs:names:services:cpis/X' }
    const answer = await fetch(world.spineUrl, { method: 'POST', headers, body })
    assert.ok(answer.status >= 400, String(answer.status))
    assert.doesNotMatch(await answer.text(), /REPC_IN000007GB01|laughslaughs/)
    assert.ok(process.memoryUsage().rss - before < MOST_GROWTH)
  })
  test(`malformed XML, ${what}: an upload of it is refused with a code in constant memory`, async () => {
    const before = process.memoryUsage().rss
    const messageId = await world.authority('X03').send(body)
    await done(world.worker.receive)
    const { fileCode } = await world.authority('X03').acknowledgementOf(messageId)
    assert.equal(fileCode, 'CPF01')
    assert.ok(process.memoryUsage().rss - before < MOST_GROWTH)
  })
}
