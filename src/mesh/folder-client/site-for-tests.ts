import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { silentLog, systemClock, systemRandomness } from '../../platform/index.ts'
import { openMeshClient } from '../client/mesh-client.ts'
import { HUB, LA, PASSWORD, SHARED_KEY, UPLOAD } from '../exchange-for-tests.ts'
import { type MeshClientConfiguration, readMeshClientConfiguration } from './configuration.ts'
import { type FolderClient, type FolderClientDeps, startFolderClient } from './start.ts'

/** A machine at an authority: folders, a configuration, and a client to start. */
export type Site = {
  readonly folder: string
  readonly configuration: MeshClientConfiguration
  /** Puts a pair into `out` of the first mailbox; `changes` replaces elements, `undefined` leaves one out. */
  put(pair: string, data?: Buffer | string, changes?: Record<string, string | undefined>): void
  /** Names in a folder of the first mailbox, sorted. */
  names(folder: string): string[]
  read(folder: string, name: string): string
  /** What `mesh.log` says, without times. */
  log(): string[]
  start(changes?: Partial<FolderClientDeps>): FolderClient
  end(): void
}

/** `meshclient.cfg` of one mailbox, or with a second one behind it. */
export function configurationFile(url: string, more = '', client = ''): string {
  const mailbox = (id: string) => `  <Client>
    <ClientIdentity>${id}</ClientIdentity><ClientAuthentication>${PASSWORD}</ClientAuthentication>
    <MailboxType>MESH</MailboxType><InterfaceRoot>data/${id}</InterfaceRoot>${client}
  </Client>`
  return `<MESHConfig>
  <PrimaryURL>${url}/</PrimaryURL><AuthenticationKey>${SHARED_KEY}</AuthenticationKey>
  <LogPath>log</LogPath><WorkPath>work</WorkPath><SignalPath>sig/mexclient.sig</SignalPath>
  <PollPeriod>1</PollPeriod><ProcessingDelay>0</ProcessingDelay>${more}
${mailbox(LA)}
${mailbox(HUB)}
</MESHConfig>`
}

const CONTROL: Record<string, string> = {
  Version: '1.0',
  AddressType: 'DTS',
  MessageType: 'Data',
  WorkflowId: UPLOAD,
  To_DTS: HUB,
  From_DTS: LA,
  Subject: 'Upload & more',
  LocalId: 'L-1',
  Compress: 'Y',
  AllowChunking: 'Y',
  Encrypted: 'N',
}

/** Makes a site; one mailbox unless `both`. Polls every 30 ms. */
export function openSite(url: string, given: { both?: boolean; client?: string; more?: string } = {}): Site {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'))
  const whole = readMeshClientConfiguration(configurationFile(url, given.more, given.client), folder)
  const mailboxes = given.both ? whole.mailboxes : whole.mailboxes.slice(0, 1)
  const configuration = { ...whole, mailboxes, pollPeriodMs: 30 }
  const root = path.join(folder, 'data', LA)
  fs.mkdirSync(path.join(root, 'out'), { recursive: true })
  return {
    folder,
    configuration,
    put(pair, data = '<upload/>', changes = {}) {
      const elements = Object.entries({ ...CONTROL, ...changes }).filter(([, value]) => value !== undefined)
      const text = elements.map(([name, value]) => `<${name}>${value?.replaceAll('&', '&amp;')}</${name}>`).join('')
      fs.writeFileSync(path.join(root, 'out', `${pair}.dat`), data)
      fs.writeFileSync(path.join(root, 'out', `${pair}.ctl`), `<DTSControl>${text}</DTSControl>`)
    },
    names: name => fs.readdirSync(path.join(root, name)).sort(),
    read: (name, file) => fs.readFileSync(path.join(root, name, file), 'utf8'),
    log: () => {
      const file = configuration.logFile
      const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
      return text.split('\n').map(line => line.slice(24))
    },
    start: changes => startFolderClient({ ...depsOf(configuration), ...changes }),
    end: () => fs.rmSync(folder, { recursive: true }),
  }
}

/** What a client of this configuration is started with: quick, and with clients of short patience. */
export function depsOf(configuration: MeshClientConfiguration): FolderClientDeps {
  const ground = { clock: systemClock, randomness: systemRandomness, log: silentLog }
  return {
    ...ground,
    configuration,
    openMailbox: opening =>
      openMeshClient({
        ...ground,
        baseUrl: configuration.primaryUrl,
        sharedKey: configuration.sharedKey,
        retry: { attempts: 2, firstPauseMs: 5 },
        ...opening,
      }),
    pace: { scanMs: 10, settleMs: 0 },
  }
}
