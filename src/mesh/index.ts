export type { MeshClientOptions } from './client/exchange.ts'
export { type MeshClient, openMeshClient } from './client/mesh-client.ts'
export type { ListOptions, MeshMessage } from './client/receive.ts'
export type { MeshSending } from './client/send.ts'
export type { MeshTls } from './client/tls-fetch.ts'
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
export { deleteMessages } from './server/life/delete-messages.ts'
export { expireMessages, type LifeDeps } from './server/life/expire-messages.ts'
export { forgetCutUploads } from './server/life/forget-cut-uploads.ts'
export { type Requeue, requeueMessages } from './server/life/requeue-messages.ts'
export {
  createMailbox,
  type MeshAdministrationDeps,
  type NewMailbox,
  registerWorkflow,
  setMailboxActive,
  setMailboxPassword,
  type WorkflowRegistration,
} from './server/mailboxes/administration.ts'
export { mailboxFacts } from './server/mailboxes/facts.ts'
export { type Imported, importMailboxes, importWorkflows } from './server/mailboxes/import-mailboxes.ts'
export { type ListedMailbox, listMailboxes } from './server/mailboxes/list-mailboxes.ts'
export { addMeshRoutes } from './server/routes.ts'
export { MESH_SEALED } from './server/sealed-columns.ts'
export { MESH_SESSION, type MeshServerDeps, type MeshServerSettings } from './server/server-deps.ts'
