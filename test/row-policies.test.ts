import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { GUARDED_TABLES, OPEN_TABLES } from '../src/main/table-catalogue.ts'
import { testDatabase } from './support/database.ts'

// The borders the database keeps itself (decision 71): which tables are guarded by row policies, and that nothing goes round
// them.

const database = await testDatabase()
after(() => database.end())

const OURS = `n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'public')`

type Table = { name: string; enabled: boolean; forced: boolean; granted: string[]; kept: string[] }

const tables = await database.owner.query<Table>({
  text: `select n.nspname || '.' || c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      array(select distinct given.grantee::regrole::text from (
        select a.grantee from aclexplode(c.relacl) a
        union select a.grantee from pg_attribute t, aclexplode(t.attacl) a where t.attrelid = c.oid) given
        where given.grantee <> 0 order by 1) as granted,
      array(select distinct kept::regrole::text from pg_policy p, unnest(p.polroles) kept
        where p.polrelid = c.oid and kept <> 0 order by 1) as kept
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and ${OURS} order by 1`,
})

test('every table is known to hold something of a person, or not to', () => {
  const undecided = tables.filter(({ name }) => !(name in GUARDED_TABLES) && !(name in OPEN_TABLES))
  assert.deepEqual(
    undecided.map(({ name }) => name),
    [],
    'Decide for each of these tables. Does it hold anything of a person (a child, staff, anybody), sealed or not, or of one ' +
      "authority? Then end its migration, after the grants, by `select platform.guard_rows('schema.table');` and add a line " +
      'to GUARDED_TABLES in src/main/table-catalogue.ts, saying what of whom. Else add a line to OPEN_TABLES, saying what ' +
      'it holds instead.',
  )
})

test('no table stands in both lists, and none that there is not', () => {
  const known = [...Object.keys(GUARDED_TABLES), ...Object.keys(OPEN_TABLES)]
  const there = new Set(tables.map(({ name }) => name))
  assert.equal(new Set(known).size, known.length)
  assert.deepEqual(
    known.filter(name => !there.has(name)),
    [],
    'take these lines out of src/main/table-catalogue.ts',
  )
})

test('a guarded table is guarded for its owner too, and an open one is not guarded by half', () => {
  for (const { name, enabled, forced } of tables) {
    const wanted = name in GUARDED_TABLES
    assert.deepEqual(
      { name, enabled, forced },
      { name, enabled: wanted, forced: wanted },
      `end the migration that makes ${name} by: select platform.guard_rows('${name}');`,
    )
  }
})

test('whoever has rights on a guarded table has a policy of its own, and so have its owner and the copy', () => {
  for (const { name, granted, kept } of tables.filter(table => table.name in GUARDED_TABLES))
    assert.deepEqual(
      kept,
      [...new Set([...granted, 'cpis_backup', 'cpis_owner'])].sort(),
      `grants of ${name} and its policies differ: a right needs \`create policy of_<role> on ${name} to cpis_<role> using (…)\``,
    )
})

test('no policy is for everybody, and the copy has all rows of every table', async () => {
  const policies = await database.owner.query<{ name: string }>({
    text: `select polrelid::regclass || ' ' || polname as name from pg_policy where 0 = any (polroles) or not polpermissive
      or (polname = 'of_backup' and pg_get_expr(polqual, polrelid) <> 'true')`,
  })
  assert.deepEqual(policies, [])
  assert.deepEqual(
    tables.filter(({ granted }) => !granted.includes('cpis_backup')).map(({ name }) => name),
    [],
  )
})

test('a view shows what whoever asks may see, and never what its owner may', async () => {
  const views = await database.owner.query<{ name: string; owner: string; invoker: boolean }>({
    text: `select c.oid::regclass::text as name, c.relowner::regrole::text as owner,
        coalesce('security_invoker=true' = any (c.reloptions), false) as invoker
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('v', 'm') and ${OURS} order by 1`,
  })
  assert.ok(views.length > 0)
  assert.deepEqual(
    views.filter(({ invoker, owner }) => !invoker || owner !== 'cpis_owner'),
    [],
    'make the view `with (security_invoker = true)`, and grant its readers select on the columns it is made of',
  )
})

test('what runs as the owner is known by name, cannot be led astray by a search path, and is not for everybody', async () => {
  const functions = await database.owner.query<{ name: string; settings: string[]; open: boolean }>({
    text: `select p.oid::regprocedure::text as name, p.proconfig as settings,
        has_function_privilege('public', p.oid, 'execute') as open
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and ${OURS} order by 1`,
  })
  // To append to the chain; to destroy what an erasure must, under the role of records.
  const known = [
    'audit.append(bytea[])',
    'audit.erase(uuid[],timestamp with time zone[],timestamp with time zone)',
    'audit.erase_between(timestamp with time zone,timestamp with time zone,uuid[],timestamp with time zone)',
    'audit.erase_child(uuid,timestamp with time zone)',
  ]
  for (const { name, settings, open } of functions) {
    assert.deepEqual(settings, ['search_path=pg_catalog, pg_temp'], name)
    assert.equal(open, false, name)
  }
  assert.deepEqual(
    functions.map(({ name }) => name),
    known,
    'a function that runs as the owner is a door through every policy: add it here when it must be one',
  )
})

test('no partition can be reached past the policies of its table', async () => {
  const reached = await database.owner.query({
    text: `select c.oid::regclass::text, a.grantee::regrole::text from pg_class c, aclexplode(c.relacl) a
      where c.relispartition and a.grantee::regrole::text not in ('cpis_owner', 'cpis_backup')`,
  })
  assert.deepEqual(reached, [])
})
