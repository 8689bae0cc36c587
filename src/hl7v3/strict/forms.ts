import { OID } from '../parts/vocabulary.ts'

/** What an attribute must look like, and that in words for whoever wrote it otherwise. */
export type Form = { readonly pattern: RegExp; readonly wanted: string }

const form = (pattern: RegExp, wanted: string): Form => ({ pattern, wanted })
const UUID = /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/

/** Exactly this text. */
export const exactly = (text: string): Form =>
  form(new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`), text)

/** One of these texts. */
export const anyOf = (...texts: readonly string[]): Form =>
  form(new RegExp(`^(${texts.join('|').replaceAll('.', '\\.')})$`), texts.join(' or '))

/** The forms of hl7v3.md 2.4 and 2.5. */
export const FORMS = {
  any: form(/\S/, 'not empty'),
  instant: form(/^\d{14}[+-]\d{4}$/, 'yyyymmddhhmmss and an offset such as +0000'),
  wrapperTime: form(/^\d{12,14}([+-]\d{4})?$/, 'yyyymmddhhmmss, with or without an offset'),
  birthTime: form(/^(\d{1,8}|\d{9,14}(\.\d+)?([+-]\d{1,4})?)$/, 'yyyymmdd'),
  planDay: form(/^(19|20)\d{10}$/, 'twelve digits, yyyymmddhhmm, without an offset'),
  integer: form(/^-?\d+$/, 'a whole number'),
  uuid: form(UUID, 'a UUID in capital letters'),
  prefixedUuid: form(new RegExp(UUID.source.replace('^', '^uuid:')), 'uuid: and a UUID in capital letters'),
  nhsNumber: form(/^\d{10}$/, 'the ten digits of an NHS number'),
  twelveDigits: form(/^\d{12}$/, 'twelve digits'),
  phone: form(/^tel:\+?\d+$/, 'tel: and digits, without blanks'),
  phoneUse: form(/^(EC|WP)$/, 'EC (emergency duty team) or WP (office), one of them'),
  contentIdRoot: exactly(OID.contentId),
  personIdRoot: anyOf(OID.nhsNumber, OID.localId),
  organisationRoot: anyOf(OID.organisation, OID.site),
  systemRoot: exactly(OID.systemId),
  recordResponseSystem: exactly(OID.recordResponse),
  nameUse: anyOf('L', 'PREFERRED'),
  fileCode: form(/^CPF0[1-6]$/, 'CPF01 to CPF06'),
  recordCode: form(/^CPR0[1-7]$/, 'CPR01 to CPR07'),
} as const
