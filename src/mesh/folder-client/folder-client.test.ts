import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { until } from '../../../test/support/until.ts'
import { HUB, LA, STRANGER, type TestExchange, testExchange, UPLOAD } from '../exchange-for-tests.ts'
import { setMailboxActive } from '../server/mailboxes/administration.ts'
import { openSite, type Site } from './site-for-tests.ts'
import type { FolderClient } from './start.ts'

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
const present = (at: Site, folder: string, name: string) => () => at.names(folder).includes(name) || undefined
const TIME = /<DateTime>\d{14}<\/DateTime>/
const NUMBER = /~[0-9a-f]{32}/
const messages = (where = 'true') =>
  exchange.database.owner.query<Record<string, unknown>>({ text: `select * from mesh.message where ${where}` })

test('a pair goes to MESH and to sent, its control file completed, and a collect report comes', async () => {
  const at = site()
  at.put('A_1', '<upload>ü</upload>')
  start(at)
  await until('sent', present(at, 'sent', 'A_1.ctl'))
  await until('report', () => at.names('in').length === 1 || undefined)
  await stopAll()
  const [message] = await messages()
  const id = String(message?.['message_id'])
  assert.match(String(message?.['local_id']), /^L-1~[0-9a-f]{32}$/)
  assert.deepEqual([at.names('out'), at.names('sent'), at.names('temp')], [[], ['A_1.ctl', 'A_1.dat'], []])
  assert.equal(at.read('sent', 'A_1.dat'), '<upload>ü</upload>')
  const sent = at.read('sent', 'A_1.ctl')
  assert.equal(
    sent.replace(TIME, ''),
    `<DTSControl>
  <Version>1.0</Version>
  <AddressType>DTS</AddressType>
  <MessageType>Data</MessageType>
  <WorkflowId>${UPLOAD}</WorkflowId>
  <To_DTS>${HUB}</To_DTS>
  <From_DTS>${LA}</From_DTS>
  <Subject>Upload &amp; more</Subject>
  <LocalId>L-1</LocalId>
  <DTSId>${id}</DTSId>
  <Compress>Y</Compress>
  <AllowChunking>Y</AllowChunking>
  <Encrypted>N</Encrypted>
  <IsCompressed>N</IsCompressed>
  <StatusRecord>
    ${''}
    <Event>TRANSFER</Event>
    <Status>SUCCESS</Status>
    <StatusCode>00</StatusCode>
    <Description>Data Transfer success confirmation.</Description>
  </StatusRecord>
</DTSControl>
`,
  )
  const [name = ''] = at.names('in')
  assert.match(name, /^A_1_COLLECT_[0-9a-f]{8}\.ctl$/)
  assert.equal(
    at.read('in', name).replace(TIME, ''),
    `<DTSControl>
  <Version>1.0</Version>
  <AddressType>DTS</AddressType>
  <MessageType>Report</MessageType>
  <WorkflowId>${UPLOAD}</WorkflowId>
  <To_DTS>${HUB}</To_DTS>
  <From_DTS>${LA}</From_DTS>
  <Subject>Upload &amp; more</Subject>
  <LocalId>L-1</LocalId>
  <DTSId>${id}</DTSId>
  <StatusRecord>
    ${''}
    <Event>COLLECT</Event>
    <Status>SUCCESS</Status>
    <StatusCode>00</StatusCode>
    <Description>Data collect success confirmation.</Description>
  </StatusRecord>
</DTSControl>
`,
  )
  const lines = at.log()
  assert.ok(
    lines.includes(
      `INFO  [${LA}] folderclient.send (send:0) - A_1 sent ${id}: TRANSFER SUCCESS 00 Data Transfer success confirmation.`,
    ),
    lines.join('\n'),
  )
  assert.ok(!lines.some(line => line.includes('upload>') || line.includes('Upload &')))
})

