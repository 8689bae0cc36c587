import { defineSettings, secret, text, url, wholeNumber } from '../platform/index.ts'
import { orNone, privateKey } from './spine-settings.ts'

/** One activity code or several with blanks between. */
function codes(value: string): string[] {
  const found = value.split(/\s+/).filter(code => code !== '')
  if (found.length === 0) throw new Error('must be activity codes with blanks between')
  return found
}

const activity = (name: string, who: string, fallback: string) => ({
  name,
  what: `the activity codes that open the pages for ${who}; no national code is known, this one is ours`,
  fallback,
  read: codes,
})

/** The settings of the pages. */
export const portalSettings = defineSettings({
  portalPort: { name: 'CPIS_PORTAL_PORT', what: 'port of the pages', fallback: '8406', read: wholeNumber(0, 65_535) },
  portalUrl: {
    name: 'CPIS_PORTAL_URL',
    what: 'the address browsers know the pages by; https in production; empty: no pages are served',
    laptop: 'http://127.0.0.1:8406',
    fallback: '',
    read: orNone(url),
  },
  portalClientId: {
    name: 'CPIS_PORTAL_CLIENT_ID',
    what: 'as which client the pages sign people in at CIS2: a client of its own, not one of the API',
    fallback: 'open-cpis-portal',
    read: text,
  },
  portalClientSecret: {
    name: 'CPIS_PORTAL_CLIENT_SECRET',
    what: 'the shared secret of that client; empty: it signs with CPIS_PORTAL_KEY',
    laptop: 'laptop-portal-client-secret',
    fallback: '',
    read: orNone(secret),
  },
  portalKey: {
    name: 'CPIS_PORTAL_KEY',
    what: 'the private RSA key that client signs with (RS512), as PEM',
    fallback: '',
    read: orNone(privateKey),
  },
  portalKeyId: {
    name: 'CPIS_PORTAL_KEY_ID',
    what: 'the id CIS2 knows the public key by',
    fallback: '',
    read: orNone(text),
  },
  portalIdleMinutes: {
    name: 'CPIS_PORTAL_IDLE_MINUTES',
    what: 'unused for so many minutes a session on the pages ends: shorter than a screen is left alone on a ward; ours',
    fallback: '15',
    read: wholeNumber(1, 120),
  },
  portalSessionHours: {
    name: 'CPIS_PORTAL_SESSION_HOURS',
    what: 'after so many hours a session ends in any case: one long shift, as a sign-in at the API; ours',
    fallback: '12',
    read: wholeNumber(1, 24),
  },
  portalFreshMinutes: {
    name: 'CPIS_PORTAL_FRESH_MINUTES',
    what: 'before an export people prove again who they are, unless they did within so many minutes; ours',
    fallback: '5',
    read: wholeNumber(1, 60),
  },
  authorityActivities: activity('CPIS_ACTIVITY_AUTHORITY', 'staff of a local authority', 'X-CPIS-AUTHORITY'),
  operationsActivities: activity('CPIS_ACTIVITY_OPERATIONS', 'operations', 'X-CPIS-OPERATIONS'),
  programmeActivities: activity('CPIS_ACTIVITY_PROGRAMME', 'the roll-out programme', 'X-CPIS-PROGRAMME'),
  privacyActivities: activity('CPIS_ACTIVITY_PRIVACY', 'privacy officers', 'X-CPIS-PRIVACY'),
})
