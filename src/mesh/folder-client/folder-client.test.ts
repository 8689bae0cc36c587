import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { until } from '../../../test/support/until.ts'
import { HUB, LA, type TestExchange, testExchange, UPLOAD } from '../exchange-for-tests.ts'
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

test('a full disk: the message stays at MESH until there is room', async () => {
  const at = site()
  const { messageId } = await exchange.client(HUB).send({ to: LA, workflowId: `${UPLOAD}_ACK`, body: 'notice' })
  const temp = path.join(at.folder, 'data', LA, 'temp')
  fs.mkdirSync(temp)
  // The device that is always full, where the data is written first; the client takes it away with what failed.
  fs.symlinkSync('/dev/full', path.join(temp, `${messageId}.dat.part`))
  const client = start(at)
  await until('received', present(at, 'in', `${messageId}.ctl`))
  await client.stop()
  assert.ok(
    at.log().some(line => line.includes(`${messageId}: FOLDER_DISK_FULL: ENOSPC: no space left on device, write`)),
  )
  assert.equal(at.read('in', `${messageId}.dat`), 'notice')
})

test('a pair is not sent while its journal cannot be kept', async () => {
  const at = site()
  at.put('J')
  const client = start(at)
  await until('sent', present(at, 'sent', 'J.ctl'))
  await until('forgotten', () => at.names('out').length === 0 || undefined)
  await client.stop()
  const journal = path.join(at.folder, 'work', LA, 'journal')
  fs.rmdirSync(journal)
  const again = start(at)
  fs.rmdirSync(journal)
  fs.writeFileSync(journal, '')
  at.put('J2')
  await until('told', () => at.log().find(line => line.includes('FOLDER_FILE_INACCESSIBLE: ENOTDIR')))
  assert.deepEqual(at.names('out'), ['J2.ctl', 'J2.dat'])
  await again.stop()
  assert.equal((await messages()).length, 1)
})