test('the reports that are wanted, and no copy where none is', async () => {
  const at = site({
    client:
      '<CollectReport>N</CollectReport><TransferReport>Y</TransferReport><PollReport>Y</PollReport><SaveSent>N</SaveSent>',
  })
  at.put('B')
  start(at)
  const report = await until('report', () => at.names('in').find(name => name.startsWith('B_')))
  const poll = await until('poll report', () => at.names('in').find(name => name.startsWith('POLL_')))
  await stopAll()
  assert.match(report, /^B_TRANSFER_/)
  assert.match(at.read('in', report), /<Event>TRANSFER<\/Event>\s+<Status>SUCCESS<\/Status>\s+<StatusCode>00</)
  assert.equal(
    at.read('in', poll).replace(TIME, ''),
    `<DTSControl>
  <Version>1.0</Version>
  <AddressType>DTS</AddressType>
  <MessageType>Report</MessageType>
  <To_DTS>${LA}</To_DTS>
  <From_DTS>${LA}</From_DTS>
  <StatusRecord>
    ${''}
    <Event>RECEIVE</Event>
    <Status>SUCCESS</Status>
    <StatusCode>00</StatusCode>
    <Description>Polled</Description>
  </StatusRecord>
</DTSControl>
`,
  )
  assert.deepEqual([at.names('sent'), at.names('out')], [[], []])
})

test('a received message comes as a pair under its id, a report of MESH as a control file alone', async () => {
  const at = site()
  const hub = exchange.client(HUB)
  const { messageId } = await hub.send({
    to: LA,
    workflowId: `${UPLOAD}_ACK`,
    body: 'answer',
    subject: 'S',
    localId: 'ACK-1',
  })
  at.put('R', 'x', { To_DTS: 'NOBODY' })
  start(at)
  await until('pair', present(at, 'in', `${messageId}.ctl`))
  await until('failed', present(at, 'failed', 'R.ctl'))
  const report = await until('MESH’s report', () =>
    at.names('in').find(name => !name.startsWith('R_') && !name.startsWith(messageId)),
  )
  await until('acknowledged', async () => ((await exchange.client(LA).list()).length === 0 ? true : undefined))
  await stopAll()
  assert.equal(at.read('in', `${messageId}.dat`), 'answer')
  assert.equal(
    at.read('in', `${messageId}.ctl`).replace(TIME, ''),
    `<DTSControl>
  <Version>1.0</Version>
  <AddressType>ALL</AddressType>
  <MessageType>Data</MessageType>
  <WorkflowId>${UPLOAD}_ACK</WorkflowId>
  <To_DTS>${LA}</To_DTS>
  <From_DTS>${HUB}</From_DTS>
  <To_ESMTP>${LA}@dts.nhs.uk</To_ESMTP>
  <From_ESMTP>${HUB}@dts.nhs.uk</From_ESMTP>
  <Subject>S</Subject>
  <LocalId>ACK-1</LocalId>
  <DTSId>${messageId}</DTSId>
  <IsCompressed>N</IsCompressed>
  <StatusRecord>
    ${''}
    <Event>TRANSFER</Event>
    <Status>SUCCESS</Status>
    <StatusCode>00</StatusCode>
    <Description>Transferred to recipient mailbox</Description>
  </StatusRecord>
</DTSControl>
`,
  )
  assert.match(
    at.read('failed', 'R.ctl'),
    /<Event>SEND<\/Event>\s+<Status>ERROR<\/Status>\s+<StatusCode>12<\/StatusCode>\s+<Description>Unregistered to address</,
  )
  const [refused] = await messages(`recipient = 'NOBODY'`)
  const text = at.read('in', report)
  assert.ok(!fs.existsSync(path.join(at.folder, 'data', LA, 'in', report.replace('.ctl', '.dat'))))
  for (const part of [
    '<AddressType>ALL</AddressType>',
    '<MessageType>Report</MessageType>',
    '<LocalId>L-1</LocalId>',
    `<DTSId>${refused?.['message_id']}</DTSId>`,
    '<Event>SEND</Event>',
    '<Status>ERROR</Status>',
    '<StatusCode>12</StatusCode>',
    '<Description>Unregistered to address</Description>',
  ])
    assert.ok(text.includes(part), `${part} in ${text}`)
  assert.doesNotMatch(text, NUMBER)
})

test('two mailboxes, and 20 MB and more in parts, arrive whole', async () => {
  const at = site({ both: true })
  const data = Buffer.alloc(21 * 1024 * 1024, 'abcdefghijk\n')
  at.put('BIG', data)
  start(at)
  await until('sent', present(at, 'sent', 'BIG.ctl'))
  const hub = path.join(at.folder, 'data', HUB, 'in')
  const name = await until('received', () => fs.readdirSync(hub).find(one => one.endsWith('.ctl')))
  await stopAll()
  assert.ok(data.equals(fs.readFileSync(path.join(hub, name.replace('.ctl', '.dat')))))
  const [message] = await messages()
  assert.equal(message?.['total_parts'], 2)
})

