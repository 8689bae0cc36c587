import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { type Log, openLog, withoutNumbers } from './log.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'log-'))
after(() => fs.rmSync(folder, { recursive: true }))
let logs = 0

/** What a log wrote while `work` used it. */
function written(work: (log: Log) => void, level = 'info'): Record<string, unknown>[] {
  logs += 1
  const file = path.join(folder, `below-${logs}`, 'log')
  work(openLog('test', level, file))
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n')
  return lines.filter(line => line !== '').map(line => JSON.parse(line))
}

test('an NHS number is struck out of every text, however it is written', () => {
  assert.equal(withoutNumbers('9990000018, 999 000 0018 and 999-000-0018.'), '[number], [number] and [number].')
  assert.equal(withoutNumbers('20261122182600123 and 123456789'), '20261122182600123 and 123456789')
})

test('a message, a text under any key and a list hold no NHS number', () => {
  const [line] = written(log =>
    log.info({ note: ['of 9990000018'], deep: { er: 'x999 000 0018' } }, 'child 9990000018'),
  )
  assert.deepEqual(
    [line?.['note'], line?.['deep'], line?.['msg']],
    [['of [number]'], { er: 'x[number]' }, 'child [number]'],
  )
})

test('known keys are hidden at any depth and in every spelling', () => {
  const person = { nhsNumber: 1, name: 'Ada', Family_Name: 'E', 'birth-date': '2020', idToken: 't', kept: 1 }
  const [line] = written(log => log.info({ person, a: { b: { c: [person] } }, password: 'p' }))
  const hidden = '[hidden]'
  const shown = { nhsNumber: hidden, name: hidden, Family_Name: hidden, 'birth-date': hidden, idToken: hidden, kept: 1 }
  assert.deepEqual(line?.['person'], shown)
  assert.deepEqual([line?.['a'], line?.['password']], [{ b: { c: [shown] } }, hidden])
})

test('of an error stand its kind, code, message, stack and cause, and nothing it carries beside them', () => {
  const cause = Object.assign(new Error('for 9990000018'), { detail: 'Key (nhs_number)=(9990000018)', code: '23505' })
  const error = Object.assign(new TypeError('of 999 000 0018', { cause }), { row: 'Ada' })
  const lines = written(log => {
    log.error({ err: error }, 'failed')
    log.error({ reason: error }, 'failed')
    log.error(error)
  })
  const shown = [lines[0]?.['err'], lines[1]?.['reason'], lines[2]?.['err']] as Record<string, unknown>[]
  for (const one of shown) {
    assert.deepEqual([one['type'], one['message'], one['row']], ['TypeError', 'of [number]', undefined])
    const inner = one['cause'] as Record<string, unknown>
    assert.deepEqual([inner['code'], inner['message'], inner['detail']], ['23505', 'for [number]', undefined])
  }
  assert.equal(lines[2]?.['msg'], 'of [number]')
  assert.ok(!JSON.stringify(lines).includes('0018'))
})

test('what PostgreSQL and V8 quote in a message is a value: neither birth date nor name gets into the log', () => {
  const said = (message: string, code: string) =>
    Object.assign(new Error(message), { code, severity: 'ERROR', detail: 'Failing row contains (Quillonby)' })
  const notJson = (() => {
    try {
      return JSON.parse('{"family": Quillonby}')
    } catch (error) {
      return error as Error
    }
  })()
  const rows = [
    [said('date/time field value out of range: "2011-10-43"', '22008'), 'date/time field value out of range: [value]'],
    [said('invalid input value for enum a.b: "Quillonby"', '22P02'), 'invalid input value for enum a.b: [value]'],
    [said('field "Quillonby" has odd bytes', '22021'), 'field [value] has odd bytes'],
    [said('relation "register.plan" does not exist', '42P01'), 'relation "register.plan" does not exist'],
    [said('violates constraint "plan_pkey"', '23505'), 'violates constraint "plan_pkey"'],
    [notJson, 'a text is not valid JSON'],
  ] as const
  const lines = written(log => {
    for (const [error] of rows) {
      log.error({ err: error }, 'failed')
      log.error(error)
      log.error({ err: new Error('the upload failed', { cause: error }) })
    }
  })
  assert.doesNotMatch(JSON.stringify(lines), /Quillonby|2011-10/)
  const messages = lines.map(line => (line['err'] as { message: string }).message)
  assert.deepEqual(
    messages.filter((_, place) => place % 3 === 0),
    rows.map(([, shown]) => shown),
  )
  assert.deepEqual(lines[4]?.['msg'], rows[1][1])
  assert.match(
    JSON.stringify(lines[0]?.['err']),
    /"stack":"Error: date\/time field value out of range: \[value\]\\n\s+at /,
  )
})

test('things that are no plain values, and rings of objects, are named and not written out', () => {
  const ring: Record<string, unknown> = {}
  ring['again'] = ring
  const [line] = written(log =>
    log.info({ bytes: Buffer.from('9990000018'), map: new Map([['a', 1]]), ring, none: null }),
  )
  assert.deepEqual([line?.['bytes'], line?.['map'], line?.['none']], ['[Buffer]', '[Map]', null])
  assert.match(JSON.stringify(line?.['ring']), /\[deeper\]/)
})

test('what is below the level is not written', () => {
  assert.deepEqual(
    written(log => log.info('x'), 'silent'),
    [],
  )
  const lines = written(log => {
    log.info('no')
    log.warn('yes')
  }, 'warn')
  assert.deepEqual(
    lines.map(line => [line['msg'], line['role']]),
    [['yes', 'test']],
  )
})
