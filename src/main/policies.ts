// Who may use what: "no" is the default, and a test holds every route and every command against these two tables.

/** Each policy, and what enforces it. */
export const POLICIES = {
  anybody: 'says nothing about anybody',
  'anybody, about invented people': 'canned answers only; not there in production',
  'user with B0107 or B0170': 'a live token of a signed-in user, and the ten steps of care-settings',
  'anybody, of the pages': 'the stylesheet, and the way to CIS2 and back; says nothing about anybody',
  'signed-in person': 'a live session at the pages; without one the browser is sent to sign in',
  application: 'a registered application, by an assertion signed with its key',
  'sign-in service': 'a logout token signed by CIS2',
  'holder of the status key': 'the header apikey',
  'holder of a mailbox': 'a MESH token signed with the password of that mailbox, used once',
  'any party of the exchange': 'a client of the MESH network; says which mailboxes there are',
  'inside the network': 'the port is not let out of it',
  operator: 'who may log in where the service runs, and has the secrets of its environment',
  'staff of the authority': "who may log in where the authority's agent runs, and has its mailbox's password",
  developer: 'touches nothing but invented people and the source',
  'accredited system': 'a system of the directory, bound to its certificate, and the ten steps of care-settings',
  'a test': 'added in the test profile only',
  nobody: 'refused as a method that is not taken',
} as const
export type Policy = keyof typeof POLICIES

const FHIR_ROUTES: Readonly<Record<string, Policy>> = {
  'GET /cpis/FHIR/R4/CareTeam': 'user with B0107 or B0170',
  'POST /cpis/FHIR/R4/CareTeam/_search': 'user with B0107 or B0170',
  'GET /cpis/FHIR/R4/AuditEvent': 'user with B0107 or B0170',
  'POST /cpis/FHIR/R4/AuditEvent/_search': 'user with B0107 or B0170',
  'POST /cpis/FHIR/R4/$declare-unscheduled-encounter': 'user with B0107 or B0170',
  'POST /cpis/FHIR/R4/$was-not-brought': 'user with B0107 or B0170',
  'GET /patient-flags-api/FHIR/R4/PatientFlag': 'user with B0107 or B0170',
  'POST /patient-flags-api/FHIR/R4/PatientFlag/_search': 'user with B0107 or B0170',
  'GET /cpis/FHIR/R4/metadata': 'anybody',
  'GET /cpis/FHIR/R4/_ping': 'anybody',
  'GET /cpis/FHIR/R4/_status': 'holder of the status key',
}

