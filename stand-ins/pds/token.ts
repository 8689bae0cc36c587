import type { KeyObject } from 'node:crypto'
import { compactVerify, decodeProtectedHeader, type JWTPayload } from 'jose'
import type { Clock, Randomness } from '../../src/platform/index.ts'
import type { Caller } from './access.ts'

/** An application registered with the platform, and its public keys by their ids. */
export type Application = { readonly apiKey: string; readonly keys: Readonly<Record<string, KeyObject>> }

export type TokenAnswer = { readonly status: number; readonly body: object }

/** The platform's token endpoint, so far as applications use it (fhir-api.md 7.4), and what it gave out. */
export type TokenEndpoint = {
  /** Answers a form sent to the endpoint at `url`. */
  answer(form: URLSearchParams, url: string): Promise<TokenAnswer>
  verify(token: string): Promise<Caller | undefined>
  /** Ends every token at once. */
  revokeAll(): void
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const LIFE_SECONDS = 599
/** Five minutes, and ten seconds of grace. */
const LONGEST_ASSERTION_SECONDS = 310

type Endpoint = {
  readonly applications: readonly Application[]
  readonly clock: Clock
  readonly randomness: Randomness
}
type Memory = { readonly tokens: Map<string, number>; readonly seen: Map<string, number> }

/** A refusal with the platform's words. */
class Denied extends Error {
  readonly status: number
  readonly error: string

  constructor(description: string, status = 400, error = 'invalid_request') {
    super(description)
    this.status = status
    this.error = error
  }
}

export function openTokenEndpoint(endpoint: Endpoint): TokenEndpoint {
  const memory: Memory = { tokens: new Map(), seen: new Map() }
  const { clock, randomness } = endpoint
  return {
    async answer(form, url) {
      try {
        await checkForm(endpoint, memory, { form, url })
      } catch (error) {
        if (!(error instanceof Denied)) throw error
        const { status, message, error: name } = error
        return { status, body: { error: name, error_description: message, message_id: randomness.uuid() } }
      }
      const now = clock.now().getTime()
      const token = randomness.bytes(24).toString('base64url')
      memory.tokens.set(token, now + LIFE_SECONDS * 1000)
      const body = {
        access_token: token,
        expires_in: String(LIFE_SECONDS),
        token_type: 'Bearer',
        issued_at: String(now),
      }
      return { status: 200, body }
    },
    async verify(token) {
      return (memory.tokens.get(token) ?? 0) > clock.now().getTime() ? 'application' : undefined
    },
    revokeAll: () => memory.tokens.clear(),
  }
}

type Asked = { readonly form: URLSearchParams; readonly url: string }

async function checkForm(endpoint: Endpoint, memory: Memory, { form, url }: Asked): Promise<void> {
  const grant = form.get('grant_type')
  if (!grant) throw new Denied('grant_type is missing')
  if (grant !== 'client_credentials') throw new Denied('grant_type is invalid', 400, 'unsupported_grant_type')
  if (form.get('client_assertion_type') !== ASSERTION_TYPE)
    throw new Denied(`Missing or invalid client_assertion_type - must be '${ASSERTION_TYPE}'`)
  const assertion = form.get('client_assertion')
  if (!assertion) throw new Denied('Missing client_assertion')
  const kid = readKeyId(assertion)
  const claims = readPayload(assertion)
  const key = findKey(endpoint.applications, claims, kid)
  await checkSignature(assertion, key)
  checkClaims(claims, { url, memory, now: endpoint.clock.now() })
}

/** The header: an id of a key, the type and the algorithm. */
function readKeyId(assertion: string): string {
  let header: ReturnType<typeof decodeProtectedHeader>
  try {
    header = decodeProtectedHeader(assertion)
  } catch {
    throw new Denied('Malformed JWT in client_assertion')
  }
  if (!header.kid) throw new Denied("Missing 'kid' header in client_assertion JWT")
  if (header.typ !== 'JWT') throw new Denied("Invalid 'typ' header in client_assertion JWT - must be 'JWT'")
  if (header.alg !== 'RS512')
    throw new Denied("Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be 'RS512'")
  return header.kid
}

function readPayload(assertion: string): JWTPayload {
  try {
    return JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8'))
  } catch {
    throw new Denied('Malformed JWT in client_assertion')
  }
}

function findKey(applications: readonly Application[], { iss, sub }: JWTPayload, kid: string): KeyObject {
  const claims = "'iss'/'sub' claims in client_assertion JWT"
  if (!iss || iss !== sub) throw new Denied(`Missing or non-matching ${claims}`)
  const application = applications.find(one => one.apiKey === iss)
  if (application === undefined) throw new Denied(`Invalid ${claims}`, 401)
  if (Object.keys(application.keys).length === 0) {
    const need = 'You need to register a public key to use this authentication method'
    throw new Denied(`${need} - please contact support to configure`, 403, 'public_key error')
  }
  const key = Object.hasOwn(application.keys, kid) ? application.keys[kid] : undefined
  if (key === undefined) throw new Denied("Invalid 'kid' header in client_assertion JWT - no matching public key", 401)
  return key
}

async function checkSignature(assertion: string, key: KeyObject): Promise<void> {
  try {
    await compactVerify(assertion, key, { algorithms: ['RS512'] })
  } catch {
    throw new Denied('JWT signature verification failed', 401, 'invalid_client')
  }
}

type CheckedBy = { readonly url: string; readonly memory: Memory; readonly now: Date }

function checkClaims({ jti, aud, exp }: JWTPayload, { url, memory, now }: CheckedBy): void {
  const seconds = now.getTime() / 1000
  const claim = (name: string) => `'${name}' claim in client_assertion JWT`
  if (jti === undefined) throw new Denied(`Missing ${claim('jti')}`)
  if (typeof jti !== 'string' || jti === '')
    throw new Denied(`Invalid ${claim('jti')} - must be a unique string value such as a GUID`)
  if ((memory.seen.get(jti) ?? 0) > seconds) throw new Denied(`Non-unique ${claim('jti')}`)
  if (aud !== url) throw new Denied(`Missing or invalid ${claim('aud')}`, 401)
  if (exp === undefined) throw new Denied(`Missing ${claim('exp')}`)
  if (!Number.isInteger(exp)) throw new Denied(`Invalid ${claim('exp')} - must be an integer`)
  if (exp <= seconds) throw new Denied(`Invalid ${claim('exp')} - JWT has expired`)
  if (exp > seconds + LONGEST_ASSERTION_SECONDS)
    throw new Denied(`Invalid ${claim('exp')} - more than 5 minutes in future`)
  memory.seen.set(jti, exp)
}
