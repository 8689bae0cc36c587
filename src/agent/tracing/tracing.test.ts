import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { CONFIGURATION, childCells, NOW, NUMBERS, writeExtract, writeFile } from '../fixture.ts'
import { importTracing, writeTracing } from './tracing.ts'

const deps = { configuration: CONFIGURATION, clock: { now: () => NOW } }
const HEAD = '"UNIQUE REFERENCE","NHS_NO","FAMILY_NAME","GIVEN_NAME","GENDER","DATE_OF_BIRTH","POST_CODE"\r\n'

test('people without a right number are written for PDS, others are not, and nothing is written over', async () => {
  const file = writeExtract(
    childCells({ cpStart: '2025-11-03' }),
    childCells({ localPersonId: 'P2', nhsNumber: '', cpStart: '2025-11-03' }),
    childCells({ localPersonId: 'P3', nhsNumber: '999 010 0005', cpStart: '2025-11-03' }),
    childCells({ localPersonId: 'P4', nhsNumber: '', dateOfBirth: '', cpStart: '2025-11-03' }),
  )
  const to = path.join(path.dirname(file), 'trace.csv')
  assert.deepEqual(await writeTracing(deps, { file, to }), { people: 2 })
  const lines = '"P2","","Sample","Sam","","20190214",""\r\n"P3","9990100005","Sample","Sam","","20190214",""\r\n'
  assert.equal(fs.readFileSync(to, 'utf8'), HEAD + lines)
  await assert.rejects(writeTracing(deps, { file, to }), { code: 'EEXIST' })
})

test('an answer gives each person a right number or none', async () => {
  const answer = writeFile('answer.csv', `UNIQUE REFERENCE,NHS_NO\nP2,${NUMBERS[0]}\nP3,9990100005\nP4,\n`)
  assert.deepEqual(await importTracing({ answer }), [
    { localPersonId: 'P2', nhsNumber: NUMBERS[0] },
    { localPersonId: 'P3' },
    { localPersonId: 'P4' },
  ])
  const unreadable = { code: 'AGENT_TRACING_UNREADABLE', message: /^The answer of PDS cannot be read/ }
  await assert.rejects(importTracing({ answer: writeFile('x.csv', 'NHS_NO\n1\n') }), unreadable)
  await assert.rejects(importTracing({ answer: writeFile('x.csv', 'A,B\n"1\n') }), unreadable)
})
