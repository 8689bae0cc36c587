import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { PROJECT_FOLDER } from '../src/platform/index.ts'

// The files of deploy/ha keep what was acknowledged; bin/scale ha runs them.

const read = (name: string) => fs.readFileSync(path.join(PROJECT_FOLDER, 'deploy', 'ha', name), 'utf8')
const variablesOf = (name: string) =>
  [...read(name).matchAll(/^([A-Z0-9_]+)=(.*)$/gm)].map(([, variable = '']) => variable)

type Patroni = {
  readonly bootstrap: {
    readonly dcs: Record<string, number | boolean> & {
      readonly postgresql: { readonly parameters: Record<string, string> }
    }
    readonly initdb: readonly (string | Record<string, string>)[]
  }
  readonly postgresql: { readonly pg_hba: readonly string[] }
}
const patroni = parse(read('patroni.yml')) as Patroni

test('a write is acknowledged once a second machine has it, and survives', () => {
  const {
    synchronous_mode,
    synchronous_mode_strict,
    synchronous_node_count,
    ttl,
    loop_wait,
    retry_timeout,
    postgresql,
  } = patroni.bootstrap.dcs
  assert.deepEqual(
    { synchronous_mode, synchronous_mode_strict, synchronous_node_count },
    { synchronous_mode: true, synchronous_mode_strict: true, synchronous_node_count: 1 },
  )
  // Patroni's own rule: a leader that cannot reach etcd gives its place up before another may take it.
  assert.ok(Number(loop_wait) + 2 * Number(retry_timeout) <= Number(ttl))
  const { fsync, full_page_writes, synchronous_commit } = postgresql.parameters
  assert.deepEqual(
    { fsync, full_page_writes, synchronous_commit },
    { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' },
  )
  assert.ok(patroni.bootstrap.initdb.includes('data-checksums'))
})

test('everybody needs a password, and none stands in what is the same on all machines', () => {
  for (const line of patroni.postgresql.pg_hba) assert.match(line, / scram-sha-256$/)
  assert.doesNotMatch(read('patroni.yml'), /^\s*password:/m)
  const passwords = variablesOf('node.env').filter(name => name.endsWith('PASSWORD'))
  for (const name of passwords) assert.match(read('node.env'), new RegExp(`^${name}=change-me$`, 'm'))
  assert.equal(passwords.length, 3)
})

test('the proxy asks the leader only, drops who no longer leads, and takes each address from its variables', () => {
  const text = read('haproxy.cfg')
  assert.match(text, /listen primary\n(?:.*\n)*?.*uri \/primary\n/)
  assert.match(text, /default-server .*on-marked-down shutdown-sessions/)
  const used = new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name))
  assert.deepEqual([...used].toSorted(), variablesOf('haproxy.env').toSorted())
})
