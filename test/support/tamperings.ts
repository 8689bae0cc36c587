import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Database } from '../../src/platform/index.ts'
import { type Audited, undone } from './audited.ts'

// What somebody with all rights on the database might do to the history. Each returns whether it changed anything.

/** Which row, and which of its bits. */
export type Choice = { readonly pick: number; readonly bit: number }
export type Tampering = (db: Database, choice: Choice) => Promise<boolean>

const done = async (rows: Promise<unknown[]>) => (await rows).length > 0

/** One row of a table by the choice, as a key. */
const one = (table: string, key: string, where = 'true') =>
  `(select ${key} from (select *, row_number() over (order by ${key}) - 1 as place, count(*) over () as many
    from ${table} where ${where}) t where place = $1::bigint % many)`

const ENTRY_COLUMNS: Readonly<Record<string, string>> = {
  at: "at + interval '1 millisecond'",
  action: "action || 'x'",
  outcome: "case outcome when 'Known' then 'NotKnown' else 'Known' end",
  channel: "channel || 'x'",
  request_id: "request_id || 'x'",
  child_key: 'case when child_key is null then gen_random_uuid() end',
  number_sealed: "case when number_sealed is null then '\\x00'::bytea end",
  mode: "case mode when 'silent' then 'standard' else 'silent' end",
  user_id: "coalesce(user_id, '') || '1'",
  role_profile_id: "coalesce(role_profile_id, '') || '1'",
  activity: "coalesce(activity, '') || '1'",
  organisation: "coalesce(organisation, '') || '1'",
  client_id: "coalesce(client_id, '') || '1'",
  detail: `detail || '{"x": 1}'`,
  wrapped_key: 'null',
  linked: 'false',
  erased_at: 'at',
}
const ACCESS_COLUMNS: Readonly<Record<string, string>> = {
  child_key: 'gen_random_uuid()',
  at: "at + interval '1 millisecond'",
  access_id: 'gen_random_uuid()',
  counted: 'not counted',
  notify: 'not notify',
  author: `author || '{"userId": "656005000000"}'`,
  author_key: "author_key || 'x'",
  channel: "channel || 'x'",
  client_id: "client_id || 'x'",
  request_id: "request_id || 'x'",
  kind: "case kind when 'look-up' then 'encounter' else 'look-up' end",
  detail_sealed: `'\\x00'::bytea`,
  number_sealed: `'\\x00'::bytea`,
  linked: 'false',
}

const changed = (table: string, key: string, columns: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(columns).map(([column, value]): [string, Tampering] => [
      `${table}.${column}`,
      (db, { pick }) =>
        done(
          db.query({
            text: `update ${table} set ${column} = ${value} where ${key} = ${one(table, key)} returning 1`,
            values: [pick],
          }),
        ),
    ]),
  )

const OF_LINK =
  'ctid = (select ctid from (select ctid, row_number() over (order by shard, seq) - 1 as place, count(*) over () as many from audit.link) t where place = $1::bigint % many)'

const flipped =
  (column: string): Tampering =>
  (db, { pick, bit }) =>
    done(
      db.query({
        text: `update audit.link set ${column} =
          set_bit(${column}, ($2::bigint % (8 * length(${column}))), 1 - get_bit(${column}, $2::bigint % (8 * length(${column}))))
        where ${OF_LINK} returning 1`,
        values: [pick, bit],
      }),
    )

/** Changes an entry and all hashes from there on, as somebody would who knows how the chain is made. */
export const rewriteChain: Tampering = async (db, { pick }) => {
  const [link] = await db.query<{ shard: number; seq: number }>({
    text: `select shard, seq from audit.link where ${OF_LINK}`,
    values: [pick],
  })
  if (link === undefined) return false
  // The link goes, with its entry and its access; those behind it move up.
  await db.query({
    text: `with gone as (select (convert_from(substring(bytes for position('\\x0a'::bytea in bytes) - 1), 'UTF8')::jsonb ->> 1)::uuid as id
        from audit.link where shard = $1 and seq = $2),
      entries as (delete from audit.entry where entry_id in (select id from gone))
      delete from lookup.access where access_id in (select id from gone)`,
    values: [link.shard, link.seq],
  })
  await db.query({
    text: `do $$
      declare running bytea; one record; next bigint := ${link.seq};
      begin
        select hash into running from audit.link where shard = ${link.shard} and seq = ${link.seq} - 1;
        running := coalesce(running, sha256(convert_to('open-cpis audit chain ' || ${link.shard}, 'UTF8')));
        delete from audit.link where shard = ${link.shard} and seq = ${link.seq};
        for one in select seq, bytes from audit.link where shard = ${link.shard} and seq > ${link.seq} order by seq loop
          running := sha256(running || one.bytes);
          update audit.link set seq = next, hash = running where shard = ${link.shard} and seq = one.seq;
          next := next + 1;
        end loop;
      end $$`,
  })
  return true
}