test('without AllowChunking a file goes whole', async () => {
  const at = site()
  at.put('WHOLE', Buffer.alloc(21 * 1024 * 1024, 'a'), { AllowChunking: 'N' })
  start(at)
  await until('sent', present(at, 'sent', 'WHOLE.ctl'))
  await stopAll()
  const [message] = await messages()
  assert.deepEqual([message?.['total_parts'], message?.['body_bytes']], [1, 21 * 1024 * 1024])
})

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
  const client = start(at, { configuration: { ...at.configuration, processingDelayMs: 400 } })
  fs.writeFileSync(path.join(out, 'W.dat'), 'first half,')
  await new Promise(resolve => setTimeout(resolve, 100))
  fs.appendFileSync(path.join(out, 'W.dat'), ' second half')
  fs.writeFileSync(path.join(out, 'W.ctl'), '<DTSControl><Version>1.0</Version><AddressType>DTS</AddressType>')
  await new Promise(resolve => setTimeout(resolve, 600))
  assert.deepEqual([at.names('failed'), at.names('sent')], [[], []])
  at.put('W', 'first half, second half')
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
  const client = start(at)
  await new Promise(resolve => setTimeout(resolve, 60))
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

test('a full page is followed at once, and a message that cannot be stored stays at MESH', async () => {
  const at = site({ more: '<MaxMessages>10</MaxMessages>' })
  const hub = exchange.client(HUB)
  for (let count = 0; count < 25; count += 1) await hub.send({ to: LA, workflowId: `${UPLOAD}_ACK`, body: `${count}` })
  const inbox = path.join(at.folder, 'data', LA, 'in')
  fs.mkdirSync(inbox)
  const [first = ''] = await exchange.client(LA).list()
  // A folder in the way of the file: what the system then says is one of many faults.
  fs.mkdirSync(path.join(inbox, `${first}.dat`, 'x'), { recursive: true })
  const slow = { ...at.configuration, pollPeriodMs: 60_000, maxMessages: 11 }
  const client = start(at, { configuration: slow })
  await until('page', () => fs.readdirSync(inbox).filter(name => name.endsWith('.ctl')).length === 10 || undefined)
  assert.ok(at.log().some(line => line.includes(`${first}: FOLDER_FILE_INACCESSIBLE: `)))
  await client.stop()
  fs.rmSync(path.join(inbox, `${first}.dat`), { recursive: true })
  const again = start(at, { configuration: slow })
  await until('all', () => fs.readdirSync(inbox).filter(name => name.endsWith('.ctl')).length === 25 || undefined)
  await until('acknowledged', async () => ((await exchange.client(LA).list()).length === 0 ? true : undefined))
  await again.stop()
  assert.equal(fs.readFileSync(path.join(inbox, `${first}.dat`), 'utf8'), '0')
})

test('one process for a mailbox, a stop by the signal file, and a start after it', async () => {
  const at = site()
  const client = start(at)
  assert.throws(() => at.start(), {
    code: 'FOLDER_IN_USE',
    message: `Another process works on the folder of this mailbox (${LA}.lock in WorkPath, process ${process.pid})`,
  })
  fs.writeFileSync(at.configuration.signalFile, '1\n')
  await client.asked
  await client.stop()
  const again = start(at)
  assert.equal(fs.readFileSync(at.configuration.signalFile, 'utf8'), '0')
  await again.stop()
  fs.writeFileSync(
    path.join(at.configuration.workPath, `${LA}.lock`),
    `999999 1 ${(await import('node:os')).hostname()}\n`,
  )
  start(at)
})

test('a folder that cannot be made is told, and the lock given back', async () => {
  const at = site()
  fs.rmSync(path.join(at.folder, 'data', LA), { recursive: true })
  fs.writeFileSync(path.join(at.folder, 'data', LA), '')
  assert.throws(() => at.start(), { code: 'FOLDER_FILE_INACCESSIBLE' })
  assert.deepEqual(fs.readdirSync(at.configuration.workPath), [])
})
