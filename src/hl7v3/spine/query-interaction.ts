import type { Author } from '../../identity/index.ts'
import type { AccessEventTypeForm } from '../query/access-event-type.ts'
import { type NhsQuery, writeQueryStub } from '../query/nhs-query.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'
import { INTERACTIONS } from './interactions.ts'
import { type Transmission, writeInteraction, writePersonAuthor, writeSystemAuthor } from './transmission.ts'

/** Writes message 03 in its wrapper, bare as a SOAP body holds it (hl7v3.md 4.3). Throws as `writeQueryStub`. */
export function writeQueryInteraction(transmission: Transmission, query: NhsQuery, form: AccessEventTypeForm): Xml {
  const stub = writeQueryStub(query, form)
  return writeInteraction(
    INTERACTIONS.query,
    transmission,
    xml`${personOf(query.author)}${writeSystemAuthor(transmission.sender)}<subject typeCode="SUBJ">${stub}</subject>`,
  )
}

/** The wrapper names a person only by role profile; a system that asks has nobody there (hl7v3.md 5.2). */
function personOf(author: Author): Xml | undefined {
  if (author.kind === 'device' || author.roleProfileId === undefined) return undefined
  const { userId, roleProfileId, roleCode } = author
  return writePersonAuthor({ userId, roleProfileId, roleCode })
}
