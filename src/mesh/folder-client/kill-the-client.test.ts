import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { testDatabase } from '../../../test/support/database.ts'
import { until } from '../../../test/support/until.ts'
import { HUB, LA, type TestExchange, testExchange, UPLOAD } from '../exchange-for-tests.ts'
import { configurationFile, openSite, type Site } from './site-for-tests.ts'

// The process of the folder client dies after each of its steps; the next one loses nothing and doubles nothing.

const PROGRAM = path.join(import.meta.dirname, 'client-for-tests.ts')

let exchange: TestExchange
before(async () => {
  exchange = await testExchange(await testDatabase())
})
after(() => exchange.end())
beforeEach(async () => {
  exchange.setTime(new Date().toISOString())
  await exchange.database.owner.query({ text: 'delete from mesh.message' })
})

/** Runs a client until it has killed itself at a step. */
async function runUntilKilled(site: Site, step: string): Promise<void> {
  const file = path.join(site.folder, 'meshclient.cfg')
  fs.writeFileSync(file, configurationFile(exchange.url))
  const child = spawn(process.execPath, [PROGRAM, file, site.folder, step, '1'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  assert.deepEqual([code, signal], [null, 'SIGKILL'])
}

const SENDING = [
  'journal kept',
  'sent',
  'outcome kept',
  'data moved',
  'control file completed',
  'control file moved',
  'reports written',
  'forgotten',
]
for (const step of SENDING) {
  test(`sending, killed after: ${step}`, async () => {
    const site = openSite(exchange.url)
    try {
      site.put('K', 'once and only once')
      await runUntilKilled(site, step)
      const client = site.start()
      await until('sent', () => (site.names('out').length === 0 && site.names('sent').length === 2) || undefined)
      await until('forgotten', () => journalOf(site).length === 0 || undefined)
      await client.stop()
      assert.deepEqual(site.names('sent'), ['K.ctl', 'K.dat'])
      assert.equal(site.read('sent', 'K.dat'), 'once and only once')
      const sent = await exchange.database.owner.query<{ message_id: string }>({
        text: 'select message_id from mesh.message',
      })
      assert.equal(sent.length, 1)
      assert.ok(site.read('sent', 'K.ctl').includes(`<DTSId>${sent[0]?.message_id}</DTSId>`))
      assert.deepEqual(
        site.names('in').map(name => name.replace(/_[0-9a-f]{8}\.ctl/, '')),
        ['K_COLLECT'],
      )
    } finally {
      site.end()
    }
  })
}

const journalOf = (site: Site) => fs.readdirSync(path.join(site.folder, 'work', LA, 'journal'))
const marksOf = (site: Site) => fs.readdirSync(path.join(site.folder, 'work', LA, 'received'))

const RECEIVING = [
  'data written',
  'control file written',
  'marked',
  '.dat delivered',
  '.ctl delivered',
  'acknowledged',
  'mark removed',
]
for (const step of RECEIVING) {
  test(`receiving, killed after: ${step}`, async () => {
    const site = openSite(exchange.url)
    try {
      const sent = { to: LA, workflowId: `${UPLOAD}_ACK`, body: 'notice', localId: 'N-1' }
      const { messageId } = await exchange.client(HUB).send(sent)
      await runUntilKilled(site, step)
      // The site takes what it finds whole, at any time: a pair that came again would be taken twice.
      const taken = take(site)
      const client = site.start()
      await until('nothing waits', async () => ((await exchange.client(LA).list()).length === 0 ? true : undefined))
      await until('the mark is gone', () => marksOf(site).length === 0 || undefined)
      await client.stop()
      assert.deepEqual([...taken, ...take(site)], [[messageId, 'notice']])
      assert.deepEqual([site.names('in'), site.names('temp')], [[], []])
    } finally {
      site.end()
    }
  })
}

/** What a site does with `in`: for every control file it reads the pair and takes it away. */
function take(site: Site): [string, string][] {
  const controls = site.names('in').filter(name => name.endsWith('.ctl'))
  return controls.map(name => {
    const pair = name.replace('.ctl', '')
    const data = site.read('in', `${pair}.dat`)
    for (const extension of ['.ctl', '.dat']) fs.rmSync(path.join(site.folder, 'data', LA, 'in', pair + extension))
    return [pair, data]
  })
}

test('killed between the parts of a large file: sent anew, whole, once', async () => {
  const site = openSite(exchange.url)
  try {
    const data = Buffer.alloc(21 * 1024 * 1024, 'parts ')
    site.put('PARTS', data)
    // What a client leaves that died between two parts: the journal, and a message whose parts are not all there.
    await runUntilKilled(site, 'journal kept')
    const [file = ''] = journalOf(site)
    const entry = JSON.parse(fs.readFileSync(path.join(site.folder, 'work', LA, 'journal', file), 'utf8')) as {
      localId: string
    }
    const headers = { 'mex-to': HUB, 'mex-workflowid': UPLOAD, 'mex-localid': entry.localId, 'mex-chunk-range': '1:2' }
    await exchange.ask(LA, 'POST', '/outbox', { headers, body: 'first part' })
    const client = site.start()
    await until('sent', () => site.names('sent').includes('PARTS.ctl') || undefined)
    await client.stop()
    const hub = exchange.client(HUB)
    const waiting = await hub.list()
    assert.equal(waiting.length, 1)
    const message = await hub.download(waiting[0] ?? '')
    assert.ok(message !== 'gone' && data.equals(message.body))
  } finally {
    site.end()
  }
})