export const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  ...changed('audit.entry', 'entry_id', ENTRY_COLUMNS),
  ...changed('lookup.access', 'access_id', ACCESS_COLUMNS),
  'an entry removed': (db, { pick }) =>
    done(
      db.query({
        text: `delete from audit.entry where entry_id = ${one('audit.entry', 'entry_id')} returning 1`,
        values: [pick],
      }),
    ),
  'an access removed': (db, { pick }) =>
    done(
      db.query({
        text: `delete from lookup.access where access_id = ${one('lookup.access', 'access_id')} returning 1`,
        values: [pick],
      }),
    ),
  'a link removed': (db, { pick }) =>
    done(db.query({ text: `delete from audit.link where ${OF_LINK} returning 1`, values: [pick] })),
  'an entry put in': db =>
    done(
      db.query({
        text: `insert into audit.entry (entry_id, at, action, outcome, channel, request_id)
          values (gen_random_uuid(), now(), 'look-up', 'NotKnown', 'fhir', 'r') returning 1`,
      }),
    ),
  'an entry put in as older than the chain': db =>
    done(
      db.query({
        text: `insert into audit.entry (entry_id, at, action, outcome, channel, request_id, linked)
          values (gen_random_uuid(), '2020-01-01', 'look-up', 'NotKnown', 'fhir', 'r', false) returning 1`,
      }),
    ),
  'an access put in': (db, { pick }) =>
    done(
      db.query({
        text: `insert into lookup.access (child_key, at, access_id, counted, notify, author, author_key, channel, client_id,
            request_id, kind, detail_sealed, number_sealed, linked)
          select child_key, at, gen_random_uuid(), counted, notify, author, author_key, channel, client_id, request_id,
            kind, detail_sealed, number_sealed, linked
          from lookup.access where access_id = ${one('lookup.access', 'access_id')} returning 1`,
        values: [pick],
      }),
    ),
  'a bit of the bytes': flipped('bytes'),
  'a bit of the hash': flipped('hash'),
  'two links changed over': async (db, { pick }) => {
    const pair = await db.query<{ shard: number; seq: number }>({
      text: `select shard, seq from audit.link order by (shard, seq) < (select shard, seq from audit.link where ${OF_LINK}), shard, seq limit 2`,
      values: [pick],
    })
    const [a, b] = pair
    if (a === undefined || b === undefined) return false
    const moved = (from: typeof a, shard: number, seq: number) =>
      db.query({
        text: 'update audit.link set shard = $3, seq = $4 where shard = $1 and seq = $2',
        values: [from.shard, from.seq, shard, seq],
      })
    await moved(a, 15, 999_999)
    await moved(b, a.shard, a.seq)
    await moved({ shard: 15, seq: 999_999 }, b.shard, b.seq)
    return true
  },
  'the end cut off': (db, { pick }) =>
    done(
      db.query({
        text: `with cut as (
            select shard, seq, (convert_from(substring(bytes for position('\\x0a'::bytea in bytes) - 1), 'UTF8')::jsonb ->> 1)::uuid as id
            from audit.link where shard = (select shard from audit.link where ${OF_LINK})
              and seq >= (select seq from audit.link where ${OF_LINK})),
          entries as (delete from audit.entry where entry_id in (select id from cut)),
          accesses as (delete from lookup.access where access_id in (select id from cut))
          delete from audit.link l using cut where l.shard = cut.shard and l.seq = cut.seq returning 1`,
        values: [pick],
      }),
    ),
  'erased without a word': (db, { pick }) =>
    done(
      db.query({
        text: `update audit.entry set erased_at = at, wrapped_key = null, child_key = null, number_sealed = null
          where entry_id = ${one('audit.entry', 'entry_id')} returning 1`,
        values: [pick],
      }),
    ),
  'rewritten with all hashes': rewriteChain,
}

/** Tampers so many times, each kind in its turn, each time with another row, and looks whether it is reported. */
export async function everyTamperingIsReported(field: Audited, runs: number): Promise<void> {
  const kinds = Object.entries(TAMPERINGS)
  let turn = 0
  await fc.assert(
    fc.asyncProperty(fc.record({ pick: fc.nat(), bit: fc.nat() }), async choice => {
      const [name, tamper] = kinds[turn++ % kinds.length] as [string, Tampering]
      const found = await undone(field.database.owner, async db =>
        (await tamper(db, choice)) ? field.verify(db) : undefined,
      )
      if (found !== undefined) assert.ok(found.problemCount > 0, `${name} was not reported`)
    }),
    { numRuns: runs, endOnFailure: true },
  )
}
