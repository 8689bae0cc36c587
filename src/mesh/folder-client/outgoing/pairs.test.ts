import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { testDatabase } from '../../../../test/support/database.ts'
import { until } from '../../../../test/support/until.ts'
import { LA, STRANGER, type TestExchange, testExchange } from '../../exchange-for-tests.ts'
import { setMailboxActive } from '../../server/mailboxes/administration.ts'
import { openSite, type Site } from '../site-for-tests.ts'
import type { FolderClient } from '../start.ts'

let exchange: TestExchange
const open: { sites: Site[]; clients: FolderClient[] } = { sites: [], clients: [] }
before(async () => {
  exchange = await testExchange(await testDatabase())
})
after(() => exchange.end())
beforeEach(async () => {
  exchange.setTime(new Date().toISOString())
  await exchange.database.owner.query({ text: 'delete from mesh.message' })
})
afterEach(async () => {
  for (const client of open.clients.splice(0)) await client.stop()
  for (const site of open.sites.splice(0)) site.end()
})

function site(given: Parameters<typeof openSite>[1] = {}): Site {
  const made = openSite(exchange.url, given)
  open.sites.push(made)
  return made
}
function start(at: Site, changes?: Parameters<Site['start']>[0]): FolderClient {
  const client = at.start(changes)
  open.clients.push(client)
  return client
}
async function stopAll(): Promise<void> {
  for (const client of open.clients.splice(0)) await client.stop()
}
/** The clock a client looks at in every round; what it shows can be moved ahead. */
function roundsOf() {
  let [looks, ahead] = [0, 0]
  const now = () => {
    looks += 1
    return new Date(Date.now() + ahead)
  }
  return {
    clock: { now },
    moveAhead(ms: number) {
      ahead += ms
    },
    /** Several rounds pass. */
    async pass() {
      const enough = looks + 12
      await until('several rounds', () => looks >= enough || undefined, { everyMs: 2 })
    },
  }
}
const present = (at: Site, folder: string, name: string) => () => at.names(folder).includes(name) || undefined
const messages = (where = 'true') =>
  exchange.database.owner.query<Record<string, unknown>>({ text: `select * from mesh.message where ${where}` })

const FAULTY: [string, Record<string, string | undefined>, string, string][] = [
  ['from another mailbox', { From_DTS: STRANGER }, 'SEND ERROR 07', 'From_DTS is not this mailbox'],
  ['without a sender', { From_DTS: undefined }, 'SEND ERROR 07', 'From_DTS is not this mailbox'],
  ['without a recipient', { To_DTS: undefined }, 'SEND ERROR 08', 'To_DTS is missing'],
  ['of another version', { Version: '2.0' }, 'SEND ERROR 09', 'Version must be 1.0'],
  ['to an SMTP address', { AddressType: 'SMTP' }, 'SEND ERROR 10', 'AddressType must be DTS'],
  ['that is a report', { MessageType: 'Report' }, 'SEND ERROR 11', 'MessageType must be Data'],
  ['without a workflow', { WorkflowId: undefined }, 'TRANSFER ERROR 06', 'Not transferred: WorkflowId is missing'],
  [
    'with an element too long',
    { WorkflowId: 'W'.repeat(33) },
    'TRANSFER ERROR 06',
    'Not transferred: the .ctl file cannot be read: WorkflowId has more than 32 characters',
  ],
  [
    'with a subject no header can hold',
    { Subject: 'Zoë' },
    'TRANSFER ERROR 06',
    'Not transferred: A header value may hold printable ASCII only (mex-subject)',
  ],
]
for (const [what, changes, status, text] of FAULTY) {
  test(`a control file ${what} goes to failed and is reported: ${status}`, async () => {
    const at = site()
    at.put('F', 'x', changes)
    start(at)
    await until('failed', present(at, 'failed', 'F.ctl'))
    const report = await until('report', () => at.names('in').find(name => name.startsWith('F_')))
    await stopAll()
    const [event, , code] = status.split(' ')
    for (const written of [at.read('failed', 'F.ctl'), at.read('in', report)]) {
      assert.match(written, new RegExp(`<Event>${event}<.*<Status>ERROR<.*<StatusCode>${code}<`, 's'))
      assert.ok(written.includes(`<Description>${text}</Description>`), written)
    }
    assert.deepEqual([at.names('out'), at.names('sent')], [[], []])
    assert.ok(at.names('failed').includes('F.dat'))
    assert.deepEqual(await messages(), [])
    assert.ok(at.log().some(line => line.startsWith('ERROR') && line.includes(status)))
  })
}

