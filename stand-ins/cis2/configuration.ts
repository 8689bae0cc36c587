import type { JWK } from 'jose'
import type { Configuration, FindAccount } from 'oidc-provider'
import { CLAIMS_OF_SCOPE } from './claims.ts'
import { metadataOf, type StandInClient } from './clients.ts'
import { openMemory } from './memory.ts'
import { escaped, page } from './pages.ts'

/** Where CIS2's integration environment has its realm (fhir-api.md 8.1). */
export const REALM = '/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare'

export type Parts = {
  readonly clients: readonly StandInClient[]
  readonly signingKey: JWK
  readonly cookieKey: string
  readonly findAccount: FindAccount
}

const HOUR = 3600

/** CIS2's paths, scopes, claims and ways to know a client, for `oidc-provider` (fhir-api.md 8.6). */
export function configurationOf(parts: Parts): Configuration {
  return {
    adapter: openMemory(),
    clients: parts.clients.map(metadataOf),
    jwks: { keys: [parts.signingKey] } as NonNullable<Configuration['jwks']>,
    routes: {
      authorization: '/authorize',
      token: '/access_token',
      userinfo: '/userinfo',
      jwks: '/connect/jwk_uri',
      end_session: '/connect/endSession',
    },
    scopes: [...Object.keys(CLAIMS_OF_SCOPE), 'selectedrole'],
    claims: CLAIMS_OF_SCOPE,
    acrValues: [
      'AAL3_ANY',
      'AAL2_OR_AAL3_ANY',
      'AAL2_ANY',
      'AAL1_USERPASS',
      'AAL3_IOS',
      'AAL3_FIDO2',
      'AAL3_N3_SMARTCARD',
      'AAL3_CIS2_SMARTCARD',
      'AAL3_SMARTCARD',
      'AAL2_TOTP',
      'AAL2_NHSMAIL',
    ],
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_post', 'private_key_jwt'],
    enabledJWA: { clientAuthSigningAlgValues: ['RS512'], idTokenSigningAlgValues: ['RS256'] },
    pkce: { required: () => false },
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: 60,
      Grant: 12 * HOUR,
      IdToken: HOUR,
      Interaction: HOUR,
      Session: 12 * HOUR,
    },
    // Cookies of one host are shared by all its ports: own names and path keep those of the portal apart.
    cookies: {
      keys: [parts.cookieKey],
      names: { session: 'cis2_session', interaction: 'cis2_interaction', resume: 'cis2_resume' },
      long: { httpOnly: true, sameSite: 'lax', path: REALM },
    },
    interactions: { url: (_ctx, interaction) => loginPath(interaction.uid) },
    findAccount: parts.findAccount,
    clientBasedCORS: () => false,
    fetch: fetchHere,
    features: {
      backchannelLogout: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: true, logoutSource: askToSignOut, postLogoutSuccessSource: saySignedOut },
    },
    renderError(ctx, out) {
      ctx.type = 'html'
      ctx.body = page(
        'The sign-in did not succeed',
        `<p>${escaped(`${out.error}: ${out.error_description ?? ''}`)}</p>`,
      )
    },
  }
}

/** The library's own way out refuses addresses of this machine, where everybody it talks to is. */
function fetchHere(url: string | URL | Request, options?: RequestInit): Promise<Response> {
  const { dispatcher: _dispatcher, ...plain } = (options ?? {}) as RequestInit & { dispatcher?: unknown }
  return fetch(url, plain)
}

/** The login page of one sign-in. */
export function loginPath(uid: string): string {
  return `${REALM}/login/${uid}`
}

function askToSignOut(ctx: { body: unknown }, form: string): void {
  const button = '<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>'
  ctx.body = page('Sign out of CIS2', `${form}\n${button}`)
}

function saySignedOut(ctx: { body: unknown }): void {
  ctx.body = page('You are signed out', '<p>You may close this window.</p>')
}
