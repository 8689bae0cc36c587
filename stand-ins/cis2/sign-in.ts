import { decodeJwt } from 'jose'
import { refusal, systemRandomness } from '../../src/platform/index.ts'
import { walkSignIn } from './browser.ts'
import { cis2StandInErrors } from './errors.ts'

export type SignInWish = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  readonly userId: string
  /** Wanted of somebody with several roles. */
  readonly roleProfileId?: string
  /** `openid selectedrole` when not given. */
  readonly scope?: string
}

export type SignedIn = { readonly idToken: string; readonly accessToken: string }

/**
 * Signs an invented user in at the stand-in by the whole authorization code flow, pages and cookies included, and
 * returns the tokens. Nothing needs to listen at the redirect URI. Throws CIS2_SIGN_IN_FAILED.
 */
export async function signIn(wish: SignInWish): Promise<SignedIn> {
  const state = systemRandomness.uuid()
  const nonce = systemRandomness.uuid()
  const url = new URL(`${wish.issuer}/authorize`)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: wish.clientId,
    redirect_uri: wish.redirectUri,
    scope: wish.scope ?? 'openid selectedrole',
    state,
    nonce,
  }).toString()
  const back = await walkSignIn({ ...wish, url })
  const code = back.searchParams.get('code')
  if (code === null || back.searchParams.get('state') !== state)
    throw failed(back.searchParams.get('error_description') ?? 'the answer is not to this request')
  const tokens = await exchange(wish, code)
  checkChosen(decodeJwt(tokens.idToken), wish, nonce)
  return tokens
}

async function exchange(wish: SignInWish, code: string): Promise<SignedIn> {
  const response = await fetch(`${wish.issuer}/access_token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: wish.redirectUri,
      client_id: wish.clientId,
      client_secret: wish.clientSecret,
    }),
  })
  const answer = (await response.json()) as { id_token?: string; access_token?: string; error?: string }
  if (answer.id_token === undefined || answer.access_token === undefined)
    throw failed(`no token: ${answer.error ?? response.status}`)
  return { idToken: answer.id_token, accessToken: answer.access_token }
}

/** Somebody with one role is not asked for it, so a role that is not theirs comes to light only here. */
function checkChosen(claims: ReturnType<typeof decodeJwt>, wish: SignInWish, nonce: string): void {
  const selected = claims['selected_roleid']
  if (claims['nonce'] !== nonce) throw failed('the token is not for this request')
  if (wish.roleProfileId !== undefined && selected !== undefined && selected !== wish.roleProfileId)
    throw failed(`there is no role ${wish.roleProfileId}`)
}

function failed(detail: string) {
  return refusal(cis2StandInErrors, 'CIS2_SIGN_IN_FAILED', detail)
}
