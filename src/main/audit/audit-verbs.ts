import fs from 'node:fs/promises'
import {
  auditCheckpoint,
  auditProve,
  auditVerify,
  auditWitness,
  type Proved,
  type ProveOptions,
  type SeenCheckpoint,
  type Verb,
  type VerifiedAudit,
  type WitnessOptions,
} from '../../cli/index.ts'
import {
  checkProof,
  folderStore,
  type InclusionProof,
  platformErrors,
  proveEntry,
  readSigningKey,
  refusal,
  systemClock,
  takeCheckpoints,
  verifierKeyOf,
  verifyAudit,
  witnessLog,
} from '../../platform/index.ts'
import { type Ground, groundOf } from '../processes.ts'
import type { Settings } from '../settings.ts'
import { checkpointDepsOf, verifierFor, verifyDepsOf } from './audit-deps.ts'

/** The verbs about the chain of the audit. */
export function auditVerbsOf(settings: () => Settings, say: (line: string) => void): Verb[] {
  const onGround = async <Result>(work: (ground: Ground) => Promise<Result>): Promise<Result> => {
    const ground = groundOf('audit', settings())
    try {
      return await work(ground)
    } finally {
      await ground.end()
    }
  }
  return [
    auditVerify((options, onLinks) => onGround(ground => verified(ground, options, onLinks)), say),
    auditCheckpoint(() => onGround(checkpointed), say),
    auditProve(
      (entryId, options) =>
        options.check === undefined
          ? onGround(ground => proved(ground, entryId, options))
          : checked(settings(), { ...options, check: options.check }),
      say,
    ),
    auditWitness(witnessed, say),
  ]
}

async function verified(
  ground: Ground,
  options: Parameters<typeof verifyDepsOf>[1],
  onLinks: (links: number) => void,
): Promise<VerifiedAudit> {
  return verifyAudit({ ...verifyDepsOf(ground, options), onLinks })
}

async function checkpointed(ground: Ground) {
  const deps = checkpointDepsOf(ground)
  if (deps === undefined)
    throw refusal(platformErrors, 'CONFIG_INVALID', 'CPIS_AUDIT_CHECKPOINTS and CPIS_AUDIT_SIGNING_KEY must be set')
  const taken = await takeCheckpoints(deps)
  const checkpoints = taken.map(({ number, checkpoint: { size, root } }) => ({
    number,
    size,
    root: root.toString('base64'),
  }))
  return { key: verifierKeyOf(deps.signer), checkpoints }
}

async function proved(ground: Ground, entryId: string | undefined, options: ProveOptions): Promise<Proved> {
  const { db, checkpoints } = verifyDepsOf(ground, options)
  if (entryId === undefined || checkpoints === undefined)
    throw refusal(platformErrors, 'AUDIT_ENTRY_UNPROVABLE', 'give the id of an entry, and where checkpoints are kept')
  return { proof: await proveEntry({ db, ...checkpoints }, entryId) }
}

async function checked(settings: Settings, { check, key }: ProveOptions & { check: string }): Promise<Proved> {
  const proof: InclusionProof = JSON.parse(await fs.readFile(check, 'utf8'))
  const { entryId, at } = checkProof(proof, verifierFor(settings, key))
  return { entryId, at: at.toISOString() }
}

async function witnessed(options: WitnessOptions): Promise<SeenCheckpoint | undefined> {
  const key = readSigningKey(await fs.readFile(options.keyFile, 'utf8'))
  return witnessLog({
    store: folderStore(options.log),
    verifier: options.logKey,
    memory: folderStore(options.memory),
    signer: { name: options.name, key },
    clock: systemClock,
  })
}
