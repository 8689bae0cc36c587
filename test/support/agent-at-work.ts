import { agentDeps, CONFIGURATION } from '../../src/agent/fixture.ts'
import { type AgentDeps, carryItems, readInbox, uploadExtract } from '../../src/agent/index.ts'
import { type Database, openPoolAsNamed, silentLog } from '../../src/platform/index.ts'
import { diskMailbox } from './disk-mailbox.ts'

export type AtWork = { readonly databaseUrl: string; readonly folder: string; readonly extract: string }

/** An agent on a mailbox in a folder; `step` is called before and after each thing it changes outside itself. */
export function agentAtWork(work: AtWork, step: () => void): AgentDeps & { end(): Promise<void> } {
  const pool = openPoolAsNamed(work.databaseUrl, { connections: 2, log: silentLog })
  const deps = agentDeps(stepped(pool, step))
  const configuration = { ...CONFIGURATION, inbox: { folder: `${work.folder}/filed` } }
  return { ...deps, configuration, mesh: diskMailbox(work.folder, step), end: () => pool.end() }
}

function stepped(database: Database, step: () => void): Database {
  const after = <Answer>(answer: Answer): Answer => {
    step()
    return answer
  }
  return {
    query: statement => {
      // A statement that only reads leaves nothing behind to be lost or doubled.
      if (!/^\s*select/.test(statement.text)) step()
      return database.query(statement) as Promise<never>
    },
    transaction: work => database.transaction(tx => work(stepped(tx, step))).then(after),
  }
}

/** A day of the agent: upload, answer, alerts. A file of an earlier day that waits for its answer gets it first. */
export async function workADay(deps: AgentDeps, extract: string): Promise<void> {
  await readInbox(deps)
  await uploadExtract(deps, { file: extract }).catch(error => {
    if (error.code !== 'AGENT_FILE_IN_FLIGHT') throw error
  })
  await readInbox(deps)
  await carryItems(deps)
}

if (import.meta.main) {
  const [databaseUrl = '', folder = '', extract = '', last = ''] = process.argv.slice(2)
  let steps = 0
  const deps = agentAtWork({ databaseUrl, folder, extract }, () => {
    steps += 1
    if (steps === Number(last)) process.kill(process.pid, 'SIGKILL')
  })
  await workADay(deps, extract)
  await deps.end()
}
