import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { loadReference } from '../../src/care-settings/index.ts'
import { markNotice } from '../../src/notifications/index.ts'
import { changeContacts } from '../../src/operations/index.ts'
import { type Database, openPool, silentLog, systemRandomness } from '../../src/platform/index.ts'
import { withinAuthority } from '../../src/register/index.ts'
import { testDatabase } from '../support/database.ts'
import { giveContacts, numbersFrom, reportOnUploads, sendFile, tell } from '../support/portal-authority.ts'
import { movedClock, staff } from '../support/register.ts'

// T-52 at the database: whatever SQL runs for staff of one authority, no row of another is seen, changed, removed or added.

const database = await testDatabase()
after(() => database.end())
const clock = movedClock('2026-11-02T06:00:00Z')
const AUTHORITIES = ['X01', 'X02', 'X03'] as const
const pool = openPool('authority', { databaseUrl: database.url, process: 'portal', connections: 2, log: silentLog })
after(() => pool.end())
await loadReference(database.owner, { invented: true })

/** Every authority has sent, was told, reported on and has contacts; all of them hold the first child. */
const [shared = '', ...others] = numbersFrom(0, 7)
for (const [place, code] of AUTHORITIES.entries()) {
  const own = others.slice(place * 2, place * 2 + 2)
  const records = [...own.map(nhsNumber => ({ nhsNumber })), { nhsNumber: shared }, { nhsNumber: '9990000000' }]
  await sendFile(database, clock, { code, sequence: 1, records })
  const noticeId = await tell(database, clock, { code, kind: 'access', nhsNumber: shared, localId: `${code}-1` })
  await tell(database, clock, { code, kind: 'access', nhsNumber: own[0] ?? '', localId: `${code}-2`, isExpired: true })
  const marking = { noticeId, actor: staff('Nia'), requestId: systemRandomness.uuid() }
  const deps = { db: pool, clock, randomness: systemRandomness }
  await markNotice(deps, code, { ...marking, state: 'actioned', note: 'rang' })
  await giveContacts(database, clock, code)
  const by = { authorityCode: code, byUser: '656005750301', byName: 'Ms Nia EXAMPLE' }
  await withinAuthority(pool, code, tx => changeContacts({ db: tx, clock }, by, { what: 'confirmed' }))
}
await reportOnUploads(database, clock)

/** Every table with rows of an authority: by its own column, or by what it belongs to. */
const BELONGS: Readonly<Record<string, string>> = {
  'register.upload_verdicts': '(select o.authority_code from register.upload o where o.upload_id = t.upload_id)',
  'notifications.notice_event':
    '(select o.authority_code from notifications.notification o where o.notice_id = t.notice_id)',
}
const withColumn = await database.owner.query<{ name: string }>({
  text: `select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind in ('r', 'p') and not c.relispartition and a.attname = 'authority_code' order by 1`,
})
const tables = [...withColumn.map(({ name }) => name), ...Object.keys(BELONGS)]

type Row = { readonly place: string; readonly code: string; readonly json: string }
const rows = new Map<string, Row[]>()
for (const name of tables)
  rows.set(
    name,
    await database.owner.query<Row>({
      text: `select t.ctid::text as place, ${BELONGS[name] ?? 't.authority_code'} as code, row_to_json(t)::text as json
        from ${name} t`,
    }),
  )
const held = (name: string, code: string) => (rows.get(name) ?? []).filter(row => row.code === code)
const placesOf = (name: string, code: string) => held(name, code).map(row => row.place)

/** Runs a statement as staff of an authority, takes it back, and says how many rows it returned or why it was refused. */
async function tried(authority: string, text: string, values: readonly unknown[]): Promise<number | string> {
  const over = new Error('taken back')
  let count: number | string = 'nothing'
  const work = async (tx: Database) => {
    count = (await tx.query({ text, values })).length
    throw over
  }
  await withinAuthority(pool, authority, work).catch(error => {
    if (error !== over) count = (error as Error).message
  })
  return count
}

