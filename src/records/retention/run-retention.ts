import { type RetentionPart, refusal, writeAudit } from '../../platform/index.ts'
import type { Operator, RecordsDeps } from '../deps.ts'
import { recordsErrors } from '../errors.ts'
import { type Held, readHeld } from './holds.ts'
import type { RetentionRule, RetentionRules } from './rules.ts'

const DAY_MS = 86_400_000
/** So many rows go in one transaction: nobody waits for long behind it. */
const AT_ONCE = 500

export type RetentionDeps = RecordsDeps & {
  readonly rules: RetentionRules
  /** One for each kind that the nightly run deletes. */
  readonly parts: readonly RetentionPart[]
  /** Why nothing about any child may be deleted here now, as an inquiry's order; from the configuration. */
  readonly heldBecause: string | undefined
}

/** What of one kind is due, or was deleted. */
export type RetentionCount = {
  readonly kind: string
  readonly count: number
  /** Nothing of it was looked at: everybody's records are held. */
  readonly isHeld: boolean
}

export type RetentionRun = { readonly isDry: boolean; readonly counts: readonly RetentionCount[] }

/**
 * Deletes what is over its period, kind by kind and in small transactions; a dry run counts it. Safe to break off and to
 * repeat. What is held stays. One row and one entry of the audit say what went, in counts (trust.md, ASVS 14.2.7). Throws
 * RETENTION_RULES_INVALID when a period has nobody to go by it.
 */
export async function runRetention(
  deps: RetentionDeps,
  { by, isDry, isAnew = false }: Operator & { readonly isDry: boolean; readonly isAnew?: boolean },
): Promise<RetentionRun> {
  const kinds = partsByRule(deps)
  if (isAnew && !isDry) await deps.db.query({ text: 'update records.audit_progress set up_to = null' })
  const counts: RetentionCount[] = []
  for (const { rule, part } of kinds) counts.push(await runKind(deps, { rule, part, isDry }))
  const run = { isDry, counts }
  if (!isDry) await keepRun(deps, by, run)
  return run
}

type Kind = { readonly rule: RetentionRule; readonly part: RetentionPart }

function partsByRule({ rules, parts }: RetentionDeps): Kind[] {
  const nightly = rules.rules.filter(rule => rule.deletedBy === 'nightly')
  const unruled = parts.find(part => !nightly.some(rule => rule.kind === part.kind))
  if (unruled !== undefined) throw refusal(recordsErrors, 'RETENTION_RULES_INVALID', `no period for ${unruled.kind}`)
  return nightly.map(rule => {
    const part = parts.find(one => one.kind === rule.kind)
    if (part === undefined) throw refusal(recordsErrors, 'RETENTION_RULES_INVALID', `nothing is called ${rule.kind}`)
    return { rule, part }
  })
}

/** Holds are read anew for every batch: one that is placed during a run holds what is still there. */
async function runKind(deps: RetentionDeps, { rule, part, isDry }: Kind & { isDry: boolean }): Promise<RetentionCount> {
  const before = new Date(deps.clock.now().getTime() - rule.days * DAY_MS)
  const { kind } = rule
  for (let count = 0; ; ) {
    const held = await heldNow(deps)
    if (rule.isHeld && held.everybody) return { kind, count, isHeld: true }
    const due = { before, held: held.children }
    if (isDry) return { kind, count: await part.count(due), isHeld: false }
    const removed = await part.remove(due, AT_ONCE)
    count += removed
    if (removed < AT_ONCE) return { kind, count, isHeld: false }
  }
}

async function heldNow(deps: RetentionDeps): Promise<Held> {
  const held = await readHeld(deps)
  return { ...held, everybody: held.everybody || deps.heldBecause !== undefined }
}

async function keepRun(deps: RetentionDeps, by: string, { counts }: RetentionRun): Promise<void> {
  const { db, clock, randomness, rules } = deps
  const removed = Object.fromEntries(counts.map(({ kind, count }) => [kind, count]))
  const at = clock.now()
  const runId = randomness.uuid()
  await db.transaction(async tx => {
    await tx.query({
      text: `insert into records.retention_run (run_id, at, by_whom, rules, held_wholly, removed)
        values ($1, $2, $3, $4, $5, $6)`,
      values: [runId, at, by, rules.fingerprint, counts.some(one => one.isHeld), JSON.stringify(removed)],
    })
    await writeAudit(tx, {
      entryId: randomness.uuid(),
      at,
      action: 'retention',
      outcome: 'done',
      channel: 'administration',
      requestId: runId,
      asker: { userId: by },
      detail: removed,
    })
  })
}

/** When records were last deleted, and how many; `undefined` when never. */
export async function lastRun({ db }: Pick<RecordsDeps, 'db'>): Promise<{ at: Date; removed: number } | undefined> {
  const [row] = await db.query<{ at: Date; removed: number }>({
    text: `select at, (select sum(value::int)::int from jsonb_each_text(removed)) as removed from records.retention_run
      order by at desc limit 1`,
  })
  return row
}
