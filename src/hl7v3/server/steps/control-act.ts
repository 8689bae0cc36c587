import { DEVICE_AUTHOR, OID, PERSON_AUTHOR } from '../../parts/vocabulary.ts'
import { at, attribute, childrenOf, textOf, type XmlElement } from '../../xml/xml-element.ts'
import type { SpineDeps } from '../deps.ts'
import { refusedBySpine } from '../errors.ts'
import type { QueryInHand } from '../query-in-hand.ts'

/**
 * What the service checks of the control act, the query and its author, by the names it gives what is missing. Throws
 * SPINE_MANDATORY_DATA_MISSING, national `ErrorBase1712` (hl7v3.md 9.1).
 */
export function checkControlAct(_deps: SpineDeps, { message }: QueryInHand): void {
  const controlAct = at(message, 'ControlActEvent')
  const systems = childrenOf(controlAct, 'author1')
  const system = at(systems[0], 'AgentSystemSDS', 'agentSystemSDS')
  must(systems.length === 1 && idUnder(system, OID.systemId), 'author1')
  const query = at(controlAct, 'subject', 'CP-ISQueryStub', 'cP-ISNHSQuery')
  must(attribute(at(query, 'id'), 'root'), 'Event ID')
  must(attribute(at(query, 'queryByParameter', 'person.NHSnumber', 'value'), 'extension'), 'NHS Number')
  const person = at(query, 'author', PERSON_AUTHOR.element)
  const device = at(query, 'author', DEVICE_AUTHOR.element)
  if (person) checkPerson(person)
  else if (device) checkDevice(device)
  else must(undefined, '[authorPerson or authorDevice]')
}

function must(value: unknown, name: string): void {
  if (!value) throw refusedBySpine('SPINE_MANDATORY_DATA_MISSING', name)
}

function idUnder(element: XmlElement | undefined, root: string): string | undefined {
  const id = childrenOf(element, 'id').find(each => attribute(each, 'root') === root)
  return attribute(id, 'extension')
}

const organisationId = (element: XmlElement | undefined) =>
  idUnder(element, OID.organisation) ?? idUnder(element, OID.site)

function checkPerson(person: XmlElement): void {
  const organisation = at(person, 'representedOrganization')
  must(attribute(at(person, 'code'), 'code'), 'Job Role Code')
  must(attribute(at(person, 'code'), 'displayName'), 'Job Role Name')
  must(organisationId(organisation), 'Organisation Code')
  must(textOf(at(organisation, 'name')), 'Organisation Name')
  must(idUnder(person, OID.userId), 'authorID')
}

function checkDevice(device: XmlElement): void {
  const organisation = at(device, 'maintainingOrganization')
  must(idUnder(device, OID.systemId), 'authorDevice.systemID')
  must(organisationId(organisation), 'authorDevice.orgCode')
  must(textOf(at(organisation, 'name')), 'authorDevice.orgName')
  const responsible = childrenOf(device, 'indirectAuthority').map(each => at(each, 'superiorAssignedEntity'))
  // Nationally none need be there; without one nobody answers for the query (hl7v3.md 3.4: send at least one).
  must(responsible.length > 0, 'authorDevice.assignedPersonName')
  for (const entity of responsible) {
    must(attribute(at(entity, 'code'), 'code'), 'authorDevice.jobRoleCode')
    must(attribute(at(entity, 'code'), 'displayName'), 'authorDevice.jobRoleName')
    must(at(entity, 'assignedPerson', 'name'), 'authorDevice.assignedPersonName')
  }
}
