import type { AccreditedSystem } from '../../../identity/index.ts'
import type { ReadEbxmlHeader } from '../../ebxml/ebxml-header.ts'
import { OID } from '../../parts/vocabulary.ts'
import { systemsOf } from '../../spine/soap-envelope.ts'
import { at, attribute, type XmlElement } from '../../xml/xml-element.ts'
import type { SpineDeps } from '../deps.ts'
import { refusedBySpine } from '../errors.ts'
import { known, type QueryInHand } from '../query-in-hand.ts'

/**
 * Which system sends: one in all places, addressed to us, accredited today, and on a connection whose certificate is
 * its own. Throws SPINE_NOT_FOR_US, SPINE_SENDERS_DIFFER, SPINE_SYSTEM_UNKNOWN, SPINE_CERTIFICATE_DIFFERS,
 * SPINE_CONTRACT_UNKNOWN.
 */
export async function identifySystem(deps: SpineDeps, query: QueryInHand): Promise<void> {
  const message = known(query, 'message')
  const sender = known(query, 'sender')
  const [receiver] = systemsOf(message, 'communicationFunctionRcv')
  if (receiver !== deps.settings.systemId) throw refusedBySpine('SPINE_NOT_FOR_US')
  if (controlActSystem(message) !== sender) throw refusedBySpine('SPINE_SENDERS_DIFFER')
  const system = await deps.findSystem(sender)
  if (system === undefined) throw refusedBySpine('SPINE_SYSTEM_UNKNOWN')
  const { certificateNames = [] } = query.received
  if (deps.settings.bindCertificates && !certificateNames.includes(system.certificateName))
    throw refusedBySpine('SPINE_CERTIFICATE_DIFFERS')
  if (query.ebxml && !hasContract(system, query.ebxml)) throw refusedBySpine('SPINE_CONTRACT_UNKNOWN')
  query.system = system
}

/** An ebXML message is taken only from a party whose contract says where the answer goes. */
function hasContract({ partyKey, cpaId, replyUrl }: AccreditedSystem, header: ReadEbxmlHeader): boolean {
  return partyKey === header.fromParty && cpaId === header.cpaId && replyUrl !== null
}

function controlActSystem(message: XmlElement): string | undefined {
  const id = at(message, 'ControlActEvent', 'author1', 'AgentSystemSDS', 'agentSystemSDS', 'id')
  return attribute(id, 'root') === OID.systemId ? attribute(id, 'extension') : undefined
}
