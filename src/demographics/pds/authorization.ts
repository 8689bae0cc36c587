import type { KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Clock, type Randomness, refusal } from '../../platform/index.ts'
import { demographicsErrors } from '../errors.ts'
import { reasonOf } from './fault-reason.ts'

/** Gives the value of the Authorization header; `refused` is one that PDS did not take, never to be given again. */
export type Authorization = (refused?: string) => Promise<string | undefined>

export type AppRestrictedOptions = {
  /** As `https://api.service.nhs.uk/oauth2/token`; also the audience of what is signed. */
  readonly tokenUrl: string
  readonly apiKey: string
  /** The id under which the public key was registered. */
  readonly kid: string
  /** An RSA key. */
  readonly privateKey: KeyObject
  readonly clock: Clock
  readonly randomness: Randomness
  /** How long a request for a token may take; 5,000 when not given. */
  readonly timeoutMs?: number
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** The most is five minutes; the rest is for clocks that differ. */
const ASSERTION_SECONDS = 240
const RENEW_AHEAD_MS = 60_000

/** The numbers come as strings (fhir-api.md 7.4). */
const Granted = Type.Object({
  access_token: Type.String({ pattern: '^[\\x21-\\x7e]+$' }),
  expires_in: Type.Union([Type.String({ pattern: '^[1-9][0-9]{0,5}$' }), Type.Integer({ minimum: 1 })]),
  token_type: Type.String({ pattern: '^[Bb]earer$' }),
})
const Denied = Type.Object({ error: Type.String(), error_description: Type.Optional(Type.String()) })
const grants = Compile(Granted)
const denials = Compile(Denied)

type Token = { readonly header: string; readonly renewFrom: number; readonly endsAt: number }

/**
 * Application-restricted access (fhir-api.md 7.3, 7.4): a bearer token by client credentials and a signed assertion,
 * kept and renewed a minute before it ends, one request at a time. Throws PDS_TOKEN_UNAVAILABLE where it is worth
 * trying again, PDS_TOKEN_REFUSED where it is not; to whoever reads PDS both are `unavailable`.
 */
export function openAppRestrictedAuthorization(options: AppRestrictedOptions): (refused?: string) => Promise<string> {
  let held: Token | undefined
  let asking: Promise<Token> | undefined
  const renew = () => {
    asking ??= fetchToken(options)
      .then(token => {
        held = token
        return token
      })
      .finally(() => {
        asking = undefined
      })
    return asking
  }
  return async refused => {
    if (held?.header === refused) held = undefined
    const now = options.clock.now().getTime()
    if (held === undefined || now >= held.endsAt) return (await renew()).header
    // The token in hand still serves: nobody waits for the next, and should it fail, whoever needs it hears why.
    if (now >= held.renewFrom) renew().catch(() => {})
    return held.header
  }
}

async function fetchToken(options: AppRestrictedOptions): Promise<Token> {
  const askedAt = options.clock.now().getTime()
  const { status, body } = await post(options, await assertionOf(options))
  if (status === 408 || status === 429 || status >= 500)
    throw refusal(demographicsErrors, 'PDS_TOKEN_UNAVAILABLE', `HTTP ${status}`)
  if (status !== 200) throw refusal(demographicsErrors, 'PDS_TOKEN_REFUSED', `HTTP ${status} ${wordsOf(body)}`)
  if (!grants.Check(body)) throw refusal(demographicsErrors, 'PDS_TOKEN_REFUSED', 'not a token as agreed')
  const lifeMs = Number(body.expires_in) * 1000
  const endsAt = askedAt + lifeMs
  return { header: `Bearer ${body.access_token}`, endsAt, renewFrom: endsAt - Math.min(RENEW_AHEAD_MS, lifeMs / 2) }
}

async function assertionOf({ apiKey, kid, tokenUrl, privateKey, clock, randomness }: AppRestrictedOptions) {
  const now = Math.floor(clock.now().getTime() / 1000)
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS512', typ: 'JWT', kid })
    .setIssuer(apiKey)
    .setSubject(apiKey)
    .setAudience(tokenUrl)
    .setJti(randomness.uuid())
    .setIssuedAt(now)
    .setExpirationTime(now + ASSERTION_SECONDS)
    .sign(privateKey)
}

async function post(options: AppRestrictedOptions, assertion: string): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(options.tokenUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: assertion,
      }).toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs ?? 5_000),
    })
    return { status: response.status, body: await response.json().catch(() => undefined) }
  } catch (error) {
    throw refusal(demographicsErrors, 'PDS_TOKEN_UNAVAILABLE', reasonOf(error), error)
  }
}

/** What the platform says is wrong, for whoever set the key up; it knows of no child. */
function wordsOf(body: unknown): string {
  if (!denials.Check(body)) return 'without a reason'
  return `${body.error}: ${body.error_description ?? ''}`.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 200)
}
