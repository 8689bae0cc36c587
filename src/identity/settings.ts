import { defineSettings, oneOf, wholeNumber } from '../platform/index.ts'

/** What a sign-in is measured by. */
export type IdentitySettings = {
  /** Compared literally: CIS2's own issuer carries an explicit `:443` (fhir-api.md 8.1). */
  readonly issuer: string
  /** The client ids whose tokens we take. */
  readonly audience: string | readonly string[]
  /** The lowest authenticator assurance level let in. */
  readonly minimumAssurance: number
  /** By how many seconds the issuer's clock and ours may differ. */
  readonly clockToleranceSeconds: number
  /** `id-token-too`: a CIS2 ID token is taken as bearer besides our own tokens. Never in production. */
  readonly tokens: 'opaque' | 'id-token-too'
}

function literalUrl(value: string): string {
  if (!URL.canParse(value)) throw new Error('must be a URL')
  return value
}

/** The settings of a process that takes CIS2's tokens, for `readSettings`. */
export const identitySettings = defineSettings({
  issuer: { name: 'CPIS_CIS2_ISSUER', what: 'the issuer of the ID tokens, letter by letter', read: literalUrl },
  audience: {
    name: 'CPIS_CIS2_AUDIENCE',
    what: 'the client ids whose tokens are taken, with commas between',
    read: value => value.split(',').map(clientId => clientId.trim()),
  },
  minimumAssurance: {
    name: 'CPIS_MINIMUM_ASSURANCE',
    what: 'the lowest authenticator assurance level let in',
    fallback: '3',
    read: value => Number(oneOf('2', '3')(value)),
  },
  clockToleranceSeconds: {
    name: 'CPIS_CIS2_CLOCK_TOLERANCE',
    what: 'seconds by which clocks may differ',
    fallback: '5',
    read: wholeNumber(0, 60),
  },
  tokens: {
    name: 'CPIS_TOKENS',
    what: 'which bearer tokens are taken: opaque (ours), or id-token-too, which production refuses',
    fallback: 'opaque',
    laptop: 'id-token-too',
    read: oneOf('opaque', 'id-token-too'),
  },
  refusedAMinute: {
    name: 'CPIS_TOKEN_REFUSALS_A_MINUTE',
    what: 'so many token requests a minute of one caller that do not prove who it is; more are answered 429',
    fallback: '30',
    read: wholeNumber(1, 10_000),
  },
})
