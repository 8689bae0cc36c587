import type { NamedOrganisation } from '../../identity/index.ts'
import type { SubmittedAuthority } from '../../register/index.ts'
import { present } from '../present.ts'
import { at, attribute, childrenOf, textOf, type XmlElement } from '../xml/xml-element.ts'
import { type Xml, xml } from '../xml/xml-writer.ts'
import { OID } from './vocabulary.ts'

const BLANKS = /\s/g
const PHONE = /^\+?\d+$/

/** Digits with at most one `+` before them: what `tel:` may carry (hl7v3.md 2.4). */
export function isPhone(text: string): boolean {
  return PHONE.test(text)
}

/** `id` and `name` of an organisation, as they stand in authors, recipients and local authorities. */
export function writeOrganisation(organisation: NamedOrganisation): Xml {
  return xml`<id root="${OID.organisation}" extension="${organisation.odsCode}"/><name>${organisation.name}</name>`
}

/** Empty texts stand for what was not sent; organisation and site codes are both ODS codes. */
export function readOrganisation(element: XmlElement | undefined): NamedOrganisation {
  const id = childrenOf(element, 'id').find(each => {
    const root = attribute(each, 'root')
    return root === OID.organisation || root === OID.site
  })
  return { odsCode: attribute(id, 'extension') ?? '', name: textOf(at(element, 'name')) ?? '' }
}

/** A local authority with its phones (hl7v3.md 3.6). A phone that is not there is left out. */
export function writeAuthority(authority: SubmittedAuthority): Xml {
  const emergency = writePhone(authority.emergencyPhone, 'EC')
  const office = writePhone(authority.officePhone, 'WP')
  return xml`<organisation>${writeOrganisation(authority)}${emergency}${office}</organisation>`
}

function writePhone(phone: string | undefined, use: 'EC' | 'WP'): Xml | undefined {
  return phone === undefined ? undefined : xml`<telecom value="tel:${phone}" use="${use}"/>`
}

export type ReadAuthority = { readonly authority?: SubmittedAuthority; readonly phonesAreWrong: boolean }

/**
 * Reads a local authority; without ODS code and name there is none. Phones are wrong when one has no use or another
 * than EC or WP (a list of uses is another), no value or not digits, or when a use comes twice (hl7v3.md 4.1.1, 9.4).
 * Blanks within a number are dropped: a phone that can be rung is worth more than a refused file.
 */
export function readAuthority(organisation: XmlElement | undefined): ReadAuthority {
  const { odsCode, name } = readOrganisation(organisation)
  const phones: { EC?: string; WP?: string } = {}
  let phonesAreWrong = false
  for (const telecom of childrenOf(organisation, 'telecom')) {
    const use = attribute(telecom, 'use')
    const phone = attribute(telecom, 'value')?.replace(/^tel:/i, '').replaceAll(BLANKS, '')
    if ((use !== 'EC' && use !== 'WP') || phone === undefined || !isPhone(phone) || phones[use] !== undefined)
      phonesAreWrong = true
    else phones[use] = phone
  }
  if (odsCode === '' || name === '') return { phonesAreWrong }
  return { authority: present({ odsCode, name, emergencyPhone: phones.EC, officePhone: phones.WP }), phonesAreWrong }
}