test('a control file without data, with empty data, and one that is no XML', async () => {
  const at = site()
  at.put('EMPTY', '')
  at.put('NONE')
  const out = path.join(at.folder, 'data', LA, 'out')
  fs.rmSync(path.join(out, 'NONE.dat'))
  fs.writeFileSync(path.join(out, 'HALF.dat'), 'x')
  fs.writeFileSync(path.join(out, 'HALF.ctl'), '<DTSControl><Version>1.0')
  start(at)
  for (const name of ['EMPTY', 'NONE', 'HALF']) await until(name, present(at, 'failed', `${name}.ctl`))
  await until('nothing left', () => at.names('out').length === 0 || undefined)
  await stopAll()
  assert.deepEqual(at.names('failed'), [
    'EMPTY.ctl',
    'EMPTY.dat',
    'HALF.ctl',
    'HALF.ctl.original',
    'HALF.dat',
    'NONE.ctl',
  ])
  assert.match(
    at.read('failed', 'NONE.ctl'),
    /<Event>COLLECT<.*<StatusCode>02<.*<Description>The .dat file is missing, empty or cannot be read</s,
  )
  assert.match(at.read('failed', 'EMPTY.ctl'), /<StatusCode>02<.*cannot be read: empty</s)
  assert.match(
    at.read('failed', 'HALF.ctl'),
    /<Event>TRANSFER<.*<StatusCode>06<.*cannot be read: not well-formed XML, line 1</s,
  )
  assert.equal(at.read('failed', 'HALF.ctl.original'), '<DTSControl><Version>1.0')
})

test('a pair that is still being written is left alone until it is whole', async () => {
  const at = site()
  const out = path.join(at.folder, 'data', LA, 'out')
  fs.mkdirSync(out, { recursive: true })
  const rounds = roundsOf()
  const processingDelayMs = 60_000
  const client = start(at, { configuration: { ...at.configuration, processingDelayMs }, clock: rounds.clock })
  fs.writeFileSync(path.join(out, 'W.dat'), 'first half,')
  await rounds.pass()
  fs.appendFileSync(path.join(out, 'W.dat'), ' second half')
  fs.writeFileSync(path.join(out, 'W.ctl'), '<DTSControl><Version>1.0</Version><AddressType>DTS</AddressType>')
  await rounds.pass()
  assert.deepEqual([at.names('failed'), at.names('sent')], [[], []])
  at.put('W', 'first half, second half')
  rounds.moveAhead(processingDelayMs)
  await until('sent', present(at, 'sent', 'W.ctl'))
  await client.stop()
  assert.deepEqual(at.names('failed'), [])
  assert.equal(at.read('sent', 'W.dat'), 'first half, second half')
  assert.equal((await messages()).length, 1)
})

test('data whose control file does not come for an hour goes to failed: COLLECT ERROR 01', async () => {
  const at = site()
  const file = path.join(at.folder, 'data', LA, 'out', 'ALONE.dat')
  fs.writeFileSync(file, 'x')
  const rounds = roundsOf()
  const client = start(at, { clock: rounds.clock })
  await rounds.pass()
  assert.deepEqual(at.names('out'), ['ALONE.dat'])
  const old = new Date(Date.now() - 3_700_000)
  fs.utimesSync(file, old, old)
  await until('failed', present(at, 'failed', 'ALONE.dat'))
  await client.stop()
  assert.match(
    at.read('failed', 'ALONE.ctl'),
    /<Event>COLLECT<.*<StatusCode>01<.*<Description>The .ctl file is missing</s,
  )
})

test('a pair of a name that is in sent already is kept beside it', async () => {
  const at = site()
  const client = start(at)
  at.put('SAME', 'one')
  await until('sent', present(at, 'sent', 'SAME.ctl'))
  await until('moved', () => at.names('out').length === 0 || undefined)
  at.put('SAME', 'two')
  await until('both', () => at.names('sent').filter(name => name.endsWith('.ctl')).length === 2 || undefined)
  await client.stop()
  const names = at.names('sent').filter(name => name.endsWith('.dat'))
  assert.deepEqual(names.map(name => at.read('sent', name)).sort(), ['one', 'two'])
  assert.equal((await messages()).length, 2)
})

