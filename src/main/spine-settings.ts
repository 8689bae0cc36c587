import { createPrivateKey, X509Certificate } from 'node:crypto'
import { defineSettings, oneOf, text, url, wholeNumber, yesOrNo } from '../platform/index.ts'

/** Reads a setting whose empty value is none. */
export function orNone<Value>(read: (value: string) => Value): (value: string) => Value | undefined {
  return value => (value === '' ? undefined : read(value))
}

function systemId(value: string): string {
  if (!/^\d{12}$/.test(value)) throw new Error('must be 12 digits')
  return value
}

/** Reads a private key as PEM; throws saying what is wanted. */
export function privateKey(value: string): string {
  try {
    createPrivateKey(value)
    return value
  } catch {
    throw new Error('must be a private key as PEM')
  }
}

/** Reads a certificate as PEM, with others behind it if there are; throws saying what is wanted. */
export function certificate(value: string): string {
  try {
    new X509Certificate(value)
    return value
  } catch {
    throw new Error('must be a certificate as PEM')
  }
}

function pathOf(value: string): string {
  if (!/^\/[\w./-]+$/.test(value)) throw new Error('must be a path as /syncservice')
  return value
}

/** The settings of the door for HL7 v3 queries. */
export const spineSettings = defineSettings({
  spinePort: {
    name: 'CPIS_SPINE_PORT',
    what: 'port of the door for HL7 v3 queries',
    fallback: '8405',
    read: wholeNumber(0, 65_535),
  },
  spineSystemId: {
    name: 'CPIS_SPINE_ASID',
    what: 'our own accredited system id, 12 digits; empty: HL7 v3 queries are not taken',
    laptop: '200000000001',
    read: orNone(systemId),
  },
  spinePath: {
    name: 'CPIS_SPINE_PATH',
    what: 'the path HL7 v3 queries are posted to',
    fallback: '/syncservice',
    read: pathOf,
  },
  spineAddress: {
    name: 'CPIS_SPINE_ADDRESS',
    what: 'the address HL7 v3 answers come from, in wsa:From',
    laptop: 'http://127.0.0.1:8405/syncservice',
    read: url,
  },
  spineTlsKey: {
    name: 'CPIS_SPINE_TLS_KEY',
    what: 'our private key as PEM; by CPIS_SPINE_TLS_KEY_FILE in a file; production takes no query without TLS',
    laptop: '',
    read: orNone(privateKey),
  },
  spineTlsCertificate: {
    name: 'CPIS_SPINE_TLS_CERTIFICATE',
    what: 'our certificate as PEM, with those between it and its authority',
    laptop: '',
    read: orNone(certificate),
  },
  spineTlsAuthorities: {
    name: 'CPIS_SPINE_TLS_AUTHORITIES',
    what: 'the certificates of the authorities that vouch for accredited systems, as PEM',
    laptop: '',
    read: orNone(certificate),
  },
  spineSystemAuthors: {
    name: 'CPIS_SPINE_SYSTEM_AUTHORS',
    what: 'whether systems that are granted it may ask without a signed-in person; never by FHIR',
    fallback: 'yes',
    read: yesOrNo,
  },
  spineEbxml: {
    name: 'CPIS_SPINE_EBXML',
    what: 'whether queries are also taken as asynchronous ebXML messages',
    fallback: 'no',
    read: yesOrNo,
  },
  spineEbxmlPath: {
    name: 'CPIS_SPINE_EBXML_PATH',
    what: 'the path ebXML messages are posted to; ours, the national one is in SDS',
    fallback: '/reliablemessaging/queryrequest',
    read: pathOf,
  },
  spinePartyKey: {
    name: 'CPIS_SPINE_PARTY_KEY',
    what: 'our party key in ebXML contracts',
    fallback: 'X26-800001',
    read: text,
  },
  spineNesting: {
    name: 'CPIS_SPINE_NESTING',
    what: 'how repeated parts of an HL7 v3 answer nest: as the schema has it, or as captured national answers do',
    fallback: 'schema',
    read: oneOf('schema', 'captured'),
  },
})
