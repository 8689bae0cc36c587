import fs from 'node:fs'
import path from 'node:path'
import { type Asked, askedArrays, askedRow, askedTable, RECORDING_COLUMNS } from '../../../src/lookup/asked.ts'
import { readAndRecord } from '../../../src/lookup/store.ts'
import { type Database, dataFolder, processEnvironment } from '../../../src/platform/index.ts'

/** What each look-up has for itself; everything else is as the service made it for one of the children. */
const ANEW: Readonly<Record<string, string>> = {
  access_id: 'gen_random_uuid()',
  request_id: 'gen_random_uuid()::text',
  author_key: 'gen_random_uuid()::text',
  at: 'now()',
}

/**
 * The look-up's own statement as a script of pgbench, which finds the values of one child after another in a table made for
 * it. Returns the file; the caller removes it.
 */
export async function writeLookUpScript(owner: Database, asked: readonly Asked[]): Promise<string> {
  await owner.query({ text: 'create schema bench' })
  await owner.query({
    text: `create table bench.asked as select * from ${askedTable(RECORDING_COLUMNS)}`,
    values: askedArrays(RECORDING_COLUMNS, asked),
  })
  await owner.query({ text: 'alter table bench.asked add primary key (place)' })
  await owner.query({ text: 'grant usage on schema bench to public' })
  await owner.query({ text: 'grant select on bench.asked to public' })
  await owner.query({ text: 'vacuum (analyze) bench.asked' })
  const file = path.join(dataFolder(processEnvironment), `look-up-${process.pid}.sql`)
  fs.writeFileSync(file, `\\set place random(1, ${asked.length})\n${await statementText(asked)};\n`)
  return file
}

/** The text as it is sent, its values taken from the table; on one line, as pgbench wants it. */
async function statementText(asked: readonly Asked[]): Promise<string> {
  let sent = ''
  const listening = {
    query: (statement: { text: string }) => {
      sent = statement.text
      return Promise.resolve([])
    },
  }
  // It misses its answer, which nobody has given.
  await readAndRecord(listening as never, asked.slice(0, 1)).catch(() => {})
  const columns = Object.keys(RECORDING_COLUMNS).map(name => `${ANEW[name] ?? name} as ${name}`)
  const fromTable = `(select ${columns.join(', ')}, 1::bigint as place from bench.asked where place = :place) given`
  const text = sent.replace(askedRow(RECORDING_COLUMNS), fromTable)
  if (/\$\d/.test(text)) throw new Error('the statement of the look-up is not the one this script is made of')
  return text.replaceAll(/\s+/g, ' ')
}