test('a wrong password: tried again, delay reported once, then failed with 04; put into out again it is sent', async () => {
  const at = site({
    client: '<DelayReport>Y</DelayReport><PollReport>Y</PollReport>',
    more: '<ServerRetry>2</ServerRetry>',
  })
  await setMailboxActive(exchange.deps, LA, false)
  at.put('P')
  const client = start(at)
  await until('failed', present(at, 'failed', 'P.ctl'))
  await until('poll report', () => at.names('in').find(name => name.startsWith('POLL_')))
  await setMailboxActive(exchange.deps, LA, true)
  assert.match(
    at.read('failed', 'P.ctl'),
    /<Event>TRANSFER<.*<StatusCode>04<.*The mailbox or its password is not accepted: retries used up; put the same pair into out again, it is looked for before it is sent</s,
  )
  const delays = at.names('in').filter(name => name.startsWith('P_DELAY'))
  assert.equal(delays.length, 1)
  assert.match(
    at.read('in', delays[0] ?? ''),
    /<Event>TRANSFER<.*<Status>SUCCESS<.*<StatusCode>05<.*<Description>Not transferred yet, it is tried again</s,
  )
  const poll = at.names('in').find(name => name.startsWith('POLL_')) ?? ''
  assert.match(at.read('in', poll), /<Event>RECEIVE<.*<Status>ERROR<.*<StatusCode>17</s)
  assert.ok(at.log().some(line => line.startsWith('WARN ') && line.includes('P not sent, try 3 of 3: MESH_FORBIDDEN')))
  const root = path.join(at.folder, 'data', LA)
  await until('journal', () => fs.readdirSync(path.join(at.folder, 'work', LA, 'journal')).length === 1 || undefined)
  for (const name of ['P.dat', 'P.ctl']) fs.renameSync(path.join(root, 'failed', name), path.join(root, 'out', name))
  await until('sent', present(at, 'sent', 'P.ctl'))
  await client.stop()
  assert.equal((await messages(`message_type = 'DATA'`)).length, 1)
  assert.deepEqual(fs.readdirSync(path.join(at.folder, 'work', LA, 'journal')), [])
})

test('given up although MESH took it: put into out again it is found, not sent twice', async () => {
  const at = site({ more: '<ServerRetry>0</ServerRetry>' })
  at.put('U')
  const deaf = { isDeaf: true }
  const client = start(at, {
    openMailbox: () => {
      const mesh = exchange.client(LA, { retry: { attempts: 1, firstPauseMs: 1 } })
      return {
        ...mesh,
        send: async sending => {
          const sent = await mesh.send(sending)
          if (deaf.isDeaf) throw Object.assign(new Error('fetch failed'), { cause: { code: 'ECONNRESET' } })
          return sent
        },
      }
    },
  })
  await until('failed', present(at, 'failed', 'U.ctl'))
  await until('moved', () => at.names('out').length === 0 || undefined)
  deaf.isDeaf = false
  at.put('U')
  await until('sent', present(at, 'sent', 'U.ctl'))
  await client.stop()
  assert.equal((await messages()).length, 1)
})

test('a pair that cannot be moved after it was sent is said once, and moved when it can be', async () => {
  const at = site()
  const sent = path.join(at.folder, 'data', LA, 'sent')
  const rounds = roundsOf()
  const client = start(at, { clock: rounds.clock })
  fs.rmdirSync(sent)
  fs.writeFileSync(sent, '')
  at.put('STUCK')
  const said = () => at.log().filter(line => line.includes('STUCK: FOLDER_FILE_INACCESSIBLE: ENOTDIR'))
  await until('said', () => said().length > 0 || undefined)
  await rounds.pass()
  // Once where the pair was sent, once where moving it is tried again.
  assert.ok(said().length <= 2, said().join('\n'))
  fs.rmSync(sent)
  fs.mkdirSync(sent)
  await until('moved', () => at.names('out').length === 0 || undefined)
  await client.stop()
  assert.deepEqual(at.names('sent'), ['STUCK.ctl', 'STUCK.dat'])
  assert.equal((await messages()).length, 1)
})
