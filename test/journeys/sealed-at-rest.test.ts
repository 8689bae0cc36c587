import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readNhsNumber } from '../../src/demographics/index.ts'
import { calendarDate, silentLog, systemRandomness } from '../../src/platform/index.ts'
import { markInactiveNumber } from '../../src/register/index.ts'
import { byNumber, GP, NURSE } from '../support/caller.ts'
import { daysAgo, inventedChildren } from '../support/people.ts'
import { startService } from '../support/service.ts'
import { until } from '../support/until.ts'

// Children whose names and days stand nowhere else go through every flow; then each table of the database is read whole, as
// somebody would who holds a copy of it, and none of them is in it (decision 65).

const NAMES = [
  ['Quillonby', '2011-10-23'],
  ['Zephyrwick', '2012-11-29'],
  ['Umbravale', '2013-12-17'],
] as const
const children = inventedChildren(3, 4711).map((child, place) => {
  const [family, birthDate] = NAMES[place] ?? NAMES[0]
  return { ...child, given: [`${family}a`], family, birthDate: calendarDate(birthDate) }
})
const [known, renumbered, absent] = children
assert.ok(known && renumbered && absent)
const service = await startService({ people: [known, renumbered] })
const { owner } = service.database
const authority = service.authority('X01')
const plans = [{ type: 'CPP', start: daysAgo(30) }] as const

test('an upload with rows stored and refused, and its answer', async () => {
  const rows = [known, renumbered, absent].map(person => ({ person, plans }))
  const answer = await authority.acknowledgementOf(await authority.send(authority.written(1, rows)))
  assert.equal(answer.fileCode, 'CPF03')
})

test('look-ups standard and silent, with the history, of a child there is and of one there is not', async () => {
  const nurse = await service.signIn(NURSE.userId)
  const gp = await service.signIn(GP.userId)
  for (const { nhsNumber } of [known, renumbered, absent]) {
    const query = byNumber(nhsNumber)
    assert.equal((await service.ask({ query, bearer: nurse, unscheduled: true })).status, 200)
    assert.equal((await service.ask({ query, bearer: gp, unscheduled: false })).status, 200)
  }
})

test('a number that goes out of use', async () => {
  const deps = { db: service.database.pool('register'), randomness: systemRandomness, log: silentLog }
  const [number, replacedBy] = [renumbered.nhsNumber, absent.nhsNumber].map(readNhsNumber)
  assert.ok(number && replacedBy)
  assert.equal(await markInactiveNumber(deps, { number, replacedBy, learnedAt: new Date() }), 1)
})

test('the notices of all that, in the mailbox', async () => {
  let told = 0
  await until('three notices', async () => {
    told += (await authority.collect()).length
    return told >= 3 || undefined
  })
})

test('no table holds a number, a name or a birth date, in text or in bytes', async () => {
  const canaries = children.flatMap(({ nhsNumber, family, given, birthDate }) => [
    nhsNumber,
    family,
    ...given,
    birthDate,
    birthDate.replaceAll('-', ''),
  ])
  const tables = await owner.query<{ name: string; rows: number }>({
    text: `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not like 'pg\\_%'
        and n.nspname <> 'information_schema'`,
  })
  const found: string[] = []
  let bytes = 0
  for (const { name } of tables)
    for (const { row } of await owner.query<{ row: string }>({ text: `select t::text as row from ${name} t` })) {
      bytes += readable(row).length - 1
      for (const canary of canaries)
        if (readable(row).some(text => text.toLowerCase().includes(canary.toLowerCase())))
          found.push(`${name}: ${canary}`)
    }
  assert.deepEqual([...new Set(found)], [])
  assert.ok(bytes > 20, 'bytes were looked into')
  const [{ plans: held } = {}] = await owner.query<{ plans: number }>({
    text: 'select count(*) as plans from register.plan',
  })
  assert.equal(held, 2, 'and yet they are there')
})

/** A row as text, and its bytes as text. */
function readable(row: string): string[] {
  const bytes = [...row.matchAll(/\\\\x([\da-f]+)/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
  return [row, ...bytes]
}
