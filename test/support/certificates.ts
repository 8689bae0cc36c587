import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Tls } from '../../src/platform/index.ts'

/** An authority of a test's own that vouches for names; nothing of it outlives the test. */
export type CertificateAuthority = {
  /** What a server or a client of this name shows, and whom it trusts: this authority. */
  issue(commonName: string, dnsNames?: readonly string[]): Tls
}

// X.509 (RFC 5280) in DER, as far as a test needs it.

const tlv = (tag: number, ...contents: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(contents)
  const length =
    content.length < 128
      ? Buffer.from([content.length])
      : content.length < 256
        ? Buffer.from([0x81, content.length])
        : Buffer.from([0x82, content.length >> 8, content.length & 0xff])
  return Buffer.concat([Buffer.from([tag]), length, content])
}
const sequence = (...contents: readonly Buffer[]) => tlv(0x30, ...contents)
const integer = (value: number) => tlv(0x02, Buffer.from([value >> 8, value & 0xff]))
const bits = (content: Buffer) => tlv(0x03, Buffer.from([0]), content)
const object = (hex: string) => tlv(0x06, Buffer.from(hex, 'hex'))
const time = (year: number) => tlv(0x18, Buffer.from(`${year}0101000000Z`))
const named = (commonName: string) =>
  sequence(tlv(0x31, sequence(object('550403'), tlv(0x0c, Buffer.from(commonName)))))
const extension = (oid: string, content: Buffer) => sequence(object(oid), tlv(0x04, content))

const ECDSA_WITH_SHA256 = sequence(object('2a8648ce3d040302'))
const SUBJECT_ALTERNATIVE_NAME = '551d11'
const BASIC_CONSTRAINTS = '551d13'

type Wish = { readonly subject: string; readonly issuer: string; readonly key: KeyObject; readonly extensions: Buffer }

/** Two bytes that need no third for the sign. */
let serial = 0x1000

function certificate({ subject, issuer, key, extensions }: Wish, signer: KeyObject): string {
  serial += 1
  const toBeSigned = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    integer(serial),
    ECDSA_WITH_SHA256,
    named(issuer),
    sequence(time(2020), time(2099)),
    named(subject),
    key.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(extensions)),
  )
  const der = sequence(toBeSigned, ECDSA_WITH_SHA256, bits(sign('sha256', toBeSigned, signer)))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** Makes an authority with a key of its own. */
export function certificateAuthority(issuer = 'Test authority'): CertificateAuthority {
  const { publicKey, privateKey } = keyPair()
  const isAuthority = extension(BASIC_CONSTRAINTS, sequence(tlv(0x01, Buffer.from([0xff]))))
  const authorities = certificate({ subject: issuer, issuer, key: publicKey, extensions: isAuthority }, privateKey)
  return {
    issue(commonName, dnsNames = []) {
      const own = keyPair()
      const names = [...dnsNames.map(name => tlv(0x82, Buffer.from(name))), tlv(0x87, Buffer.from([127, 0, 0, 1]))]
      const extensions = extension(SUBJECT_ALTERNATIVE_NAME, sequence(...names))
      return {
        key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        certificate: certificate({ subject: commonName, issuer, key: own.publicKey, extensions }, privateKey),
        authorities,
      }
    },
  }
}
