import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { movedClock, nhsNumber, staff } from '../../test/support/register.ts'
import { type Database, openMetrics, type Statement, silentLog, systemRandomness } from '../platform/index.ts'
import { askAboutChild, type Question } from './index.ts'

let database: TestDatabase

before(async () => {
  database = await testDatabase()
})
after(() => database.end())

/** The statement a look-up sends. */
async function statementOf(mode: Question['mode'], history: boolean): Promise<Statement> {
  const sent: Statement[] = []
  const real = database.pool('lookup')
  const query: Database['query'] = statement => {
    sent.push(statement)
    return real.query(statement)
  }
  const metrics = openMetrics('test')
  const clock = movedClock('2026-11-22T10:00:00Z')
  const db = { ...real, query }
  const deps = { db, clock, randomness: systemRandomness, log: silentLog, metrics, answerWithinMs: 2_000 }
  await askAboutChild(deps, {
    nhsNumber: nhsNumber(1),
    mode,
    careSetting: 'dentistry',
    gate: 'by-agreement',
    findings: [],
    actor: staff('Val'),
    channel: 'fhir',
    history,
    requestId: mode,
  })
  assert.equal(sent.length, 1)
  return sent[0] as Statement
}

for (const [mode, history] of [
  ['silent', false],
  ['silent', true],
  ['standard', false],
  ['standard', true],
] as const)
  test(`a ${mode} look-up ${history ? 'with the history ' : ''}is one statement, and reaches every table by an index, whatever the values are`, async () => {
    const { text, values = [] } = await statementOf(mode, history)
    const name = `${mode}_${history ? 'with' : 'without'}_history`
    const rows = await database.pool('lookup').transaction(async tx => {
      // Tables of a test are so small that a scan of the whole would be the cheaper.
      await tx.query({ text: 'set local enable_seqscan = off' })
      await tx.query({ text: 'set local plan_cache_mode = force_generic_plan' })
      await tx.query({ text: `prepare ${name} as ${text}` })
      const nothing = values.map(() => 'null').join(', ')
      return tx.query<{ 'QUERY PLAN': string }>({ text: `explain (costs off) execute ${name} (${nothing})` })
    })
    const plan = rows.map(row => row['QUERY PLAN']).join('\n')
    assert.doesNotMatch(plan, /Seq Scan on/)
    assert.match(plan, /agreement_signed\b.*\n\s+Index Cond: \(authority_code = p\.authority_code\)/)
    assert.match(plan, /agreement_setting_pkey\b.*\n\s+Index Cond: .*agreement_id.*care_setting/)
    if (history) assert.match(plan, /counted_access_pkey\b.*\n\s+Index Cond: \(child_key = state\.held_key/)
    assert.doesNotMatch(plan, /access_2\d+/)
    assert.match(plan, /plan_pkey\b.*\n\s+Index Cond: \(child_key = n\.held_key/)
  })