/** By method and path. A HEAD is as the GET of its path unless it stands here. */
export const ROUTE_POLICIES: Readonly<Record<string, Policy>> = {
  'GET /health/live': 'inside the network',
  'GET /health/ready': 'inside the network',
  'GET /metrics': 'inside the network',

  ...FHIR_ROUTES,
  ...inSandbox(FHIR_ROUTES),

  'GET /openapi.json': 'anybody',
  'GET /docs': 'anybody',

  'POST /oauth2/token': 'application',
  'POST /oauth2/revoke': 'application',
  'POST /oauth2/backchannel-logout': 'sign-in service',
  ...notTaken('/oauth2/token', '/oauth2/revoke', '/oauth2/backchannel-logout'),

  'GET /': 'anybody',
  'GET /assets/:version/*': 'anybody, of the pages',
  'GET /sign-in': 'anybody, of the pages',
  'GET /signed-in': 'anybody, of the pages',
  'GET /signed-out': 'anybody',
  'GET /role': 'signed-in person',
  'POST /role': 'signed-in person',
  'POST /sign-out': 'signed-in person',

  'POST /syncservice': 'accredited system',
  ...notTaken('/syncservice'),
  'OPTIONS /syncservice': 'nobody',

  'GET /messageexchange/_ping': 'anybody',
  'GET /messageexchange/endpointlookup/:ods/*': 'any party of the exchange',
  'GET /messageexchange/workflowsearch/*': 'any party of the exchange',
  'POST /messageexchange/:mailbox': 'holder of a mailbox',
  'GET /messageexchange/:mailbox': 'holder of a mailbox',
  'GET /messageexchange/:mailbox/inbox': 'holder of a mailbox',
  'GET /messageexchange/:mailbox/inbox/:id': 'holder of a mailbox',
  'HEAD /messageexchange/:mailbox/inbox/:id': 'holder of a mailbox',
  'GET /messageexchange/:mailbox/inbox/:id/:part': 'holder of a mailbox',
  'PUT /messageexchange/:mailbox/inbox/:id/status/acknowledged': 'holder of a mailbox',
  'GET /messageexchange/:mailbox/count': 'holder of a mailbox',
  'POST /messageexchange/:mailbox/outbox': 'holder of a mailbox',
  'POST /messageexchange/:mailbox/outbox/:id/:part': 'holder of a mailbox',
  'GET /messageexchange/:mailbox/outbox/tracking': 'holder of a mailbox',
  'GET /messageexchange/:mailbox/outbox/tracking/*': 'holder of a mailbox',
  'POST /messageexchange/:mailbox/update': 'holder of a mailbox',
  'GET /messageexchange/:mailbox/inbox/rich': 'holder of a mailbox',
  'GET /messageexchange/:mailbox/outbox/rich': 'holder of a mailbox',

  'DELETE /admin/reset': 'a test',
  'DELETE /admin/reset/:mailbox': 'a test',
  'POST /admin/report': 'a test',
  'DELETE /messageexchange/admin/reset': 'a test',
  'DELETE /messageexchange/admin/reset/:mailbox': 'a test',
  'POST /messageexchange/admin/report': 'a test',
}

/** The sandbox has the same routes over invented people. */
function inSandbox(routes: Readonly<Record<string, Policy>>): Record<string, Policy> {
  return Object.fromEntries(
    Object.entries(routes).map(([route, policy]) => [
      route.replace(' /', ' /sandbox/'),
      policy === 'user with B0107 or B0170' ? 'anybody, about invented people' : policy,
    ]),
  )
}

function notTaken(...paths: string[]): Record<string, Policy> {
  const methods = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']
  return Object.fromEntries(paths.flatMap(path => methods.map(method => [`${method} ${path}`, 'nobody'])))
}

/** By noun and verb of `cpis`. */
export const COMMAND_POLICIES: Readonly<Record<string, Policy>> = {
  'serve api': 'operator',
  'serve worker': 'operator',
  'serve mesh': 'operator',
  'serve sandbox': 'developer',
  'serve portal': 'operator',
  'agent init': 'staff of the authority',
  'agent check': 'staff of the authority',
  'agent upload': 'staff of the authority',
  'agent inbox': 'staff of the authority',
  'agent status': 'staff of the authority',
  'agent reconcile': 'staff of the authority',
  'agent release': 'staff of the authority',
  'agent run': 'staff of the authority',
  'agent trace': 'staff of the authority',
  'message check': 'developer',
  'message explain': 'operator',
  'mailbox create': 'operator',
  'mailbox list': 'operator',
  'mailbox activate': 'operator',
  'mailbox deactivate': 'operator',
  'mailbox password': 'operator',
  'mailbox workflow': 'operator',
  'mailbox import': 'operator',
  'mailbox requeue': 'operator',
  'message sample': 'developer',
  'mesh watch': 'operator',
  'mesh cases': 'operator',
  'mesh advance': 'operator',
  'mesh pause': 'operator',
  'mesh letter': 'operator',
  'mesh contacts': 'operator',
  'mesh folder-client': 'staff of the authority',
  'mesh log': 'staff of the authority',
  'notice resend': 'operator',
  'number check': 'operator',
  'number sweep': 'operator',
  'policy explain': 'operator',
  'token issue': 'developer',
  'db migrate': 'operator',
  'db shape': 'developer',
  'db systems': 'operator',
  'doctor check': 'operator',
  'docs reference': 'developer',
}
