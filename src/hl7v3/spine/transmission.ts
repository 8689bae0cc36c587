import { refused } from '../errors.ts'
import { messageAttributes } from '../messages/message-attributes.ts'
import { writeInstant } from '../parts/times.ts'
import { writeUuid } from '../parts/uuid.ts'
import { OID } from '../parts/vocabulary.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'
import { type Interaction, VERSION_CODES } from './interactions.ts'

/** The transmission wrapper of an interaction (hl7v3.md 5.1). */
export type Transmission = {
  readonly messageId: string
  readonly createdAt: Date
  /** Accredited system ids, 12 digits. */
  readonly receiver: string
  readonly sender: string
  /** Failures and acknowledgements name the message they answer. */
  readonly acknowledges?: { readonly code: 'AA' | 'AE' | 'AR'; readonly messageId: string }
}

const SYSTEM_ID = /^\d{12}$/

/** Writes an interaction around what its control act holds. Throws WRITE_IDENTIFIER for ids that are no UUID or ASID. */
export function writeInteraction(interaction: Interaction, transmission: Transmission, controlAct: Xml): Xml {
  const { messageId, createdAt, acknowledges } = transmission
  const name = { xml: interaction }
  const acknowledgement =
    acknowledges &&
    xml`<acknowledgement typeCode="${acknowledges.code}"><messageRef>${writeUuid(acknowledges.messageId)}</messageRef></acknowledgement>`
  return xml`<${name} ${messageAttributes}>${writeUuid(messageId)}<creationTime value="${writeInstant(createdAt)}"/><versionCode code="${VERSION_CODES[interaction]}"/><interactionId root="${OID.interaction}" extension="${interaction}"/><processingCode code="P"/><processingModeCode code="T"/><acceptAckCode code="NE"/>${acknowledgement}${writeFunctions(transmission)}<ControlActEvent classCode="CACT" moodCode="EVN">${controlAct}</ControlActEvent></${name}>`
}

/** Receiver and sender: in the wrapper, and once more in the SOAP header, there with `attributes` (hl7v3.md 6.1). */
export function writeFunctions(systems: Pick<Transmission, 'receiver' | 'sender'>, attributes?: Xml): Xml {
  const { receiver, sender } = systems
  return xml`<communicationFunctionRcv typeCode="RCV"${attributes}>${writeDevice('device', receiver)}</communicationFunctionRcv><communicationFunctionSnd typeCode="SND"${attributes}>${writeDevice('device', sender)}</communicationFunctionSnd>`
}

function writeDevice(element: 'device' | 'agentSystemSDS', systemId: string): Xml {
  if (!SYSTEM_ID.test(systemId)) throw refused('WRITE_IDENTIFIER', 'an accredited system id')
  const name = { xml: element }
  return xml`<${name} classCode="DEV" determinerCode="INSTANCE"><id root="${OID.systemId}" extension="${systemId}"/></${name}>`
}

/** `author1` of a control act: the system that sends (hl7v3.md 5.2). */
export function writeSystemAuthor(systemId: string): Xml {
  return xml`<author1 typeCode="AUT"><AgentSystemSDS classCode="AGNT">${writeDevice('agentSystemSDS', systemId)}</AgentSystemSDS></author1>`
}

/** `author` of a control act: the person who is logged in, where the role profile is known (hl7v3.md 5.2). */
export function writePersonAuthor(person: {
  readonly userId: string
  readonly roleProfileId: string
  readonly roleCode: string
}): Xml {
  return xml`<author typeCode="AUT"><AgentPersonSDS classCode="AGNT"><id root="${OID.roleProfileId}" extension="${person.roleProfileId}"/><agentPersonSDS classCode="PSN" determinerCode="INSTANCE"><id root="${OID.userId}" extension="${person.userId}"/></agentPersonSDS><part typeCode="PART"><partSDSRole classCode="ROL"><id root="${OID.wrapperJobRole}" extension="${person.roleCode}"/></partSDSRole></part></AgentPersonSDS></author>`
}
