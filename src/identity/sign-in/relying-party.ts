import type { CryptoKey } from 'jose'
import * as client from 'openid-client'
import { type Clock, type Database, dayInEngland, type Randomness, refusal, systemClock } from '../../platform/index.ts'
import { readLevel } from '../bearer/assurance-level.ts'
import { rolesHeld } from '../store.ts'
import { signInErrors } from './errors.ts'
import { faultOf } from './fault-of.ts'

export type RelyingPartySettings = {
  /** CIS2's issuer, letter by letter. */
  readonly issuer: string
  readonly clientId: string
  /** A shared secret, or a private key made for RS512 with the id CIS2 knows it by (fhir-api.md 8.1). */
  readonly authentication: { readonly secret: string } | { readonly privateKey: CryptoKey; readonly kid: string }
  readonly redirectUri: string
  readonly minimumAssurance: 2 | 3
}

export type RelyingPartyDeps = { readonly db: Database; readonly clock: Clock; readonly randomness: Randomness }

/** What a sign-in under way must find again at its end; kept in the user's session, never in a page. */
export type PendingSignIn = { readonly state: string; readonly nonce: string; readonly codeVerifier: string }

/** A role a user may act in, as the role directory has it. */
export type RoleOnOffer = {
  readonly roleProfileId: string
  readonly jobRoleName: string
  readonly organisation: { readonly odsCode: string; readonly name: string }
  /** Effective activities, included ones counted. */
  readonly activities: readonly string[]
}

/** Who signed in, how surely, and the roles to choose from. */
export type SignedInPerson = {
  readonly userId: string
  readonly assuranceLevel: number
  /** How the user proved who they are: `acr`. */
  readonly authenticator: string | undefined
  readonly authenticatedAt: Date
  /** CIS2's session: what a back-channel logout names. */
  readonly sessionId: string | undefined
  /** The role chosen at CIS2, if any; it counts only if it is on offer. */
  readonly selectedRole: string | undefined
  readonly roles: readonly RoleOnOffer[]
  /** The hint for signing out at CIS2. */
  readonly idToken: string
}

export type RelyingParty = {
  /** Where to send the user. `chooseAgain` asks for user and role anew. Throws SIGN_IN_UNAVAILABLE. */
  begin(wish?: { readonly chooseAgain?: boolean }): Promise<{ readonly url: URL; readonly pending: PendingSignIn }>
  /**
   * Ends the sign-in at the address CIS2 sent the user back to. Throws SIGN_IN_FAILED (a code, state, nonce, signature
   * or subject that does not fit, or the user declined), SIGN_IN_TOO_OLD, SIGN_IN_TOO_WEAK, SIGN_IN_UNAVAILABLE.
   */
  complete(calledBack: URL, pending: PendingSignIn): Promise<SignedInPerson>
  /** Where to send the user to sign out at CIS2 too. */
  signOutUrl(idToken: string, returnTo: string): Promise<URL>
}

/** The sign-in may be 15 minutes old, and one more for the way (fhir-api.md 8.5). */
const MOST_AGE_SECONDS = 900
const GRACE_SECONDS = 60

/** Opens us as a relying party of CIS2: authorization code flow with PKCE (fhir-api.md 8.1, 8.2, 8.5). */
export function openRelyingParty(deps: RelyingPartyDeps, settings: RelyingPartySettings): RelyingParty {
  let known: client.Configuration | undefined
  const configuration = async () => {
    known ??= await discovered(settings)
    return known
  }
  return {
    begin: wish => orFault(async () => begin(deps, settings, { config: await configuration(), ...wish })),
    complete: async (calledBack, pending) => {
      const claims = await orFault(async () =>
        claimsOf(atOurTime(deps, settings, await configuration()), calledBack, pending),
      )
      return personOf(deps, settings, claims)
    },
    signOutUrl: (idToken, returnTo) =>
      orFault(async () =>
        client.buildEndSessionUrl(await configuration(), {
          id_token_hint: idToken,
          post_logout_redirect_uri: returnTo,
        }),
      ),
  }
}

/** The library looks at the machine's clock; where ours is another it may differ by as much, and we look at the times. */
function atOurTime({ clock }: RelyingPartyDeps, settings: RelyingPartySettings, found: client.Configuration) {
  const differs = Math.ceil(Math.abs(clock.now().getTime() - systemClock.now().getTime()) / 1000)
  const metadata = { [client.clockTolerance]: differs }
  const config = new client.Configuration(found.serverMetadata(), settings.clientId, metadata, proofOf(settings))
  if (isOfThisMachine(settings)) client.allowInsecureRequests(config)
  config.timeout = TIMEOUT_SECONDS
  return config
}

