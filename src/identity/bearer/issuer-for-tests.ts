import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>

/** An issuer of ID tokens whose every part a test can bend. */
export type TestIssuer = {
  readonly issuer: string
  readonly jwksUrl: string
  readonly keys: KeyPair
  /** How often the keys were asked for. */
  asked(): number
  /** What the next asks for the keys get, in place of them. */
  answerKeysWith(status: number, body: string): void
  stop(): Promise<void>
}

/** Starts an issuer with one RSA key, `first`, on a free port. */
export async function startTestIssuer(): Promise<TestIssuer> {
  const keys = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'first', use: 'sig' }
  let answer = { status: 200, body: JSON.stringify({ keys: [jwk] }) }
  let asked = 0
  const server = http.createServer((_request, response) => {
    asked += 1
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    jwksUrl: `${issuer}/connect/jwk_uri`,
    keys,
    asked: () => asked,
    answerKeysWith: (status, body) => {
      answer = { status, body }
    },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export type Bending = {
  readonly claims?: JWTPayload
  readonly header?: Partial<JWTHeaderParameters>
  readonly key?: KeyPair['privateKey'] | Uint8Array
}

/** An hour's token for the emergency department nurse of the reference data, bent as told; `undefined` takes out. */
export function tokenOf(issuer: TestIssuer, at: Date, bending: Bending = {}): Promise<string> {
  const issuedAt = Math.floor(at.getTime() / 1000)
  const claims = {
    iss: issuer.issuer,
    aud: 'portal',
    azp: 'portal',
    sub: '656005750107',
    iat: issuedAt,
    exp: issuedAt + 3600,
    authentication_assurance_level: '3',
    selected_roleid: '555254242105',
    ...bending.claims,
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'first', ...bending.header } as JWTHeaderParameters)
    .sign(bending.key ?? issuer.keys.privateKey)
}
