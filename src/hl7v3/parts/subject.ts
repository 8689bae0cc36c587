import type { SubmittedSubject } from '../../register/index.ts'
import { present } from '../present.ts'
import { at, attribute, childrenOf, textOf, type XmlElement } from '../xml/xml-element.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'
import { readContent, writeContent } from './content.ts'
import { readPersonIds, writePersonIds } from './person-ids.ts'
import { readDay, writeBirthDay } from './times.ts'
import { SUBJECT_TEMPLATES } from './vocabulary.ts'

/**
 * Reads the child or the mother of one `subject`, or a sentence on why that cannot be done. What is missing is left
 * out for the register to judge; several given names become one, joined by spaces (hl7v3.md 15, 12).
 */
export function readSubject(holder: XmlElement): SubmittedSubject | string {
  const content = readContent(holder, SUBJECT_TEMPLATES)
  if (content === undefined) return 'A subject does not have exactly one known template with a contentId that fits it'
  const { kind, element } = content
  const person = at(element, kind === 'child' ? 'childPerson' : 'parentMotherPerson')
  const ids = readPersonIds(childrenOf(kind === 'child' ? element : at(person, 'playedMother'), 'id'))
  if (ids === undefined) return 'A subject has an id of an unknown kind, or one kind of id twice'
  const birthTime = attribute(at(person, 'birthTime'), 'value')
  return present({
    kind,
    ...ids,
    familyName: joined(at(person, 'name'), 'family'),
    givenName: joined(at(person, 'name'), 'given'),
    birthDate: birthTime === undefined ? undefined : readDay(birthTime),
  })
}

function joined(name: XmlElement | undefined, part: 'given' | 'family'): string | undefined {
  const texts = childrenOf(name, part).map(textOf)
  return texts.filter(text => text !== undefined).join(' ') || undefined
}

/** `undefined` where the schema has no way to write it: no id at all, no name, no birth date in digits. */
export function writeSubject(subject: SubmittedSubject): Xml | undefined {
  const { givenName, familyName, birthDate } = subject
  const birth = birthDate === undefined ? undefined : writeBirthDay(birthDate)
  const hasId = subject.nhsNumber !== undefined || subject.localId !== undefined
  if (!hasId || givenName === undefined || familyName === undefined || birth === undefined) return undefined
  const ids = writePersonIds('id', subject)
  const person = xml`<birthTime value="${birth}"/><name><given>${givenName}</given><family>${familyName}</family></name>`
  const element =
    subject.kind === 'child'
      ? xml`${ids}<childPerson>${person}</childPerson>`
      : xml`<parentMotherPerson>${person}<playedMother>${ids}</playedMother></parentMotherPerson>`
  return xml`<subject>${writeContent(SUBJECT_TEMPLATES[subject.kind], element)}</subject>`
}
