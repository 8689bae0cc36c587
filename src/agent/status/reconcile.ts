import type { AgentDeps } from '../ports.ts'
import { type PlannedUpload, planUpload, type WishedUpload } from '../upload/plan-upload.ts'
import { openWork } from '../work/store.ts'

/** How the extract and the national service stand to each other; nothing was sent. Counts are of records. */
export type Reconciliation = {
  readonly rows: number
  readonly heldBack: number
  readonly wouldGo: number
  readonly unchanged: number
  readonly waiting: number
  readonly reasons: PlannedUpload['dues']
  readonly vanished: number
  readonly renumbered: number
  readonly births: number
  readonly tooManyEnds: boolean
  /** What MESH says of a file that has had no answer for a day: `accepted`, `acknowledged`; `unknown` to MESH. */
  readonly unanswered?: { readonly sequence: number; readonly mesh: string }
}

const ANSWER_WITHIN_MS = 24 * 3_600_000

/**
 * Compares an extract with what was acknowledged as a full upload would, sends nothing, and asks MESH about a file
 * without an answer for 24 hours, which becomes work (local-authority.md 5.7, 8.3, 8.4). Throws
 * AGENT_EXTRACT_UNREADABLE.
 */
export async function reconcile(deps: AgentDeps, wish: Pick<WishedUpload, 'file' | 'onRow'>): Promise<Reconciliation> {
  const planned = await planUpload(deps, { ...wish, mode: 'full' })
  const unanswered = await askAboutUnanswered(deps)
  return {
    rows: planned.checked.rows,
    heldBack: planned.checked.heldBack,
    wouldGo: planned.send.length + planned.left,
    unchanged: planned.unchanged,
    waiting: planned.waiting,
    reasons: planned.dues,
    vanished: planned.vanished.length,
    renumbered: planned.renumbered.length,
    births: planned.awaited.length,
    tooManyEnds: planned.tooMany !== undefined,
    ...(unanswered && { unanswered }),
  }
}

/** Never sends a second file on top (local-authority.md 8.3, step 4): a person is told, with what MESH says. */
export async function askAboutUnanswered({ database, mesh, clock }: AgentDeps): Promise<Reconciliation['unanswered']> {
  const now = clock.now()
  const [run] = await database.query<{ runId: string; sequence: number }>({
    text: `select run_id as "runId", sequence::integer as sequence from agent.run
      where state = 'sent' and sent_at <= $1`,
    values: [new Date(now.getTime() - ANSWER_WITHIN_MS)],
  })
  if (run === undefined) return undefined
  const status = (await mesh.trackByLocalId(run.runId))?.status ?? 'unknown'
  const sentence =
    `File ${run.sequence} has had no answer for a day; MESH says: ${status}. Nobody knows whether the children of it ` +
    'have their alert. Raise it with the service desk; nothing more is sent until it is answered.'
  const whoMends = 'The authority, with the service desk'
  await openWork(database, [{ key: `no-answer ${run.sequence}`, kind: 'no-answer', whoMends, sentence }], now)
  return { sequence: run.sequence, mesh: status }
}
