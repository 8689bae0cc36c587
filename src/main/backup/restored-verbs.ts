import {
  holdingLease,
  markRestored,
  operatorName,
  readRestored,
  refusal,
  unmarkRestored,
  writeAudit,
} from '../../platform/index.ts'
import { verifyDepsOf } from '../audit/audit-deps.ts'
import { trackingOverMesh } from '../deliver-notice.ts'
import { meshClientOf } from '../hub-mailbox.ts'
import { journalOf, journalToRead } from '../journal/index.ts'
import { takeNumberChanges } from '../messages/take-number-change.ts'
import { demographicsDepsOf, registerDepsOf } from '../numbers/number-deps.ts'
import { type Ground, groundOf } from '../processes.ts'
import { decidedCohorts } from '../programme/decided-cohorts.ts'
import type { Settings } from '../settings.ts'
import { type Applied, type ApplyDeps, applyMissing, learningOutbox } from './apply-missing.ts'
import { backupErrors } from './errors.ts'
import { findMissing, type Missing, type MissingDeps } from './missing.ts'
import { type MissingReport, reportOf } from './missing-report.ts'

/** Another folder of checkpoints and another key than those that are set; and whether to apply what is missing. */
export type MissingOptions = { readonly apply?: boolean; readonly checkpoints?: string; readonly key?: string }

/**
 * `cpis backup missing`: what the journal and the checkpoints know and this database does not; with `apply` it is applied
 * and the database reopened. Throws JOURNAL_NOT_KEPT, JOURNAL_UNREADABLE, BACKUP_MAILBOX_IN_USE, BACKUP_PDS_AWAY.
 */
export function missingHere(settings: Settings, options: MissingOptions): Promise<MissingReport> {
  return onGround(settings, async grounds => {
    const { ground } = grounds
    const deps = missingDepsOf(grounds, options)
    const missing = await findMissing(deps)
    const tracking = trackingOverMesh(meshClientOf(ground))
    if (options.apply !== true) return reportOf(missing, { tracking })
    const applied = await applyHere(ground, missing)
    await reopen(ground, applied)
    return reportOf(missing, { tracking, applied })
  })
}

/** `cpis backup reopen`: takes the mark of a restore away. Throws BACKUP_NOT_CLOSED. */
export function reopenHere(settings: Settings): Promise<void> {
  return onGround(settings, async ({ ground }) => {
    if (!(await reopen(ground))) throw refusal(backupErrors, 'BACKUP_NOT_CLOSED')
  })
}

/** `cpis backup close`: marks this database as restored, up to a moment where that is known. False when it was. */
export function closeHere(settings: Settings, restoredTo: Date | undefined): Promise<boolean> {
  return onGround(settings, ({ ground }) => markRestored({ ...ground, db: ground.pool('register') }, restoredTo))
}

/** The operator's, and that of the auditor, who alone reads the chain. */
type Grounds = { readonly ground: Ground; readonly auditor: Ground }

async function onGround<Result>(settings: Settings, work: (grounds: Grounds) => Promise<Result>): Promise<Result> {
  const [ground, auditor] = [groundOf('backup', settings), groundOf('audit', settings)]
  try {
    return await work({ ground, auditor })
  } finally {
    await ground.end()
    await auditor.end()
  }
}

function missingDepsOf({ ground, auditor }: Grounds, options: MissingOptions): MissingDeps {
  const { uploadWorkflow, numberChangeWorkflow } = ground.settings
  return {
    journal: journalToRead(ground),
    clock: ground.clock,
    register: ground.pool('register'),
    demographics: ground.pool('demographics'),
    notifications: ground.pool('notifications'),
    audit: verifyDepsOf(auditor, options),
    uploadWorkflow,
    numberChangeWorkflow,
  }
}

async function applyHere(laid: Ground, missing: Missing): Promise<Applied> {
  const ground: Ground = { ...laid, cohorts: (await decidedCohorts(laid)).now }
  const { settings, randomness } = ground
  const journal = journalOf(ground)
  if (journal === undefined) throw new Error('the journal was read and is not there')
  const demographics = demographicsDepsOf(ground)
  const register = registerDepsOf(ground, demographics)
  const lease = { name: `mailbox ${settings.hubMailbox}`, holder: randomness.uuid(), forMs: settings.leaseMs }
  const deps: Omit<ApplyDeps, 'stillOurs'> = {
    register,
    applyNumberChange: takeNumberChanges({ register, demographics, log: ground.log }),
    learnAboutNotices: learningOutbox({
      notifications: { ...ground, db: ground.pool('notifications') },
      lookup: ground.pool('lookup'),
      register: register.db,
    }),
    mesh: meshClientOf(ground),
    acknowledgementWorkflow: settings.acknowledgementWorkflow,
    journal,
    log: ground.log,
  }
  try {
    const applied = await holdingLease(register, lease, stillOurs => applyMissing({ ...deps, stillOurs }, missing))
    if (applied === undefined) throw refusal(backupErrors, 'BACKUP_MAILBOX_IN_USE')
    return applied
  } finally {
    await journal.end()
  }
}

/** Takes the mark away and writes into the audit who did, and after what; false when there was none. */
async function reopen({ pool, clock, randomness }: Ground, applied?: Applied): Promise<boolean> {
  return pool('register').transaction(async tx => {
    const restored = await readRestored(tx)
    const by = operatorName()
    if (restored === undefined || !(await unmarkRestored(tx, by, clock.now()))) return false
    await writeAudit(tx, {
      entryId: randomness.uuid(),
      at: clock.now(),
      action: 'reopen-restored',
      outcome: applied === undefined ? 'reopened' : 'reopened-with-missing-applied',
      channel: 'cli',
      requestId: randomness.uuid(),
      asker: { userId: by },
      detail: {
        restoredAt: restored.restoredAt.toISOString(),
        ...(restored.restoredTo && { restoredTo: restored.restoredTo.toISOString() }),
        ...(applied && { uploads: applied.uploads, numberChanges: applied.numberChanges }),
      },
    })
    return true
  })
}
