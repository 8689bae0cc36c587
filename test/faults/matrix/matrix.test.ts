import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRandomness } from '../../../src/platform/index.ts'
import { findChild, openVisitor } from '../../support/portal-visitor.ts'
import { keyOf } from '../../support/sealed.ts'
import { until } from '../../support/until.ts'
import './malformed-xml.ts'
import './full-disk.ts'
import {
  accessesOf,
  answered,
  done,
  KNOWN,
  leftToTell,
  NOTICE_DOORS,
  next,
  nextHeld,
  ONCE,
  owned,
  send,
  storedOf,
  thenWhole,
  toldOf,
  WHOLE,
  world,
} from './cells.ts'
import { DOORS, type Seen } from './doors.ts'
import { FAULTS } from './faults.ts'
import { LOOK_UP, MEANWHILE, NOTICE } from './verdicts.ts'

// The fault matrix (trust.md 11, T-01): each thing that breaks, each flow, each door. The forbidden result, "not known"
// of a known child, is right in no cell. After each fault the same is done again, and is there once.

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
      await owned('delete from lookup.notice_order where child_key = $1', keyOf(child))
    })

for (const fault of FAULTS)
  test(`${fault.name}: an upload must ${fault.upload}`, async () => {
    const upload = await send('X03')
    await fault.during(world, () => world.worker.receive().catch(() => {}))
    MEANWHILE[fault.upload](await storedOf(upload))
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
        return (await leftToTell()) === 0 || undefined
      })
      const later = await toldOf(child)
      assert.deepEqual({ X01: told.X01 + later.X01, X02: told.X02 + later.X02 }, { X01: 1, X02: 1 })
    })

for (const door of DOORS)
  test(`two processes at once: one request over ${door} to both is one access, and the same answer`, async () => {
    const [child, requestId] = [nextHeld(), systemRandomness.uuid()]
    const both = [world.doors[door], world.otherDoors[door]]
    const answers = await Promise.all(both.map(ask => answered(ask, child, requestId)))
    assert.deepEqual(answers, [KNOWN, KNOWN])
    assert.deepEqual(await accessesOf(child), ONCE)
    await owned('delete from lookup.notice_order where child_key = $1', keyOf(child))
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
    await owned('delete from lookup.notice_order where child_key = $1', keyOf(child))
  })
