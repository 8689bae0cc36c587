import { exportJWK, FlattenedSign, generateKeyPair, type JWK } from 'jose'
import { type KitReport, signedText } from '../../src/programme/index.ts'

/** A conformance kit as others run it: signs its reports with a key of its own. */
export type KitForTests = {
  readonly publicKey: JWK
  /** A report as it is handed in, signed at an instant. */
  sign(report: Omit<KitReport, 'signature'>, at: Date): Promise<string>
}

/** Makes one with a fresh key. */
export async function kitForTests(kid: string): Promise<KitForTests> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  return {
    publicKey: { ...(await exportJWK(publicKey)), kid },
    async sign(report, at) {
      const header = { alg: 'EdDSA', kid, iat: Math.floor(at.getTime() / 1000) }
      const text = new TextEncoder().encode(signedText(report))
      const signed = await new FlattenedSign(text).setProtectedHeader(header).sign(privateKey)
      return JSON.stringify({ ...report, signature: `${signed.protected}..${signed.signature}` })
    },
  }
}
