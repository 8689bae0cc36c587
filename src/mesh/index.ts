export type { MeshClientOptions } from './client/exchange.ts'
export { type MeshClient, openMeshClient } from './client/mesh-client.ts'
export type { ListOptions, MeshMessage } from './client/receive.ts'
export type { MeshSending } from './client/send.ts'
export type { TrackedMessage } from './client/track.ts'
export { MeshAnswerError, meshErrors, meshWireErrors, type ServerWords } from './errors.ts'
export {
  type FolderMailbox,
  type MeshClientConfiguration,
  readMeshClientConfiguration,
} from './folder-client/configuration.ts'
export { folderClientErrors } from './folder-client/errors.ts'
export {
  type ControlFile,
  readControlFile,
  type StatusRecord,
  writeControlFile,
} from './folder-client/files/control-file.ts'
export { openKeyStore } from './folder-client/key-store.ts'
export { explainMeshLog, type LogExplanation, printExplanation } from './folder-client/log/explain.ts'
export {
  type FolderClient,
  type FolderClientDeps,
  type MailboxOpening,
  startFolderClient,
} from './folder-client/start.ts'
export { pruneNonces } from './server/admission/prune-nonces.ts'
export {
  createMailbox,
  type MeshAdministrationDeps,
  type NewMailbox,
  registerWorkflow,
  setMailboxActive,
  type WorkflowRegistration,
} from './server/mailboxes/administration.ts'
export { mailboxFacts } from './server/mailboxes/facts.ts'
export { addMeshRoutes } from './server/routes.ts'
export type { MeshServerDeps, MeshServerSettings } from './server/server-deps.ts'
