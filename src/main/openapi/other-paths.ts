import { answer, content, form, JSON_TYPE } from './parts.ts'

const REFUSED = {
  '4XX': answer('Refused, by `error` and `error_description`', content(JSON_TYPE, 'TokenRefusal')),
  '503': answer('CIS2 or the database is away', content(JSON_TYPE, 'TokenRefusal')),
}

const ASSERTION = {
  'client_assertion_type?': '`urn:ietf:params:oauth:client-assertion-type:jwt-bearer`',
  'client_assertion?': 'A JWT of at most five minutes, signed by a registered key of the application (RS512)',
}

const token = (summary: string, description: string, fields: Record<string, string>, done: object) => ({
  post: { tags: ['Tokens'], summary, description, requestBody: form(fields), responses: { '200': done, ...REFUSED } },
})

const status = { '200': answer('pass', content(JSON_TYPE, 'Status')) }
const away = { '503': answer('fail', content(JSON_TYPE, 'Status')) }

/** The paths beside FHIR. */
export const OTHER_PATHS: Readonly<Record<string, object>> = {
  '/oauth2/token': token(
    'Exchange an ID token of CIS2, or a refresh token',
    'Separate authentication and authorisation: your application signs the user in at CIS2 and exchanges the ID token.',
    {
      grant_type: '`urn:ietf:params:oauth:grant-type:token-exchange` or `refresh_token`',
      'subject_token_type?': '`urn:ietf:params:oauth:token-type:id_token`',
      'subject_token?': 'The ID token',
      'refresh_token?': 'Taken once',
      'client_id?': 'For a refresh without an assertion',
      'client_secret?': 'For a refresh without an assertion',
      ...ASSERTION,
    },
    answer('An access token of about ten minutes, and a refresh token', content(JSON_TYPE, 'Tokens')),
  ),
  '/oauth2/revoke': token(
    'Revoke a token',
    'The whole sign-in ends with it.',
    { token: 'An access token or a refresh token', 'client_id?': '', 'client_secret?': '', ...ASSERTION },
    answer('Revoked, or never was'),
  ),
  '/oauth2/backchannel-logout': token(
    'The user signed out at CIS2',
    'For the sign-in service only.',
    { logout_token: 'Signed by CIS2' },
    answer('The sign-ins of that session are over'),
  ),
  '/health/live': { get: { tags: ['Inside the network'], summary: 'The process runs', responses: status } },
  '/health/ready': {
    get: { tags: ['Inside the network'], summary: 'It can do its work', responses: { ...status, ...away } },
  },
  '/metrics': {
    get: {
      tags: ['Inside the network'],
      summary: 'Metrics for Prometheus',
      responses: { '200': answer('Metrics', { 'text/plain': { schema: { type: 'string' } } }) },
    },
  },
  '/status.json': {
    get: {
      tags: ['About'],
      summary: 'How the service does: components, incidents, look-ups, last successes',
      responses: { '200': answer('The public status', { [JSON_TYPE]: { schema: { type: 'object' } } }) },
    },
  },
  '/status.atom': {
    get: {
      tags: ['About'],
      summary: 'Incidents as an Atom feed',
      responses: { '200': answer('Atom', { 'application/atom+xml': { schema: { type: 'string' } } }) },
    },
  },
  '/status': {
    get: {
      tags: ['About'],
      summary: 'The public status as plain text',
      responses: { '200': answer('Text', { 'text/plain': { schema: { type: 'string' } } }) },
    },
  },
  '/openapi.json': {
    get: {
      tags: ['About'],
      summary: 'This document',
      responses: { '200': answer('OpenAPI 3.1', { [JSON_TYPE]: { schema: { type: 'object' } } }) },
    },
  },
  '/docs': {
    get: {
      tags: ['About'],
      summary: 'This document as a page, with forms that ask the sandbox',
      responses: { '200': answer('HTML', { 'text/html': { schema: { type: 'string' } } }) },
    },
  },
}
