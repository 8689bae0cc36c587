import fs from 'node:fs/promises'
import path from 'node:path'
import { type Clock, dayInEngland, PROJECT_FOLDER, refusal } from '../../platform/index.ts'
import { agentErrors } from '../errors.ts'
import { readMapping } from '../extract/mapping.ts'
import { CONFIGURATION_TEXT } from './configuration-text.ts'
import { sampleExtract } from './sample.ts'

/** The case-management systems there are ready mappings for (local-authority.md 8.1). */
export const READY_MAPPINGS = ['lcs', 'mosaic', 'eclipse'] as const
export type ReadyMapping = (typeof READY_MAPPINGS)[number]

export type Initialised = { readonly folder: string; readonly files: readonly string[] }

/**
 * Writes a configuration, a mapping and a sample extract of invented people into a folder, made when missing. Throws
 * AGENT_INIT_EXISTS where one of them is there; nothing is ever written over.
 */
export async function initAgent(
  { clock }: { readonly clock: Clock },
  { folder, system }: { readonly folder: string; readonly system: ReadyMapping },
): Promise<Initialised> {
  const ready = path.join(PROJECT_FOLDER, 'src', 'agent', 'setup', 'mappings', `${system}.json`)
  const files = {
    'agent.jsonc': CONFIGURATION_TEXT,
    'mapping.json': await fs.readFile(ready, 'utf8'),
    'sample.csv': sampleExtract(await readMapping(ready), dayInEngland(clock.now())),
  }
  await fs.mkdir(folder, { recursive: true, mode: 0o700 })
  const there = await fs.readdir(folder)
  const taken = Object.keys(files).filter(name => there.includes(name))
  if (taken.length > 0) throw refusal(agentErrors, 'AGENT_INIT_EXISTS', taken.join(', '))
  for (const [name, text] of Object.entries(files))
    await fs.writeFile(path.join(folder, name), text, { flag: 'wx', mode: 0o600 })
  return { folder, files: Object.keys(files) }
}
