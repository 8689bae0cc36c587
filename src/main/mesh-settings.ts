import { defineSettings, oneOf, yesOrNo } from '../platform/index.ts'
import { certificate, orNone, privateKey } from './spine-settings.ts'

/** How our client proves itself to a MESH server that asks for a certificate; empty: it presents none. */
export const meshClientSettings = defineSettings({
  meshClientKey: {
    name: 'CPIS_MESH_CLIENT_KEY',
    what: 'the private key of the certificate our MESH client presents, as PEM; empty: none is presented',
    fallback: '',
    read: orNone(privateKey),
  },
  meshClientCertificate: {
    name: 'CPIS_MESH_CLIENT_CERTIFICATE',
    what: 'the certificate our MESH client presents, with its chain, as PEM',
    fallback: '',
    read: orNone(certificate),
  },
  meshClientAuthorities: {
    name: 'CPIS_MESH_CLIENT_AUTHORITIES',
    what: 'the authorities whose MESH servers our client trusts, as PEM; empty: those the machine trusts',
    fallback: '',
    read: orNone(certificate),
  },
})

/** The settings of our own MESH server beside those every environment has. */
export const meshSettings = defineSettings({
  ...meshClientSettings,
  meshTlsKey: {
    name: 'CPIS_MESH_TLS_KEY',
    what: 'the private key our MESH server listens with, as PEM; empty: something in front of it has TLS',
    fallback: '',
    read: orNone(privateKey),
  },
  meshTlsCertificate: {
    name: 'CPIS_MESH_TLS_CERTIFICATE',
    what: 'the certificate of our MESH server, with its chain, as PEM',
    fallback: '',
    read: orNone(certificate),
  },
  meshTlsAuthorities: {
    name: 'CPIS_MESH_TLS_AUTHORITIES',
    what: 'the authorities whose clients our MESH server lets in, as PEM',
    fallback: '',
    read: orNone(certificate),
  },
  meshBindCertificates: {
    name: 'CPIS_MESH_BIND_CERTIFICATES',
    what: "whether a caller of our MESH server must present its own mailbox's certificate, where it has TLS; ours",
    fallback: 'yes',
    read: yesOrNo,
  },
  meshRefusalReports: {
    name: 'CPIS_MESH_REFUSAL_REPORTS',
    what: 'whether a send refused with 417 also puts a report into the inbox of its sender, as nationally',
    fallback: 'yes',
    read: yesOrNo,
  },
  meshUnacceptableFiles: {
    name: 'CPIS_MESH_UNACCEPTABLE_FILES',
    what: 'how our MESH server tells of an upload that cannot be one (code 15): reported, refused, or passed-on for an acknowledgement to tell; no source says which',
    fallback: 'reported',
    read: oneOf('reported', 'refused', 'passed-on'),
  },
})
