import fs from 'node:fs/promises'
import path from 'node:path'
import {
  backupVerbs,
  dbMigrate,
  dbShape,
  dbSystems,
  docsReference,
  doctorCheck,
  incidentVerbs,
  meshAdvance,
  meshCases,
  meshContacts,
  meshFolderClient,
  meshLetter,
  meshLog,
  meshPause,
  meshWatch,
  messageCheck,
  messageExplain,
  messageSample,
  noticeResend,
  numberCheck,
  numberSweep,
  policyExplain,
  program,
  qualityNational,
  qualityReport,
  serve,
  serveByMany,
  serviceLevelShow,
  tokenIssue,
  type Verb,
} from '../cli/index.ts'
import { checkAnyMessage, explainMessage, sampleMessages } from '../hl7v3/index.ts'
import { openLog, PROJECT_FOLDER, processEnvironment, type Running, untilTold } from '../platform/index.ts'
import { agentVerbs } from './agent-verbs.ts'
import { startApi } from './api.ts'
import { assurancePages } from './assurance-pages.ts'
import { auditVerbsOf } from './audit/audit-verbs.ts'
import { drill, makeFrom, restoreTo } from './backup/backup-verbs.ts'
import { serveRole } from './cluster/serve-role.ts'
import { failureOf } from './command-failure.ts'
import { conformanceKit } from './conformance/verbs.ts'
import { accreditSystems, migrateDatabase, shapeOfFreshDatabase } from './database.ts'
import { startDocs } from './docs-site.ts'
import { examineDeployment, isAlive } from './doctor/doctor.ts'
import { findingsText } from './doctor/finding.ts'
import { explainPolicy } from './explain-policy.ts'
import { explainLog, runFolderClient } from './folder-client.ts'
import { issueTokenByHand } from './laptop-application.ts'
import { mailboxVerbs } from './mailbox-verbs.ts'
import { startMesh } from './mesh-server.ts'
import { checkNow, sweepNow } from './numbers/number-verbs.ts'
import { operationsVerbs } from './operations/operations-verbs.ts'
import { watchVerbs } from './operations/watch-verbs.ts'
import { startPortal } from './portal/portal.ts'
import { noteVerbsOf } from './programme/note.ts'
import { rollOutVerbsOf } from './programme/roll-out.ts'
import { referencePages } from './reference-pages.ts'
import { startSandbox } from './sandbox.ts'
import { type Settings, settingsFrom } from './settings.ts'
import { startWorker } from './worker.ts'

const say = (line: string) => console.log(line)

/** A role in which nothing is secret starts as it is. */
function open(start: (settings: Settings) => Promise<Running>): () => Promise<void> {
  return async () => {
    const settings = settingsFrom(processEnvironment)
    untilTold([await start(settings)], openLog('main', settings.logLevel, settings.logFile || undefined))
  }
}

async function shape({ write }: { write: boolean }): Promise<void> {
  const text = JSON.stringify(await shapeOfFreshDatabase(), null, 2) + '\n'
  if (write) await fs.writeFile(path.join(PROJECT_FOLDER, 'db', 'shape.json'), text)
  else process.stdout.write(text)
}

async function reference({ write }: { write: boolean }): Promise<void> {
  for (const { file, text } of [...referencePages(), ...assurancePages()]) {
    if (write) await fs.writeFile(path.join(PROJECT_FOLDER, file), text)
    else process.stdout.write(text)
  }
}

async function examineHere(): Promise<{ text: string; json: unknown; well: boolean }> {
  const found = await examineDeployment(processEnvironment)
  return { text: findingsText(found), json: found, well: found.every(({ state }) => state === 'good') }
}

async function* chunkOf(file: Uint8Array): AsyncIterable<Uint8Array> {
  yield file
}

const watching = watchVerbs(() => settingsFrom(processEnvironment))
const operating = operationsVerbs(() => settingsFrom(processEnvironment))

/** Every verb there is. */
export const verbs: readonly Verb[] = [
  serveByMany('api', 'FHIR for those who ask', count => serveRole({ name: 'api', start: startApi }, count)),
  serve('worker', 'uploads in, acknowledgements and notices out', () =>
    serveRole({ name: 'worker', start: startWorker }),
  ),
  serveByMany('mesh', 'our own MESH server', count => serveRole({ name: 'mesh', start: startMesh }, count)),
  serve('sandbox', 'the documented numbers with canned answers, without a database', open(startSandbox)),
  serve('docs', 'the documents as a site, where bin/docs built it', open(startDocs)),
  serveByMany('portal', 'the pages for people', count => serveRole({ name: 'portal', start: startPortal }, count)),
  ...agentVerbs,
  ...conformanceKit,
  ...mailboxVerbs(say),
  messageCheck(file => checkAnyMessage(chunkOf(file)), say),
  messageExplain(explainMessage, say),
  messageSample(sampleMessages, say),
  meshWatch(watching.watch, say),
  meshCases(watching.cases, say),
  meshAdvance(watching.advance, say),
  meshPause(watching.pause, say),
  meshLetter(watching.letter, say),
  meshContacts(watching.contacts, say),
  meshFolderClient(runFolderClient),
  meshLog(explainLog, say),
  noticeResend(watching.resend, say),
  ...rollOutVerbsOf(() => settingsFrom(processEnvironment), say),
  ...noteVerbsOf(() => settingsFrom(processEnvironment), say),
  qualityReport(operating.quality, say),
  qualityNational(operating.national, say),
  ...incidentVerbs(operating, say),
  serviceLevelShow(operating.serviceLevels, say),
  numberCheck(number => checkNow(settingsFrom(processEnvironment), number), say),
  numberSweep(() => sweepNow(settingsFrom(processEnvironment)), say),
  policyExplain(asked => explainPolicy(settingsFrom(processEnvironment), asked), say),
  ...auditVerbsOf(() => settingsFrom(processEnvironment), say),
  tokenIssue(({ user, role }) => issueTokenByHand(settingsFrom(processEnvironment), user, role), say),
  ...backupVerbs({ make: makeFrom, restore: restoreTo, drill }, say),
  dbMigrate(({ ownerUrl }) => migrateDatabase(ownerUrl), say),
  dbShape(shape),
  dbSystems(({ ownerUrl, file }) => accreditSystems(ownerUrl, file), say),
  doctorCheck(examineHere, () => isAlive(settingsFrom(processEnvironment)), say),
  docsReference(reference),
]

/** Runs the command the process was called with; a failure is one line and exit code 1. */
export async function runCommand(): Promise<void> {
  try {
    await program(verbs).parseAsync()
  } catch (error) {
    const failure = failureOf(error)
    console.error(`${failure.code}: ${failure.message}`)
    if (processEnvironment['CPIS_LOG_LEVEL'] === 'debug')
      openLog('cli', 'debug').debug({ err: error }, 'the command failed')
    // A role that failed half started may have work going on that would keep the process.
    process.exit(1)
  }
}
