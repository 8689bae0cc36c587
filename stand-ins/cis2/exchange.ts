import { type CryptoKey, SignJWT } from 'jose'
import { type Clock, refusal, systemClock, systemRandomness } from '../../src/platform/index.ts'
import { cis2StandInErrors } from './errors.ts'
import { type SignedIn, type SignInWish, signIn } from './sign-in.ts'

/** An application at the token endpoint, and the key it signs its assertions with (RS512). */
export type ExchangingApplication = {
  readonly clientId: string
  readonly kid: string
  readonly privateKey: CryptoKey
  /** The address of the token endpoint as the service is known by: the audience of assertions. */
  readonly tokenUrl: string
}

export type Exchanged = SignedIn & {
  /** What look-ups are made with: our own opaque token. */
  readonly bearer: string
  readonly refreshToken: string
}

/**
 * Signs an invented user in and exchanges the ID token, as an application does. `at` is where the token endpoint really
 * listens, when that is not its known address. Throws CIS2_SIGN_IN_FAILED, TOKEN_EXCHANGE_FAILED.
 */
export async function signInAndExchange(
  wish: SignInWish,
  application: ExchangingApplication,
  at = application.tokenUrl,
): Promise<Exchanged> {
  const signedIn = await signIn(wish)
  const answer = await fetch(at, { method: 'POST', body: await exchangeForm(signedIn.idToken, application) })
  const body = (await answer.json()) as { access_token?: string; refresh_token?: string; error_description?: string }
  if (body.access_token === undefined || body.refresh_token === undefined)
    throw refusal(cis2StandInErrors, 'TOKEN_EXCHANGE_FAILED', body.error_description ?? `status ${answer.status}`)
  return { ...signedIn, bearer: body.access_token, refreshToken: body.refresh_token }
}

/** The form of a token exchange (fhir-api.md 7.4). */
export async function exchangeForm(idToken: string, application: ExchangingApplication): Promise<URLSearchParams> {
  return new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    subject_token: idToken,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await clientAssertion(application),
  })
}

/** A client assertion that counts for five minutes from now, once (fhir-api.md 7.4). */
export function clientAssertion(application: ExchangingApplication, clock: Clock = systemClock): Promise<string> {
  const { clientId, kid, privateKey, tokenUrl } = application
  return new SignJWT({
    iss: clientId,
    sub: clientId,
    aud: tokenUrl,
    jti: systemRandomness.uuid(),
    exp: Math.floor(clock.now().getTime() / 1000) + 300,
  })
    .setProtectedHeader({ alg: 'RS512', typ: 'JWT', kid })
    .sign(privateKey)
}
