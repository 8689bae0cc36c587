import { refusal } from '../../platform/index.ts'
import { releaseSensitive } from '../desired/store.ts'
import { agentErrors } from '../errors.ts'
import type { AgentDeps } from '../ports.ts'
import { lockItem, storeRelease } from './store.ts'
import { RELEASES, type WorkKind } from './work-item.ts'

export type Released = {
  readonly itemId: number
  readonly kind: WorkKind
  /** Further people who must release it before it takes effect. */
  readonly stillWanted: number
}

/**
 * Notes that somebody looked at a piece of work and lets it go (local-authority.md 8.2 A15: two different people for a
 * file that ends many plans). `by` is the name the person gives. Throws AGENT_NO_SUCH_WORK for one that does not stand,
 * AGENT_NOT_TO_RELEASE for work that only mending ends or that was released, AGENT_SAME_PERSON for a second release.
 */
export function releaseWork(
  { database, clock }: AgentDeps,
  { itemId, by }: { readonly itemId: number; readonly by: string },
): Promise<Released> {
  const name = by.trim().toLowerCase()
  return database.transaction(async tx => {
    const item = await lockItem(tx, itemId)
    if (item === undefined) throw refusal(agentErrors, 'AGENT_NO_SUCH_WORK', String(itemId))
    const wanted = RELEASES[item.kind]
    if (wanted === undefined || item.state === 'released' || name === '')
      throw refusal(agentErrors, 'AGENT_NOT_TO_RELEASE', `${itemId}: ${item.kind}`)
    if (item.releasedBy.includes(name)) throw refusal(agentErrors, 'AGENT_SAME_PERSON')
    const stillWanted = wanted - item.releasedBy.length - 1
    if (stillWanted === 0 && item.code === 'CPR02' && item.nhsNumber !== null)
      await releaseSensitive(tx, item.nhsNumber)
    await storeRelease(tx, { itemId, by: name, state: stateAfter(item.kind, stillWanted), at: clock.now() })
    return { itemId, kind: item.kind, stillWanted }
  })
}

/** A volume and a birth stay, released, until the file they are about has gone; all else is done with. */
function stateAfter(kind: WorkKind, stillWanted: number): 'open' | 'released' | 'closed' {
  if (stillWanted > 0) return 'open'
  return kind === 'volume' || kind === 'birth' || kind === 'vanished' || kind === 'renumbered' ? 'released' : 'closed'
}
