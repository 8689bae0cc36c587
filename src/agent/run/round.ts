import { dayInEngland, isRefusal } from '../../platform/index.ts'
import { carryItems } from '../carry/carry.ts'
import { lastTime, noteTime } from '../desired/store.ts'
import { storeFault } from '../inbox/handled.ts'
import { readInbox } from '../inbox/inbox.ts'
import type { Trigger } from '../inbox/inbox-item.ts'
import type { AgentDeps } from '../ports.ts'
import { askAboutUnanswered } from '../status/reconcile.ts'
import { isMoreToSend } from '../upload/newest-run.ts'
import { resumeSending } from '../upload/send.ts'
import { uploadExtract } from '../upload/upload.ts'

/**
 * One round of the daemon (local-authority.md 7.2, 8.3, 8.4): reads the mailbox, which is a handshake too; sends a file
 * that waits, or the day's extract when it is time; asks about a file without an answer; carries alerts. A step that
 * fails becomes an item for a person and does not keep the others back.
 */
export async function agentRound(deps: AgentDeps): Promise<void> {
  await attempt(deps, 'unexpected-failure', () => readInbox(deps))
  await attempt(deps, 'upload-failed', () => sendWhatIsDue(deps))
  await attempt(deps, 'unexpected-failure', () => askAboutUnanswered(deps))
  await attempt(deps, 'unexpected-failure', () => carryItems(deps))
}

/** The next round takes these up again, and there is nothing for a person to do yet. */
const PASSING: ReadonlySet<string> = new Set(['AGENT_FILE_IN_FLIGHT'])

async function attempt(deps: AgentDeps, trigger: Trigger, step: () => Promise<unknown>): Promise<void> {
  const { database, log, clock } = deps
  try {
    await step()
  } catch (error) {
    const code = isRefusal(error) ? error.code : 'COMMAND_FAILED'
    log.warn({ err: error, code }, 'a step of the round failed')
    if (PASSING.has(code)) return
    const sentence = isRefusal(error) ? error.message : 'The agent met a fault nobody foresaw; see its log'
    await storeFault(database, { trigger, code, sentence }, clock.now())
  }
}

async function sendWhatIsDue(deps: AgentDeps): Promise<void> {
  const { configuration, database, clock } = deps
  const { daily } = configuration
  const at = clock.now()
  await resumeSending(deps)
  if (daily === undefined || !(await isUploadDue(deps, daily.uploadAt))) return
  const report = await uploadExtract(deps, { file: daily.file })
  await noteTime(database, 'daily', at)
  if (report.heldBack === 0) return
  const sentence = `${report.heldBack} rows were held back; see agent status for each`
  await storeFault(database, { trigger: 'validation-failed', code: 'held-back', sentence }, at)
}

async function isUploadDue(deps: AgentDeps, uploadAt: string): Promise<boolean> {
  return (await isDayDue(deps, uploadAt)) || (await isAgainDue(deps)) || (await isMoreToSend(deps.database))
}

async function isDayDue({ database, clock }: AgentDeps, uploadAt: string): Promise<boolean> {
  const at = clock.now()
  const last = await lastTime(database, 'daily')
  return (last === undefined || dayInEngland(last) < dayInEngland(at)) && timeInEngland(at) >= uploadAt
}

/** After CPF05, PDS is given a quarter of an hour. */
const AGAIN_AFTER_MS = 15 * 60_000

async function isAgainDue({ database, clock }: AgentDeps): Promise<boolean> {
  const rows = await database.query({
    text: `select 1 from agent.work_item where key = 'file-again' and state = 'open' and opened_at <= $1`,
    values: [new Date(clock.now().getTime() - AGAIN_AFTER_MS)],
  })
  return rows.length > 0
}

const LONDON_TIME = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' })

/** The time of day in England, `HH:MM`. */
export function timeInEngland(at: Date): string {
  return LONDON_TIME.format(at)
}
