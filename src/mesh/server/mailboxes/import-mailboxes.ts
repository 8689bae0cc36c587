import { refusal } from '../../../platform/index.ts'
import { meshErrors } from '../../errors.ts'
import { createMailbox, type MeshAdministrationDeps, registerWorkflow } from './administration.ts'

/** The ids that were made, and those that were there and stay as they are. */
export type Imported = { readonly made: readonly string[]; readonly there: readonly string[] }

/**
 * Makes the mailboxes of a `mailboxes.jsonl` as the public sandbox has it: `mailbox_id`, `mailbox_name`, `ods_code`,
 * `password`, and if given `org_code`, `org_name`, `active` (yes when not). `billing_entity` is not kept: nothing here
 * bills. All of it or nothing. Throws MESH_IMPORT_UNREADABLE with the line.
 */
export async function importMailboxes(deps: MeshAdministrationDeps, text: string): Promise<Imported> {
  const mailboxes = readLines(text).map(line => ({
    mailboxId: line.text('mailbox_id'),
    name: line.text('mailbox_name'),
    odsCode: line.text('ods_code'),
    password: line.text('password'),
    orgCode: line.textOr('org_code', ''),
    orgName: line.textOr('org_name', ''),
    active: line.yesOr('active', true),
  }))
  const made: string[] = []
  const there: string[] = []
  await deps.db.transaction(async db => {
    for (const mailbox of mailboxes) {
      const isNew = await createMailbox({ ...deps, db }, mailbox)
      ;(isNew ? made : there).push(mailbox.mailboxId.trim().toUpperCase())
    }
  })
  return { made, there }
}

/**
 * Registers the workflows of a `workflows.jsonl`: `workflow_id`, `senders`, `receivers`. All of it or nothing; safe to
 * repeat. Returns their ids. Throws MESH_IMPORT_UNREADABLE with the line, or MESH_MAILBOX_UNKNOWN.
 */
export async function importWorkflows(deps: Pick<MeshAdministrationDeps, 'db'>, text: string): Promise<string[]> {
  const workflows = readLines(text).map(line => ({
    workflowId: line.text('workflow_id'),
    senders: line.texts('senders'),
    receivers: line.texts('receivers'),
  }))
  await deps.db.transaction(async db => {
    for (const workflow of workflows) await registerWorkflow({ db }, workflow)
  })
  return workflows.map(workflow => workflow.workflowId)
}

type Line = {
  text(name: string): string
  textOr(name: string, otherwise: string): string
  yesOr(name: string, otherwise: boolean): boolean
  texts(name: string): string[]
}

function readLines(text: string): Line[] {
  return text.split(/\r?\n/).flatMap((line, index) => (line.trim() === '' ? [] : [readLine(line, index + 1)]))
}

function readLine(line: string, number: number): Line {
  const unusable = (why: string) => refusal(meshErrors, 'MESH_IMPORT_UNREADABLE', `line ${number}: ${why}`)
  const fields = fieldsOf(line)
  if (fields === undefined) throw unusable('no JSON object')
  const checked = <Value>(name: string, value: unknown, isRight: (value: unknown) => value is Value, what: string) => {
    if (isRight(value)) return value
    throw unusable(`${name} must be ${what}`)
  }
  const isText = (value: unknown) => typeof value === 'string'
  const isFilled = (value: unknown): value is string => isText(value) && value.trim() !== ''
  const isYes = (value: unknown) => typeof value === 'boolean'
  const areTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isFilled)
  return {
    text: name => checked(name, fields[name], isFilled, 'a text'),
    textOr: (name, otherwise) => checked(name, fields[name] ?? otherwise, isText, 'a text'),
    yesOr: (name, otherwise) => checked(name, fields[name] ?? otherwise, isYes, 'true or false'),
    texts: name => checked(name, fields[name], areTexts, 'a list of texts'),
  }
}

function fieldsOf(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
