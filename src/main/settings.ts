import { createPrivateKey, type KeyObject } from 'node:crypto'
import { policySettings } from '../care-settings/index.ts'
import { readTimeOfDay, type TimeOfDay } from '../demographics/index.ts'
import { identitySettings } from '../identity/index.ts'
import { operationsSettings } from '../operations/index.ts'
import {
  commonSettings,
  defineSettings,
  keySettings,
  oneOf,
  platformErrors,
  postgresUrl,
  readSettings,
  refusal,
  secret,
  text,
  url,
  type Values,
  wholeNumber,
  yesOrNo,
} from '../platform/index.ts'
import { noteSettings } from '../programme/index.ts'
import { auditSettings } from './audit/audit-settings.ts'
import { journalSettings } from './journal/journal-settings.ts'
import { meshSettings } from './mesh-settings.ts'
import { portalSettings } from './portal-settings.ts'
import { recordsSettings } from './records/records-settings.ts'
import { spineSettings } from './spine-settings.ts'

const port = wholeNumber(0, 65_535)

/** An empty value is none. */
function orNone<Value>(read: (value: string) => Value): (value: string) => Value | undefined {
  return value => (value === '' ? undefined : read(value))
}

function rsaKey(value: string): KeyObject {
  const wanted = new Error('must be an RSA private key of 2048 bits or more, as PEM')
  let key: KeyObject
  try {
    key = createPrivateKey(value)
  } catch {
    throw wanted
  }
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw wanted
  return key
}

function timeOfDay(value: string): TimeOfDay {
  const time = readTimeOfDay(value)
  if (time === undefined) throw new Error('must be a time of day as 02:00')
  return time
}

