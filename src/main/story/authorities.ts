import fs from 'node:fs/promises'
import path from 'node:path'
import type { WrittenExtract } from '../../../stand-ins/childrens-services/index.ts'
import { type AgentDeps, readConfiguration } from '../../agent/index.ts'
import { openPoolAsNamed, type Pool } from '../../platform/index.ts'
import { agentPorts, postToWebhook } from '../agent-ports.ts'
import { laptopMailbox } from '../laptop-mailboxes.ts'
import { groundOf } from '../processes.ts'
import type { Settings } from '../settings.ts'

/** A local authority with its agent, its extract and its own database. */
export type StoryAuthority = {
  readonly code: 'X01' | 'X02' | 'X03'
  readonly extract: string
  readonly agent: AgentDeps
  readonly database: Pool
}

const AUTHORITIES = {
  X01: { name: 'Exampleshire County Council', emergencyPhone: '07700900801', officePhone: '01632960801' },
  X02: { name: 'Samplebury Borough Council', emergencyPhone: '07700900802', officePhone: '01632960802' },
  X03: { name: 'Testingham City Council', emergencyPhone: '07700900803' },
} as const

/** Sets an authority's agent up as its staff would: a configuration file beside the mapping, and a database. */
export async function openAuthority(
  settings: Settings,
  written: WrittenExtract,
  databaseUrl: string,
): Promise<StoryAuthority> {
  const code = written.authority
  const file = path.join(path.dirname(written.csv), `${code.toLowerCase()}.agent.json`)
  const configuration = {
    authority: { odsCode: code, ...AUTHORITIES[code] },
    mesh: {
      url: settings.meshUrl,
      mailboxId: laptopMailbox(code).mailboxId,
      hubMailbox: settings.hubMailbox,
      workflows: {
        upload: settings.uploadWorkflow,
        acknowledgement: settings.acknowledgementWorkflow,
        accessNotice: settings.accessNoticeWorkflow,
        inactiveNumber: settings.inactiveNumberWorkflow,
      },
    },
    extract: { mapping: path.basename(written.mapping) },
  }
  await fs.writeFile(file, JSON.stringify(configuration, null, 2) + '\n')
  const ground = groundOf(`agent-${code}`, settings)
  const database = openPoolAsNamed(databaseUrl, { connections: 2, log: ground.log })
  const read = await readConfiguration(file)
  const secrets = { password: laptopMailbox(code).password, sharedKey: settings.meshSharedKey }
  return {
    code,
    extract: written.csv,
    database,
    agent: {
      ...{ ...ground, database, configuration: read, tell: postToWebhook, webhookSecret: '' },
      ...agentPorts(read, secrets, ground),
    },
  }
}
