import type { Author } from '../../../identity/index.ts'
import { at, attribute, type XmlElement } from '../../xml/xml-element.ts'
import type { SpineDeps } from '../deps.ts'
import { refusedBySpine } from '../errors.ts'
import { known, type QueryInHand } from '../query-in-hand.ts'

/**
 * Who acts. The wrapper's author, where there is one, is the query's (hl7v3.md 5.2); a system without a signed-in person
 * asks only where that is switched on. Throws SPINE_AUTHORS_DIFFER, SPINE_SYSTEM_AUTHORS_OFF and what `resolveAuthor`
 * throws.
 */
export async function identifyAuthor(deps: SpineDeps, query: QueryInHand): Promise<void> {
  const { author } = known(query, 'query')
  const inWrapper = at(known(query, 'message'), 'ControlActEvent', 'author', 'AgentPersonSDS')
  if (inWrapper && !isSame(inWrapper, author)) throw refusedBySpine('SPINE_AUTHORS_DIFFER')
  if (author.kind === 'device' && !deps.settings.systemAuthors) throw refusedBySpine('SPINE_SYSTEM_AUTHORS_OFF')
  const { authorization } = query.received.headers
  query.actor = await deps.resolveAuthor({ author, system: known(query, 'system'), authorization })
}

function isSame(inWrapper: XmlElement, author: Author): boolean {
  if (author.kind === 'device') return false
  const roleProfileId = attribute(at(inWrapper, 'id'), 'extension')
  const userId = attribute(at(inWrapper, 'agentPersonSDS', 'id'), 'extension')
  return userId === author.userId && (author.roleProfileId ?? roleProfileId) === roleProfileId
}