/** Every setting of every role. A variable with `_FILE` behind its name gives the file that holds the value. */
export const settingsOfAllRoles = defineSettings({
  ...commonSettings,
  host: { name: 'CPIS_HOST', what: 'the address the servers listen on', fallback: '127.0.0.1', read: text },
  apiPort: { name: 'CPIS_API_PORT', what: 'port of the API', fallback: '8400', read: port },
  meshPort: { name: 'CPIS_MESH_PORT', what: 'port of the MESH server', fallback: '8401', read: port },
  workerPort: {
    name: 'CPIS_WORKER_PORT',
    what: 'port of health and metrics of the worker',
    fallback: '8404',
    read: port,
  },
  pdsPort: { name: 'CPIS_PDS_PORT', what: 'port of the PDS stand-in', fallback: '8402', read: port },
  docsPort: { name: 'CPIS_DOCS_PORT', what: 'port of the documents as a site', fallback: '8407', read: port },
  cis2Port: { name: 'CPIS_CIS2_PORT', what: 'port of the CIS2 stand-in', fallback: '8403', read: port },
  publicUrl: {
    name: 'CPIS_PUBLIC_URL',
    what: 'the address callers know the API by',
    laptop: 'http://127.0.0.1:8400',
    read: url,
  },
  statusApiKey: {
    name: 'CPIS_STATUS_API_KEY',
    what: 'the key that opens _status',
    laptop: 'laptop-status-key',
    read: secret,
  },
  answerWithinMs: {
    name: 'CPIS_ANSWER_WITHIN_MS',
    what: 'after so long a look-up is answered NotChecked',
    fallback: '2000',
    read: wholeNumber(100, 60_000),
  },
  lookUpsInHand: {
    name: 'CPIS_LOOK_UPS_IN_HAND',
    what: 'so many look-ups a process answers at once; the next is told that nothing was checked, to ask again',
    fallback: '200',
    read: wholeNumber(1, 10_000),
  },
  databaseConnections: {
    name: 'CPIS_DATABASE_CONNECTIONS',
    what: 'connections of each pool',
    fallback: '10',
    read: wholeNumber(1, 200),
  },
  ...keySettings,
  ...recordsSettings,
  ...auditSettings,
  ...journalSettings,
  replicaUrl: {
    name: 'CPIS_REPLICA_URL',
    what: 'postgresql://{role}@host/database of a standby that silent look-ups are read from; empty: the primary reads all',
    fallback: '',
    read: orNone(postgresUrl),
  },
  replicaLagMs: {
    name: 'CPIS_REPLICA_LAG_MS',
    what: 'so many milliseconds a standby may be behind, proven with each reading; beyond it the primary is asked',
    fallback: '1000',
    read: wholeNumber(100, 10_000),
  },
  lookUpForm: {
    name: 'CPIS_LOOK_UP_FORM',
    what: 'a look-up as one statement, or as a transaction of several: for a database sharded over machines',
    fallback: 'statement',
    read: oneOf('statement', 'transaction'),
  },
  groupCommit: {
    name: 'CPIS_GROUP_COMMIT',
    what: 'whether look-ups of one moment share a statement and a commit',
    fallback: 'yes',
    read: yesOrNo,
  },
  cis2Issuer: {
    ...identitySettings.issuer,
    laptop: 'http://127.0.0.1:8403/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare',
  },
  cis2Audience: { ...identitySettings.audience, laptop: 'open-cpis' },
  minimumAssurance: identitySettings.minimumAssurance,
  clockToleranceSeconds: identitySettings.clockToleranceSeconds,
  tokens: identitySettings.tokens,
  refusedAMinute: identitySettings.refusedAMinute,
  ...policySettings,
  ...spineSettings,
  ...portalSettings,
  ...operationsSettings,
  ...noteSettings,
  strictRequestId: {
    name: 'CPIS_STRICT_REQUEST_ID',
    what: 'whether FHIR callers must send X-Request-ID',
    fallback: 'no',
    read: yesOrNo,
  },
  pdsUrl: {
    name: 'CPIS_PDS_URL',
    what: 'the base of the PDS FHIR API',
    laptop: 'http://127.0.0.1:8402/personal-demographics/FHIR/R4',
    read: url,
  },
  pdsPerSecond: {
    name: 'CPIS_PDS_PER_SECOND',
    what: 'requests to PDS a second, of all processes together; the national default is 5',
    laptop: '1000',
    fallback: '5',
    read: wholeNumber(1, 10_000),
  },
  pdsTokenUrl: {
    name: 'CPIS_PDS_TOKEN_URL',
    what: 'where access tokens for PDS are given, as https://api.service.nhs.uk/oauth2/token; a sandbox wants none',
    laptop: '',
    read: orNone(url),
  },
  pdsApiKey: { name: 'CPIS_PDS_API_KEY', what: 'our API key at PDS', laptop: '', read: orNone(secret) },
  pdsKeyId: { name: 'CPIS_PDS_KEY_ID', what: 'the id our public key has at PDS', laptop: '', read: orNone(text) },
  pdsKey: {
    name: 'CPIS_PDS_KEY',
    what: 'the private RSA key that signs for us at PDS, as PEM; by CPIS_PDS_KEY_FILE in a file',
    laptop: '',
    read: orNone(rsaKey),
  },
  meshUrl: {
    name: 'CPIS_MESH_URL',
    what: 'the root of the MESH server',
    laptop: 'http://127.0.0.1:8401',
    read: url,
  },
  meshSharedKey: {
    name: 'CPIS_MESH_SHARED_KEY',
    what: 'the shared secret of MESH in this environment',
    laptop: 'laptop-shared-key',
    read: secret,
  },
  meshPasswordKey: {
    name: 'CPIS_MESH_PASSWORD_KEY',
    what: 'the key mailbox passwords are sealed with: 64 hexadecimal digits (our own MESH server only)',
    laptop: '6f70656e2d637069732d6c6170746f702d6b65792d6e6f742d7365637265742e',
    read: value => {
      if (!/^[0-9a-fA-F]{64}$/.test(value)) throw new Error('must be 64 hexadecimal digits')
      return Buffer.from(value, 'hex')
    },
  },
  ...meshSettings,
  hubMailbox: {
    name: 'CPIS_HUB_MAILBOX',
    what: 'the mailbox of this service; the national id is not public, this one is ours',
    fallback: 'OPENCPISHUB',
    read: text,
  },
  hubMailboxPassword: {
    name: 'CPIS_HUB_MAILBOX_PASSWORD',
    what: 'the password of the mailbox of this service',
    laptop: 'laptop-hub-password',
    read: secret,
  },
  uploadWorkflow: {
    name: 'CPIS_WORKFLOW_UPLOAD',
    what: 'workflow id of uploads; the national ids are not public, these are ours',
    fallback: 'OPENCPIS_UPLOAD',
    read: text,
  },
  acknowledgementWorkflow: {
    name: 'CPIS_WORKFLOW_UPLOAD_ACK',
    what: 'workflow id of acknowledgements',
    fallback: 'OPENCPIS_UPLOAD_ACK',
    read: text,
  },
  accessNoticeWorkflow: {
    name: 'CPIS_WORKFLOW_ACCESS_NOTICE',
    what: 'workflow id of access notices',
    fallback: 'OPENCPIS_ACCESS_NOTICE',
    read: text,
  },
  inactiveNumberWorkflow: {
    name: 'CPIS_WORKFLOW_INACTIVE_NUMBER',
    what: 'workflow id of inactive-number notices',
    fallback: 'OPENCPIS_INACTIVE_NUMBER',
    read: text,
  },
  wasNotBroughtWorkflow: {
    name: 'CPIS_WORKFLOW_WAS_NOT_BROUGHT',
    what: 'workflow id of our own notices that a child was not brought to an appointment',
    fallback: 'OPENCPIS_WAS_NOT_BROUGHT',
    read: text,
  },
  wasNotBroughtFromSilentOnly: {
    name: 'CPIS_WAS_NOT_BROUGHT_FROM_SILENT_ONLY',
    what: 'whether a setting that is silent only, as a sexual assault referral centre, may tell an authority: allowed or refused',
    fallback: 'refused',
    read: oneOf('allowed', 'refused'),
  },
  fhirPerSecond: {
    name: 'CPIS_FHIR_PER_SECOND',
    what: 'most FHIR requests of one application in a second, of all processes together; then 429 with Retry-After. 0: no limit',
    laptop: '0',
    fallback: '100',
    read: wholeNumber(0, 100_000),
  },
  uploadPollMs: {
    name: 'CPIS_UPLOAD_POLL_MS',
    what: 'pause between two looks into the mailbox; nationally five minutes',
    laptop: '200',
    fallback: '300000',
    read: wholeNumber(50, 3_600_000),
  },
  noticePollMs: {
    name: 'CPIS_NOTICE_POLL_MS',
    what: 'pause between two looks for orders of notices',
    fallback: '100',
    read: wholeNumber(10, 60_000),
  },
  leaseMs: {
    name: 'CPIS_LEASE_MS',
    what: 'so long after a worker was last heard of, another takes its work over; longer than their clocks differ',
    fallback: '30000',
    read: wholeNumber(200, 600_000),
  },
  numberChangeWorkflow: {
    name: 'CPIS_WORKFLOW_NUMBER_CHANGE',
    what: 'workflow id of news that NHS numbers changed',
    fallback: 'OPENCPIS_NUMBER_CHANGE',
    read: text,
  },
  numberSweepAt: {
    name: 'CPIS_NUMBER_SWEEP_AT',
    what: 'time of day in England, HH:MM, when PDS is asked about every number the register shows',
    fallback: '02:00',
    read: timeOfDay,
  },
  watchAt: {
    name: 'CPIS_MESH_WATCH_AT',
    what: "time of day in England, HH:MM, of the daily watch over the local authorities' mailboxes",
    fallback: '07:30',
    read: timeOfDay,
  },
  endDateInFuture: {
    name: 'CPIS_END_DATE_IN_FUTURE',
    what: 'whether a plan of a child may carry an end date that lies ahead; no source says (local-authority.md 4.5)',
    fallback: 'refused',
    read: oneOf('refused', 'taken'),
  },
})

export type Settings = Values<typeof settingsOfAllRoles>

const NO_STANDBY_HERE = 'CPIS_REPLICA_URL goes with CPIS_LOOK_UP_FORM=statement and CPIS_GROUP_COMMIT=yes only'

/** Reads every setting. Throws CONFIG_INVALID naming all that are missing or odd. */
export function settingsFrom(environment: NodeJS.ProcessEnv): Settings {
  const settings = readSettings(settingsOfAllRoles, environment)
  if (settings.profile === 'production' && settings.tokens !== 'opaque')
    throw refusal(platformErrors, 'CONFIG_INVALID', 'CPIS_TOKENS must be opaque in production')
  if (settings.replicaUrl !== undefined && (settings.lookUpForm !== 'statement' || !settings.groupCommit))
    throw refusal(platformErrors, 'CONFIG_INVALID', NO_STANDBY_HERE)
  return settings
}
