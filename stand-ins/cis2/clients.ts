import type { JSONWebKeySet } from 'jose'
import type { ClientMetadata } from 'oidc-provider'

/** An application that signs users in: known by a shared secret, or by keys it signs assertions with (RS512). */
export type StandInClient = {
  readonly clientId: string
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris?: readonly string[]
  /** Where to say that a user's session is over; the ID tokens of such a client name the session (`sid`). */
  readonly backchannelLogoutUri?: string
} & ({ readonly clientSecret: string } | { readonly jwks: JSONWebKeySet })

/** A client in the words of OpenID Connect; authorization code flow only (fhir-api.md 8.1). */
export function metadataOf(client: StandInClient): ClientMetadata {
  return {
    client_id: client.clientId,
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...(client.postLogoutRedirectUris ?? [])],
    ...(client.backchannelLogoutUri === undefined
      ? {}
      : { backchannel_logout_uri: client.backchannelLogoutUri, backchannel_logout_session_required: true }),
    grant_types: ['authorization_code'],
    response_types: ['code'],
    ...('clientSecret' in client
      ? { token_endpoint_auth_method: 'client_secret_post', client_secret: client.clientSecret }
      : {
          token_endpoint_auth_method: 'private_key_jwt',
          token_endpoint_auth_signing_alg: 'RS512',
          jwks: { keys: [...client.jwks.keys] } as NonNullable<ClientMetadata['jwks']>,
        }),
  }
}