async function orFault<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw faultOf(error)
  }
}

const TIMEOUT_SECONDS = 2

function proofOf({ authentication }: RelyingPartySettings): client.ClientAuth {
  return 'secret' in authentication
    ? client.ClientSecretPost(authentication.secret)
    : client.PrivateKeyJwt({ key: authentication.privateKey, kid: authentication.kid })
}

function isOfThisMachine({ issuer }: RelyingPartySettings): boolean {
  return new URL(issuer).hostname === '127.0.0.1'
}

async function discovered(settings: RelyingPartySettings): Promise<client.Configuration> {
  const { issuer, clientId } = settings
  const found = await client.discovery(new URL(issuer), clientId, undefined, proofOf(settings), {
    timeout: TIMEOUT_SECONDS,
    ...(isOfThisMachine(settings) ? { execute: [client.allowInsecureRequests] } : {}),
  })
  if (found.serverMetadata().issuer !== issuer) throw refusal(signInErrors, 'SIGN_IN_FAILED', 'another issuer')
  return found
}

type Begin = { readonly config: client.Configuration; readonly chooseAgain?: boolean }

async function begin({ randomness }: RelyingPartyDeps, settings: RelyingPartySettings, wish: Begin) {
  const chance = () => randomness.bytes(32).toString('base64url')
  const pending = { state: chance(), nonce: chance(), codeVerifier: chance() }
  const url = client.buildAuthorizationUrl(wish.config, {
    redirect_uri: settings.redirectUri,
    scope: 'openid profile selectedrole',
    acr_values: settings.minimumAssurance === 3 ? 'AAL3_ANY' : 'AAL2_OR_AAL3_ANY',
    max_age: String(MOST_AGE_SECONDS),
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(pending.codeVerifier),
    code_challenge_method: 'S256',
    ...(wish.chooseAgain ? { prompt: 'login' } : {}),
  })
  return { url, pending }
}

type Claims = client.IDToken & { readonly idToken: string }

async function claimsOf(config: client.Configuration, calledBack: URL, pending: PendingSignIn): Promise<Claims> {
  const tokens = await client.authorizationCodeGrant(config, calledBack, {
    pkceCodeVerifier: pending.codeVerifier,
    expectedState: pending.state,
    expectedNonce: pending.nonce,
    maxAge: MOST_AGE_SECONDS + GRACE_SECONDS,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (claims === undefined) throw refusal(signInErrors, 'SIGN_IN_FAILED', 'no ID token')
  // Its subject must be the same person.
  await client.fetchUserInfo(config, tokens.access_token, claims.sub)
  return { ...claims, idToken: String(tokens.id_token) }
}

async function personOf(
  { db, clock }: RelyingPartyDeps,
  { minimumAssurance }: RelyingPartySettings,
  claims: Claims,
): Promise<SignedInPerson> {
  const assuranceLevel = readLevel(claims['authentication_assurance_level'])
  const authenticatedAt = new Date(Number(claims.auth_time ?? 0) * 1000)
  const oldest = clock.now().getTime() - (MOST_AGE_SECONDS + GRACE_SECONDS) * 1000
  if (authenticatedAt.getTime() < oldest) throw refusal(signInErrors, 'SIGN_IN_TOO_OLD')
  if (assuranceLevel < minimumAssurance) throw refusal(signInErrors, 'SIGN_IN_TOO_WEAK')
  const said = (claim: string) => (claims[claim] === undefined ? undefined : String(claims[claim]))
  return {
    userId: claims.sub,
    assuranceLevel,
    authenticator: said('acr'),
    authenticatedAt,
    sessionId: said('sid'),
    selectedRole: said('selected_roleid'),
    roles: await rolesOnOffer(db, claims.sub, clock),
    idToken: claims.idToken,
  }
}

async function rolesOnOffer(db: Database, userId: string, clock: Clock): Promise<RoleOnOffer[]> {
  const held = await rolesHeld(db, userId, dayInEngland(clock.now()))
  return held.map(({ roleProfileId, jobRoleName, orgOds, orgName, activities }) => ({
    roleProfileId,
    jobRoleName,
    organisation: { odsCode: orgOds, name: orgName },
    activities,
  }))
}
