import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as mesh from '../../src/mesh/index.ts'
import * as operations from '../../src/operations/index.ts'
import { MAILBOX, testWatch } from '../../src/operations/watch-for-tests.ts'
import { systemRandomness } from '../../src/platform/index.ts'
import * as programme from '../../src/programme/index.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { atEveryCall, openFaults, orRefused } from '../support/faulty-database.ts'
import { giveContacts } from '../support/portal-authority.ts'

// The connection is lost at each call of what operations, the programme and the exchange write: whole or not at all, and
// done again it is there once, or once for each time somebody says it.

const faults = openFaults()
const SCHEMAS = ['operations', 'programme', 'mesh']
let database: TestDatabase
let counting = ''
let watch: Awaited<ReturnType<typeof testWatch>>
let used = 0
const owned = (text: string, ...values: unknown[]) => database.owner.query({ text, values })

before(async () => {
  database = await testDatabase()
  watch = await testWatch(database)
  watch.setTime('2026-11-22T10:00:00Z')
  await giveContacts(database, watch.deps.clock, 'X01')
  const tables = await owned(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = any($1)`,
    SCHEMAS,
  )
  counting = tables.map(({ name }) => `select '${name}' as table, count(*) from ${name}`).join(' union all ')
})
after(() => database.end())

const db = (context: 'operations' | 'programme' | 'mesh' | 'care_settings') => faults.wrap(database.pool(context))
const ofWatch = () => ({ ...watch.deps, db: db('operations') })
const ofProgramme = () => ({
  ...{ db: db('programme'), careSettings: db('care_settings') },
  ...{ clock: watch.deps.clock, randomness: systemRandomness },
})
const ofMesh = () => ({
  ...{ db: db('mesh'), clock: watch.deps.clock, randomness: systemRandomness },
  settings: { passwordKey: Buffer.alloc(32, 'k') },
})
const newName = (word: string) => {
  used += 1
  return `${word}-${used}`
}

/** How many rows there are, table by table. */
async function rows(): Promise<Record<string, number>> {
  const found = await owned(counting)
  return Object.fromEntries(found.map(row => [String(row['table']), Number(row['count'])]))
}

/** What was added since. */
async function addedSince(then: Record<string, number>): Promise<Record<string, number>> {
  const added = Object.entries(await rows()).map(([table, count]) => [table, count - (then[table] ?? 0)] as const)
  return Object.fromEntries(added.filter(([, count]) => count !== 0))
}

const times = (one: Record<string, number>, count: number) =>
  count === 0 ? {} : Object.fromEntries(Object.entries(one).map(([table, added]) => [table, added * count]))

/** `once`: said again it is refused by a code, or does nothing. `each`: said twice it is there twice. */
type Wish = { readonly again: 'once' | 'each'; readonly make: () => Promise<() => Promise<unknown>> }

const by = 'operator'
const INCIDENT = { service: 'MESH', severity: 2, summary: 'Uploads are refused', by } as const
const SITE: programme.NewSite = { type: 'gp-practice', careSettings: ['gp-in-hours'], stage: 'signed_up' }
const INTEREST = { contactPost: 'Lead', contactMailbox: 'lead@example.org', channel: 'form', by } as const

const incident = async () => (await operations.openIncidentByHand(watch.deps, INCIDENT)).number
const plain = () => ({ ...ofProgramme(), db: database.pool('programme'), careSettings: database.pool('care_settings') })
const site = async (count: number) => {
  const key = newName('site')
  const named = count === 1 ? { name: key } : {}
  await programme.addSite(plain(), { key, by }, { ...SITE, ...named, count })
  return key
}
const forgetWatch = async () => {
  await owned(
    'truncate operations.watch_run, operations.mailbox_state, operations.mailbox_case, operations.watch_pause cascade',
  )
  watch.says({ lastCallAt: watch.hoursAgo(40) })
}

const USE_CASES: Readonly<Record<string, Wish>> = {
  'an incident is opened': {
    again: 'each',
    make: async () => () => operations.openIncidentByHand(ofWatch(), INCIDENT),
  },
  'an incident is taken a step': {
    again: 'once',
    async make() {
      const number = await incident()
      return () => operations.advanceIncident(ofWatch(), { number, to: 'local', note: 'local IT looks', by })
    },
  },
  'a note is made on an incident': {
    again: 'each',
    async make() {
      const number = await incident()
      return () => operations.noteOnIncident(ofWatch(), { number, note: 'they ring back', by })
    },
  },
  'an incident is closed': {
    again: 'once',
    async make() {
      const number = await incident()
      await operations.advanceIncident(watch.deps, { number, to: 'local', note: 'local IT looks', by })
      await operations.advanceIncident(watch.deps, { number, to: 'resolved', note: 'it was a cable', by })
      return () => operations.closeIncident(ofWatch(), { number, note: 'agreed', by })
    },
  },
  'contacts are confirmed': {
    again: 'each',
    make: async () => () =>
      operations.changeContacts(
        ofWatch(),
        { authorityCode: 'X01', byUser: '656005750301', byName: 'Ms Nia EXAMPLESHIRE' },
        { what: 'confirmed' },
      ),
  },
  'the watch is paused': {
    again: 'once',
    async make() {
      await owned('delete from operations.watch_pause')
      const until = new Date(watch.deps.clock.now().getTime() + 86_400_000)
      return () => operations.pauseWatch(ofWatch(), { mailboxId: MAILBOX, until, reason: 'new server', by })
    },
  },
  'the daily watch runs': {
    again: 'once',
    async make() {
      await forgetWatch()
      return () => operations.runWatch(ofWatch(), watch.report)
    },
  },
  'a case is taken a step': {
    again: 'once',
    async make() {
      await forgetWatch()
      await operations.runWatch(watch.deps, watch.report)
      return () =>
        operations.advanceCase(ofWatch(), { mailboxId: MAILBOX, to: 'acknowledged', by, note: 'they ring back' })
    },
  },
  'a site is taken a step': {
    again: 'once',
    async make() {
      const key = await site(1)
      return () => programme.stepSite(ofProgramme(), { key, by }, { stage: 'in_training' })
    },
  },
  'one of many sites is named': {
    again: 'once',
    async make() {
      const group = await site(3)
      const key = newName('named')
      return () => programme.nameSite(ofProgramme(), { group, key, by }, { name: 'Manor Road Surgery' })
    },
  },
  'a board says that it is interested': {
    again: 'each',
    make: async () => () => programme.expressInterest(ofProgramme(), { ...INTEREST, icb: 'QE1' }),
  },
  'a board becomes responsible, with its sites': {
    again: 'once',
    async make() {
      await owned(`delete from programme.icb_ledger where key = 'QWO'`)
      await programme.expressInterest(plain(), { ...INTEREST, icb: 'QWO' })
      await owned(`update programme.icb_ledger set state = state || '{"stage": "operational"}' where key = 'QWO'`)
      for (const _ of [1, 2]) {
        const key = newName('site')
        await programme.addSite(plain(), { key, by }, { ...SITE, name: key, icb: 'QWO' })
      }
      return () => programme.transferResponsibility(ofProgramme(), { icb: 'QWO', by })
    },
  },
  'a file of the programme is loaded': {
    again: 'once',
    async make() {
      const states = [...(await lastSites())].map(state => ({ kind: 'site', key: newName('loaded'), state }))
      const text = states.map(line => JSON.stringify(line)).join('\n')
      return () => programme.loadFile(ofProgramme(), text, by)
    },
  },
  'a mailbox is made': {
    again: 'once',
    async make() {
      const mailboxId = newName('BOX')
      const box = { mailboxId, name: 'Any', odsCode: 'X01', password: 'any', active: true }
      return () => mesh.createMailbox(ofMesh(), box)
    },
  },
  'a workflow is registered': {
    again: 'once',
    async make() {
      const workflowId = newName('FLOW')
      const mailboxId = newName('BOX')
      const box = { mailboxId, name: 'Any', odsCode: 'X01', password: 'any', active: true }
      await mesh.createMailbox({ ...ofMesh(), db: database.pool('mesh') }, box)
      return () => mesh.registerWorkflow(ofMesh(), { workflowId, senders: [mailboxId], receivers: [mailboxId] })
    },
  },
}

/** Two states a file may hold. */
async function lastSites(): Promise<unknown[]> {
  for (const _ of [1, 2]) await site(1)
  const found = await owned(
    'select state from programme.site_ledger where entry_no = 1 order by at desc, key desc limit 2',
  )
  return found.map(({ state }) => state)
}

for (const [name, { again, make }] of Object.entries(USE_CASES))
  test(`${name}: whole or not at all, and once`, async () => {
    faults.arm()
    const run = await make()
    const before = await rows()
    await run()
    const done = await addedSince(before)
    assert.notDeepEqual(done, {}, 'something is added')
    const calls = await atEveryCall(faults, async () => {
      faults.arm()
      const run = await make()
      const then = await rows()
      let isThere = false
      return {
        run: orRefused(run),
        async afterFault() {
          const found = await addedSince(then)
          isThere = Object.keys(found).length > 0
          assert.deepEqual(found, isThere ? done : {})
        },
        afterRepeat: async () =>
          assert.deepEqual(await addedSince(then), times(done, again === 'each' && isThere ? 2 : 1)),
      }
    })
    assert.ok(calls >= 1)
  })