const DENIED = /^permission denied for (table|view|schema) /
const VIOLATES = /^new row violates row-level security policy for table /
const isNothing = (found: number | string) => found === 0 || DENIED.test(String(found))

/** What can be done to a row of another, and what must come of it. */
const ATTEMPTS: Readonly<Record<string, (as: string, name: string, of: string) => Promise<boolean>>> = {
  read: async (as, name, of) =>
    isNothing(await tried(as, `select * from ${name} where ctid = any ($1::tid[])`, [placesOf(name, of)])),
  change: async (as, name, of) => {
    const [column] = Object.keys(JSON.parse(held(name, of)[0]?.json ?? '{}'))
    const text = `update ${name} set ${column} = ${column} where ctid = any ($1::tid[]) returning 1`
    return column === undefined || isNothing(await tried(as, text, [placesOf(name, of)]))
  },
  remove: async (as, name, of) =>
    isNothing(await tried(as, `delete from ${name} where ctid = any ($1::tid[]) returning 1`, [placesOf(name, of)])),
  'remove all': async (as, name) => {
    const own = held(name, as).length
    const found = await tried(as, `delete from ${name} returning 1`, [])
    return found === own || DENIED.test(String(found))
  },
  add: async (as, name, of) => {
    const [row] = held(name, of)
    if (row === undefined) return true
    const text = `insert into ${name} select * from json_populate_record(null::${name}, $1::json) returning 1`
    const found = String(await tried(as, text, [row.json]))
    return DENIED.test(found) || VIOLATES.test(found)
  },
}

test('rows of an authority are in the tables its staff read, for every authority', () => {
  const empty = tables.filter(name => AUTHORITIES.some(code => held(name, code).length === 0))
  assert.deepEqual(
    empty.filter(name =>
      /^(register\.(plan|upload|upload_verdicts|authority_contact)|notifications\.|operations\.(contact|contact_event|quality_report))$/.test(
        name,
      ),
    ),
    [],
  )
})

test('whatever runs for one authority, no row of another is read, changed, removed or added', async () => {
  const pair = fc.shuffledSubarray([...AUTHORITIES], { minLength: 2, maxLength: 2 })
  const attempt = fc.constantFrom(...Object.keys(ATTEMPTS))
  await fc.assert(
    fc.asyncProperty(pair, fc.constantFrom(...tables), attempt, async ([as = '', of = ''], name, how) => {
      assert.equal(await ATTEMPTS[how]?.(as, name, of), true, `${how} ${name} of ${of} as ${as}`)
    }),
    { numRuns: 200 },
  )
})

test('every attempt on every table, once', async () => {
  for (const name of tables)
    for (const [how, attempt] of Object.entries(ATTEMPTS))
      assert.equal(await attempt('X01', name, 'X02'), true, `${how} ${name}`)
})

test('its own rows are all there, and without an authority there are none', async () => {
  const readable = []
  for (const name of tables) {
    const own = await tried('X01', `select * from ${name}`, [])
    if (DENIED.test(String(own))) continue
    assert.equal(own, held(name, 'X01').length, name)
    assert.deepEqual(await pool.query({ text: `select 1 from ${name}` }), [], name)
    readable.push(name)
  }
  assert.deepEqual(readable, [
    'notifications.notification',
    'operations.contact',
    'operations.contact_event',
    'operations.quality_report',
    'register.authority_contact',
    'register.plan',
    'register.upload',
    'register.upload_verdicts',
    'notifications.notice_event',
  ])
  assert.equal(await tried('X01', `select 1 from register.published_upload where authority_code <> 'X01'`, []), 0)
})

test('the pages have no other way to the register', async () => {
  const direct = openPool('register', { databaseUrl: database.url, process: 'portal', connections: 1, log: silentLog })
  await assert.rejects(direct.query({ text: 'select 1' }), /permission denied to set role/)
  await direct.end()
})
