import { generateKeyPairSync } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { NhsNumber } from '../../demographics/index.ts'
import {
  type ContextRole,
  type Database,
  folderStore,
  openLog,
  processKeyring,
  refusal,
  type Signer,
  systemClock,
  systemRandomness,
  takeCheckpoints,
  verifierKeyOf,
} from '../../platform/index.ts'
import { openJournal } from '../journal/index.ts'
import { answerUploads } from '../messages/answer-upload.ts'
import { applyMissing } from './apply-missing.ts'
import {
  DRILL_MAILBOX,
  DRILL_WORKFLOW,
  drillChildren,
  drillLookUp,
  drillMesh,
  drillRegister,
  drillUpload,
} from './drill-world.ts'
import { backupErrors } from './errors.ts'
import { findMissing, type Missing } from './missing.ts'

const UPLOADS = 3
const CHILDREN_EACH = 5
const LOOK_UPS = 4

/** What a drill of the replay did, and how long finding and applying took. */
export type Replayed = {
  readonly uploads: number
  /** Links of the audit that are lost with the look-ups, and known to be. */
  readonly linksLost: number
  readonly findMs: number
  readonly applyMs: number
}

/** A database under the roles of its contexts. */
export type DrillDatabase = (role: ContextRole) => Database

type Drill = { readonly folder: string; readonly signer: Signer; readonly mesh: ReturnType<typeof drillMesh> }

/**
 * Proves that what was acknowledged after a copy is found again (trust.md T-32): uploads and look-ups go into `lost` and
 * into a journal, as a worker and an API do it; `restored`, which is as the copy, must lack exactly these, and answer as
 * `lost` does when they were applied. Throws BACKUP_DIFFERS with what does not.
 */
export async function drillReplay(lost: DrillDatabase, restored: DrillDatabase): Promise<Replayed> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'cpis-drill-'))
  const signer = { name: 'drill.example.org/audit', key: generateKeyPairSync('ed25519').privateKey }
  const drill: Drill = { folder, signer, mesh: drillMesh() }
  try {
    const children = await useBeforeTheLoss(drill, lost)
    const begun = performance.now()
    const missing = await missingOf(drill, restored)
    const found = performance.now()
    await applyTo(drill, restored, missing)
    const applied = performance.now()
    const after = await missingOf(drill, restored)
    expect(missing.uploads.length === UPLOADS, `${missing.uploads.length} uploads were missing`)
    expect(after.uploads.length === 0, `${after.uploads.length} uploads are missing after they were applied`)
    expect(drill.mesh.sent() === UPLOADS, `${drill.mesh.sent()} acknowledgements were sent`)
    await compareAnswers(lost, restored, children)
    const linksLost = missing.audit.checkpoint?.links ?? 0
    expect(linksLost >= LOOK_UPS, `${linksLost} links are known to be lost`)
    return { uploads: UPLOADS, linksLost, findMs: Math.round(found - begun), applyMs: Math.round(applied - found) }
  } finally {
    await fs.rm(folder, { recursive: true, force: true })
  }
}

function expect(holds: boolean, otherwise: string): void {
  if (!holds) throw refusal(backupErrors, 'BACKUP_DIFFERS', `the replay: ${otherwise}`)
}

const journalIn = ({ folder }: Drill) =>
  openJournal({
    folder: path.join(folder, 'journal'),
    keyring: processKeyring(),
    clock: systemClock,
    randomness: systemRandomness,
  })

async function useBeforeTheLoss(drill: Drill, lost: DrillDatabase): Promise<NhsNumber[]> {
  const journal = journalIn(drill)
  const register = drillRegister(lost('register'), systemClock)
  const deps = { mesh: drill.mesh, register, clock: systemClock, acknowledgementWorkflow: 'DRILL_ACK', journal }
  const handle = answerUploads(deps)
  const all: NhsNumber[] = []
  for (let upload = 1; upload <= UPLOADS; upload += 1) {
    const children = drillChildren(upload, CHILDREN_EACH)
    const body = drillUpload(upload, children, systemClock)
    const message = { messageId: `DRILL-${upload}`, workflowId: DRILL_WORKFLOW, from: DRILL_MAILBOX }
    await journal.keep(message, body)
    await handle({ ...message, kind: 'DATA', body }, async () => {})
    all.push(...children)
  }
  await journal.end()
  for (const child of all.slice(0, LOOK_UPS)) await drillLookUp(lost('lookup'), systemClock, child)
  const store = folderStore(path.join(drill.folder, 'checkpoints'))
  await takeCheckpoints({ db: lost('auditor'), store, signer: drill.signer, clock: systemClock })
  return all
}

function missingOf({ folder, signer }: Drill, restored: DrillDatabase): Promise<Missing> {
  const checkpoints = { store: folderStore(path.join(folder, 'checkpoints')), verifier: verifierKeyOf(signer) }
  return findMissing({
    journal: { folder: path.join(folder, 'journal'), keyring: processKeyring() },
    clock: systemClock,
    register: restored('register'),
    demographics: restored('demographics'),
    notifications: restored('notifications'),
    audit: { db: restored('auditor'), checkpoints },
    uploadWorkflow: DRILL_WORKFLOW,
    numberChangeWorkflow: 'DRILL_NUMBER_CHANGE',
  })
}

async function applyTo(drill: Drill, restored: DrillDatabase, missing: Missing): Promise<void> {
  const journal = journalIn(drill)
  const log = openLog('drill', 'error')
  const register = drillRegister(restored('register'), systemClock)
  const { differing } = await applyMissing(
    {
      register,
      applyNumberChange: async () => 'done',
      learnAboutNotices: async () => {},
      mesh: drill.mesh,
      acknowledgementWorkflow: 'DRILL_ACK',
      journal,
      log,
      stillOurs: async () => {},
    },
    missing,
  )
  await journal.end()
  expect(differing.length === 0, `${differing.length} uploads have other verdicts than before`)
}

/** Every child is answered from both as from one, but for ids and times of answering. */
async function compareAnswers(
  lost: DrillDatabase,
  restored: DrillDatabase,
  children: readonly NhsNumber[],
): Promise<void> {
  for (const child of children) {
    const [before, after] = await Promise.all(
      [lost, restored].map(async database => comparable(await drillLookUp(database('lookup'), systemClock, child))),
    )
    expect(before === after && before !== undefined && before.includes('"Known"'), 'a child is answered otherwise')
  }
}

/** An upload is applied anew as of the moment its answer left, a little after it was first applied. */
const OF_EACH_APPLICATION = new Set(['planId', 'checkedAt', 'lastUploadAt'])

const comparable = (answer: object): string =>
  JSON.stringify(answer, (key, value) => (OF_EACH_APPLICATION.has(key) ? undefined : value))
