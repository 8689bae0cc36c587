import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { readMeshClientConfiguration } from './configuration.ts'

const at = (...parts: string[]) => path.resolve('/site', ...parts)

const MAILBOX = `<Client>
  <ClientIdentity>x26la01</ClientIdentity><ClientAuthentication>pass</ClientAuthentication>
  <MailboxType>MESH</MailboxType><InterfaceRoot>data</InterfaceRoot>
</Client>`

function configuration(changes: Record<string, string> = {}, clients = MAILBOX): string {
  const elements = {
    PrimaryURL: 'https://mesh.example.org/messageexchange/',
    AuthenticationKey: 'key',
    LogPath: 'log',
    WorkPath: '/work',
    SignalPath: 'sig',
    ...changes,
  }
  const text = Object.entries(elements).map(([name, value]) => `<${name}>${value}</${name}>`)
  return `<MESHConfig>${text.join('')}${clients}</MESHConfig>`
}

test('what is not said is as the Java client has it', () => {
  assert.deepEqual(readMeshClientConfiguration(configuration({ AutoUpgrade: 'N', MaxConnections: '4' }), '/site'), {
    primaryUrl: 'https://mesh.example.org',
    sharedKey: 'key',
    logFile: at('log', 'mesh.log'),
    workPath: at('/work'),
    signalFile: at('sig', 'mexclient.sig'),
    keyStore: undefined,
    pollPeriodMs: 1_800_000,
    processingDelayMs: 1_000,
    serverRetry: 3,
    maxMessages: 100,
    mailboxes: [
      {
        mailboxId: 'X26LA01',
        password: 'pass',
        root: at('data'),
        reports: { collect: true, transfer: false, delay: false, poll: false },
        saveSent: true,
      },
    ],
    unused: ['AutoUpgrade', 'MaxConnections'],
  })
})

test('what is said holds', () => {
  const client = MAILBOX.replace(
    '</Client>',
    '<CollectReport>N</CollectReport><TransferReport>y</TransferReport><PollReport>Y</PollReport><SaveSent>N</SaveSent></Client>',
  )
  const changes = {
    PollPeriod: '5',
    ServerRetry: '0',
    MaxMessages: '10',
    ProcessingDelay: '2',
    SignalPath: 's/stop.sig',
  }
  const read = readMeshClientConfiguration(configuration(changes, client), '/site')
  assert.deepEqual(
    [read.pollPeriodMs, read.serverRetry, read.maxMessages, read.processingDelayMs, read.signalFile],
    [300_000, 0, 10, 2_000, at('s', 'stop.sig')],
  )
  assert.deepEqual(
    [read.mailboxes[0]?.reports, read.mailboxes[0]?.saveSent],
    [{ collect: false, transfer: true, delay: false, poll: true }, false],
  )
})

test('every fault is named at once, and no value', () => {
  const rows: [string, string][] = [
    [
      '<MESHConfig/>',
      'PrimaryURL is missing; AuthenticationKey is missing; LogPath is missing; SignalPath is missing; WorkPath is missing; Client is missing',
    ],
    [
      configuration({ PrimaryURL: 'secret', PollPeriod: '0', ServerRetry: 'x' }),
      'PrimaryURL must be a web address; PollPeriod must be a whole number from 1 to 1440; ServerRetry must be a whole number from 0 to 100',
    ],
    [
      configuration({}, '<Client><MailboxType>SMTP</MailboxType><SaveSent>yes</SaveSent></Client>'),
      'Client 1: MailboxType must be MESH; Client 1: ClientIdentity is missing; Client 1: ClientAuthentication is missing; ' +
        'Client 1: InterfaceRoot is missing; Client 1: SaveSent must be Y or N',
    ],
    [
      configuration({}, MAILBOX + MAILBOX),
      'ClientIdentity stands there twice; InterfaceRoot is that of another Client',
    ],
    [configuration({}, MAILBOX.replace('x26la01', '../up')), 'Client 1: ClientIdentity is no mailbox id'],
    ['<Other/>', 'the first element is not MESHConfig'],
    ['<!DOCTYPE x>\n<MESHConfig/>', 'a DOCTYPE is not taken, line 1'],
    ['<MESHConfig>', 'not well-formed XML, line 1'],
  ]
  for (const [xml, detail] of rows)
    assert.throws(
      () => readMeshClientConfiguration(xml, '/site'),
      (error: Error & { code?: string; detail?: string }) => {
        assert.equal(error.code, 'FOLDER_CONFIGURATION_INVALID')
        const parts = (text = '') => text.split('; ').sort()
        assert.deepEqual(parts(error.detail), parts(detail))
        return true
      },
    )
})
