import { defineSettings, readCalendarDate, secret, text, url, wholeNumber } from '../platform/index.ts'
import { orNone, privateKey } from './spine-settings.ts'

/** One activity code or several with blanks between. */
function codes(value: string): string[] {
  const found = value.split(/\s+/).filter(code => code !== '')
  if (found.length === 0) throw new Error('must be activity codes with blanks between')
  return found
}

/** `09:00-17:00`. */
function hours(value: string): { readonly from: string; readonly to: string } {
  const [, from, to] = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(value) ?? []
  if (from === undefined || to === undefined || from >= to) throw new Error('must be hours as 09:00-17:00')
  return { from, to }
}

function days(value: string): ReadonlySet<string> {
  const found = value.split(/\s+/).filter(day => day !== '')
  if (!found.every(day => readCalendarDate(day) !== undefined)) throw new Error('must be days as 2026-12-25')
  return new Set(found)
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
  officeHours: {
    name: 'CPIS_OFFICE_HOURS',
    what: 'when offices of local authorities are open on weekdays, London time: the number to ring first; ours',
    fallback: '09:00-17:00',
    read: hours,
  },
  bankHolidays: {
    name: 'CPIS_BANK_HOLIDAYS',
    what: 'days offices of local authorities are closed besides, YYYY-MM-DD with blanks between',
    fallback:
      '2026-12-25 2026-12-28 2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28',
    read: days,
  },
  silentAfterDays: {
    name: 'CPIS_UPLOAD_SILENT_DAYS',
    what: 'a page warns where an authority has sent nothing for more than so many days; ours',
    fallback: '7',
    read: wholeNumber(1, 365),
  },
  pdsMostMatches: {
    name: 'CPIS_PDS_MOST_MATCHES',
    what: 'most people a search of the pages may find; PDS gives an application alone one, a signed-in person 50',
    laptop: '50',
    fallback: '1',
    read: wholeNumber(1, 50),
  },
  lookUpsOfPerson: {
    name: 'CPIS_PORTAL_LOOK_UPS_OF_PERSON',
    what: 'most children one person asks about on the pages in ten minutes, and most searches; then 429; ours',
    fallback: '60',
    read: wholeNumber(1, 10_000),
  },
  lookUpsOfSite: {
    name: 'CPIS_PORTAL_LOOK_UPS_OF_SITE',
    what: 'the same of everybody at one organisation; ours',
    fallback: '1000',
    read: wholeNumber(1, 100_000),
  },
  sweepAt: {
    name: 'CPIS_PORTAL_SWEEP_AT',
    what: 'one person who asks about so many children in an hour is reported by cpis_events_total{event="portal-sweep"}; ours',
    fallback: '100',
    read: wholeNumber(1, 100_000),
  },
  authorityActivities: activity('CPIS_ACTIVITY_AUTHORITY', 'staff of a local authority', 'X-CPIS-AUTHORITY'),
  operationsActivities: activity('CPIS_ACTIVITY_OPERATIONS', 'operations', 'X-CPIS-OPERATIONS'),
  programmeActivities: activity('CPIS_ACTIVITY_PROGRAMME', 'the roll-out programme', 'X-CPIS-PROGRAMME'),
  privacyActivities: activity('CPIS_ACTIVITY_PRIVACY', 'privacy officers', 'X-CPIS-PRIVACY'),
})
