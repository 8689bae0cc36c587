import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCluster } from '../../../test/support/database.ts'
import { makeRoles, migrate, migrationFiles, openPool, openPoolAsNamed, silentLog } from '../../platform/index.ts'
import { HUB, LA, testExchange, UPLOAD } from '../exchange-for-tests.ts'

const NAME = `sealed_in_place_${process.pid}`

/** A database as it was before bodies were sealed, with two messages; then brought up to date. */
async function upToDate() {
  const cluster = await testCluster()
  const admin = openPoolAsNamed(cluster.url('postgres', 'postgres'), { log: silentLog, connections: 1 })
  await makeRoles(admin)
  await admin.query({ text: `create database ${NAME} owner cpis_owner` })
  const owner = openPoolAsNamed(cluster.url('cpis_migrator', NAME), { log: silentLog, connections: 2 })
  const mesh = openPool('mesh', { databaseUrl: cluster.url('{role}', NAME), connections: 2, log: silentLog })
  await migrate(owner, undefined, new Set(migrationFiles().filter(name => name < '0054')))
  await keepOpenly(owner)
  await migrate(owner)
  const end = async () => {
    for (const pool of [mesh, owner]) await pool.end()
    await admin.query({ text: `drop database ${NAME} with (force)` })
    await admin.end()
  }
  return { owner, pool: () => mesh, end }
}

const COLUMNS = `message_type, sender, recipient, workflow_id, total_parts, state, uploaded_at, accepted_at, status_at,
  delete_after`
const VALUES = `'DATA', '${LA}', '${HUB}', '${UPLOAD}', 1, 'accepted', now(), now(), now(), now() + interval '30 days'`

async function keepOpenly(owner: Awaited<ReturnType<typeof openPool>>): Promise<void> {
  await owner.query({
    text: `insert into mesh.message (message_id, headers, body_bytes, body, ${COLUMNS})
      values ('SMALL', '{"mex-subject": "about Robin"}', 5, 'Robin', ${VALUES}), ('LARGE', '{}', 16389, null, ${VALUES})`,
  })
  await owner.query({
    text: `with up as (select gen_random_uuid() as id),
      part as (insert into mesh.part (message_id, part_no, upload_id, body_bytes) select 'LARGE', 1, id, 16389 from up)
      insert into mesh.piece select id, n, convert_to(case n when 1 then repeat('x', 16384) else 'Robin' end, 'UTF8')
      from up, generate_series(1, 2) n`,
  })
}

test('what was kept before is sealed where it stands, and goes out as it came', async () => {
  const exchange = await testExchange(await upToDate())
  try {
    const kept = await exchange.database.owner.query({
      text: `select encode(body_sealed, 'escape') from mesh.piece union all
        select encode(body_sealed, 'escape') || encode(headers_sealed, 'escape') from mesh.message`,
    })
    assert.ok(!JSON.stringify(kept).includes('Robin'))
    const small = await exchange.ask(HUB, 'GET', '/inbox/SMALL')
    assert.deepEqual([String(small.body), small.headers['mex-subject']], ['Robin', 'about Robin'])
    const large = await exchange.ask(HUB, 'GET', '/inbox/LARGE')
    assert.equal(String(large.body), `${'x'.repeat(16_384)}Robin`)
  } finally {
    await exchange.end()
  }
})
