import fs from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import {
  mailboxActivate,
  mailboxCreate,
  mailboxDeactivate,
  mailboxImport,
  mailboxList,
  mailboxPassword,
  mailboxRequeue,
  mailboxWorkflow,
  type Verb,
} from '../cli/index.ts'
import {
  createMailbox,
  importMailboxes,
  importWorkflows,
  listMailboxes,
  type MeshServerDeps,
  registerWorkflow,
  requeueMessages,
  setMailboxActive,
  setMailboxPassword,
} from '../mesh/index.ts'
import { platformErrors, processEnvironment, refusal } from '../platform/index.ts'
import { meshServerDepsOf } from './mesh-server.ts'
import { groundOf } from './processes.ts'
import { settingsFrom } from './settings.ts'

/** The shortest a password may be that an operator gives; those of an import are as they are. */
const PASSWORD_LENGTH = 8

/** The verbs that administer the mailboxes of our own MESH server. */
export function mailboxVerbs(say: (line: string) => void): Verb[] {
  return [
    mailboxCreate(async ({ id, name, ods, passwordFile, certificateName }) => {
      const password = await passwordIn(passwordFile)
      const mailbox = { mailboxId: id, name, odsCode: ods, password, active: true }
      return withMesh(deps => createMailbox(deps, { ...mailbox, ...(certificateName && { certificateName }) }))
    }, say),
    mailboxList(() => withMesh(listMailboxes), say),
    mailboxActivate(id => withMesh(deps => setMailboxActive(deps, id, true)), say),
    mailboxDeactivate(id => withMesh(deps => setMailboxActive(deps, id, false)), say),
    mailboxPassword(async ({ id, passwordFile }) => {
      const password = await passwordIn(passwordFile)
      return withMesh(deps => setMailboxPassword(deps, id, password))
    }, say),
    mailboxWorkflow(({ id, sender, receiver }) => {
      const registration = { workflowId: id, senders: sender, receivers: receiver }
      return withMesh(deps => registerWorkflow(deps, registration))
    }, say),
    mailboxImport(async ({ mailboxes, workflows }) => {
      const files = [await textIn(mailboxes), await textIn(workflows)] as const
      return withMesh(async deps => ({
        ...(await importMailboxes(deps, files[0])),
        workflows: await importWorkflows(deps, files[1]),
      }))
    }, say),
    mailboxRequeue(({ id: mailboxId, message }) => {
      const messages = message.length > 0 ? { messageIds: message } : {}
      return withMesh(deps => requeueMessages(deps, { mailboxId, ...messages }))
    }, say),
  ]
}

async function withMesh<Result>(work: (deps: MeshServerDeps) => Promise<Result>): Promise<Result> {
  const ground = groundOf('mailboxes', settingsFrom(processEnvironment))
  try {
    return await work(meshServerDepsOf(ground))
  } finally {
    await ground.end()
  }
}

/** Nothing where no file is named. */
function textIn(file: string | undefined): Promise<string> {
  return file === undefined ? Promise.resolve('') : fs.readFile(file, 'utf8')
}

/** A password is never an argument: those show in the list of processes. */
async function passwordIn(file: string): Promise<string> {
  const password = (file === '-' ? await textOf(process.stdin) : await textIn(file)).trim()
  if (password.length < PASSWORD_LENGTH)
    throw refusal(platformErrors, 'CONFIG_INVALID', `a password must have at least ${PASSWORD_LENGTH} characters`)
  return password
}
