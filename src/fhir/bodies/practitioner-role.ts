import { type Author, displayName } from '../../identity/index.ts'
import { JOB_ROLE_SYSTEM, ROLE_PROFILE_SYSTEM } from '../systems.ts'
import { uuidOf } from './named-uuid.ts'
import type { PractitionerRole } from './resources.ts'

/** What an entry of the history shows of its author; a system shows the first person responsible for its queries. */
type Shown = {
  readonly roleProfileId?: string
  readonly name?: string
  readonly role?: { readonly code: string; readonly display: string }
  readonly organisation: string
}

function shown(author: Author): Shown {
  const organisation = `${author.organisation.name} (${author.organisation.odsCode})`
  const person = author.kind === 'person' ? author : author.responsible[0]
  const roleProfileId = author.kind === 'person' ? author.roleProfileId : undefined
  return {
    organisation,
    ...(roleProfileId !== undefined && { roleProfileId }),
    ...(person && {
      name: displayName(person.name),
      role: { code: jobRole(person.roleCode), display: person.roleName },
    }),
  }
}

/** The last part of `S8000:G8000:R8001` is the job role; a code without colons is it already (fhir-api.md 8.3). */
const jobRole = (roleCode: string) => roleCode.split(':').at(-1) ?? roleCode

/**
 * A person, role and organisation as they were named at the time of an access, not as a directory names them today.
 * The id comes from the role profile and the three texts shown, so that two accesses share one only when all four agree.
 * User ids, e-mail and registration numbers are never in it (fhir-api.md 4.4).
 */
export function practitionerRole(author: Author): PractitionerRole {
  const { roleProfileId, name, role, organisation } = shown(author)
  return {
    resourceType: 'PractitionerRole',
    id: uuidOf([roleProfileId ?? '', name ?? '', role?.display ?? '', organisation]),
    ...(roleProfileId !== undefined && { identifier: [{ system: ROLE_PROFILE_SYSTEM, value: roleProfileId }] }),
    ...(name !== undefined && { practitioner: { display: name } }),
    organization: { display: organisation },
    ...(role && { code: [{ coding: [{ system: JOB_ROLE_SYSTEM, ...role }] }] }),
  }
}
