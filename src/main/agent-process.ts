import path from 'node:path'
import type { AgentConfiguration, AgentDeps } from '../agent/index.ts'
import {
  defineSettings,
  migrate,
  openLog,
  openPoolAsNamed,
  PROJECT_FOLDER,
  postgresUrl,
  readSettings,
  secret,
  systemClock,
  systemRandomness,
  text,
} from '../platform/index.ts'
import { agentPorts, postToWebhook } from './agent-ports.ts'
import { prepareAgentDatabase, startLaptopPostgres } from './laptop.ts'
import { meshClientTls } from './mesh-client-tls.ts'
import { meshClientSettings } from './mesh-settings.ts'

/** The settings of an authority's agent beside its configuration file. */
export const agentSettings = defineSettings({
  databaseUrl: {
    name: 'CPIS_AGENT_DATABASE_URL',
    what: "PostgreSQL of the authority's own, or embedded",
    fallback: 'embedded',
    read: postgresUrl,
  },
  password: { name: 'CPIS_AGENT_MAILBOX_PASSWORD', what: "the password of the authority's mailbox", read: secret },
  webhookSecret: {
    name: 'CPIS_AGENT_WEBHOOK_SECRET',
    what: 'signs what the webhook of the configuration file is told; empty where there is none',
    fallback: '',
    read: text,
  },
  sharedKey: { name: 'CPIS_MESH_SHARED_KEY', what: 'the shared secret of MESH in this environment', read: secret },
  ...meshClientSettings,
})

/** An agent ready to work; what it opened is closed when the block that uses it ends. */
export type OpenAgent = AsyncDisposable & { readonly deps: AgentDeps }

/** Opens an authority's agent: its database (embedded unless named), its mailbox, its secrets from the environment. */
export async function openAgent(configuration: AgentConfiguration, environment: NodeJS.ProcessEnv): Promise<OpenAgent> {
  const settings = readSettings(agentSettings, environment)
  const { databaseUrl, password, sharedKey, webhookSecret } = settings
  const secrets = { password, sharedKey, ...meshClientTls(settings) }
  const log = openLog('agent', environment['CPIS_LOG_LEVEL'] ?? 'warn', environment['CPIS_LOG_FILE'] || undefined)
  const ground = { clock: systemClock, randomness: systemRandomness, log }
  const postgres = databaseUrl === 'embedded' ? await startLaptopPostgres('agent', log) : undefined
  const name = `agent_${configuration.authority.odsCode.toLowerCase()}`
  const ownerUrl = postgres ? await prepareAgentDatabase(postgres, name, log) : databaseUrl
  const database = openPoolAsNamed(ownerUrl, { connections: 4, log })
  // A database of the authority's own is made ready here, as nobody else would.
  if (postgres === undefined) await migrate(database, path.join(PROJECT_FOLDER, 'db', 'agent-migrations'))
  return {
    deps: {
      ...{ ...ground, database, configuration, webhookSecret, tell: postToWebhook },
      ...agentPorts(configuration, secrets, ground),
    },
    async [Symbol.asyncDispose]() {
      await database.end()
      await postgres?.stop()
    },
  }
}
