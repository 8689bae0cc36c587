import { type Author, displayName, type NamedOrganisation } from '../../identity/index.ts'
import type { AccessNotice, InactiveNumberNotice } from '../../notifications/index.ts'
import type { Database } from '../../platform/index.ts'
import type { ReadAcknowledgement } from '../../register/index.ts'
import type { CollectedMessage, ReadMessage } from '../ports.ts'
import type { AccessContent, InactiveNumberContent, ItemContent, RecordAnswer } from './inbox-item.ts'
import { matchVerdicts, type SentRow } from './match-verdicts.ts'
import * as store from './store.ts'

/** What is to be kept of a message: the item, and the run it is about where there is one. */
export type Taken = { readonly content: ItemContent; readonly runId?: string }

/** Turns a message that was read into what a person has to see. An acknowledgement is laid on its run on the way. */
export async function takeReadMessage(tx: Database, message: ReadMessage, at: Date): Promise<Taken> {
  if (message.kind === 'acknowledgement') return takeAcknowledgement(tx, message.acknowledgement, at)
  if (message.kind === 'access') return { content: await accessContent(tx, message.notice) }
  return { content: await inactiveNumberContent(tx, message.notice) }
}

/** A report of MESH: the file it is about did not arrive (local-authority.md 9.4). */
export async function takeReport(tx: Database, message: CollectedMessage): Promise<Taken> {
  const description = message.statusDescription ?? 'MESH gives no reason'
  const run = await store.runOfReport(tx, message)
  if (run === undefined) return { content: { kind: 'report', description } }
  await store.markUndelivered(tx, run.runId)
  return { runId: run.runId, content: { kind: 'report', sequence: run.sequence, description } }
}

/** Matched by the file's number, not by MESH; `-1` can only mean the one in flight (local-authority.md 8.3, 8.4). */
async function takeAcknowledgement(tx: Database, answer: ReadAcknowledgement, at: Date): Promise<Taken> {
  const { sequence, fileCode } = answer
  const content = { kind: 'acknowledgement', sequence, fileCode, records: [], unmatched: 0 } as const
  const run = sequence === '-1' ? await store.runInFlight(tx) : await runOf(tx, sequence)
  if (run === undefined) return { content: { ...content, file: 'unknown' } }
  const { runId } = run
  if (!(await store.markAnswered(tx, runId, { fileCode, at }))) return { runId, content: { ...content, file: 'again' } }
  const matched = matchVerdicts(answer, await store.sentRows(tx, runId))
  await store.storeVerdicts(tx, runId, matched)
  const records = matched.records.map(withoutNumber)
  return { runId, content: { ...content, file: 'answered', records, unmatched: matched.unmatched } }
}

async function runOf(tx: Database, sequence: string): Promise<store.SentRun | undefined> {
  return /^\d{1,15}$/.test(sequence) ? store.runBySequence(tx, Number(sequence)) : undefined
}

function withoutNumber({ nhsNumber: _, ...record }: SentRow & RecordAnswer): RecordAnswer {
  return record
}

async function accessContent(tx: Database, notice: AccessNotice): Promise<AccessContent> {
  const known = await store.localIdsOf(
    tx,
    notice.accesses.map(access => access.nhsNumber),
  )
  return {
    kind: 'access',
    noticeId: notice.noticeId,
    createdAt: notice.createdAt.toISOString(),
    accesses: notice.accesses.map(({ accessId, at, author, nhsNumber, localId }) => ({
      accessId,
      at: at.toISOString(),
      ...shownAuthor(author),
      nhsNumber,
      ...ownId(localId?.value ?? known.get(nhsNumber)),
    })),
  }
}

async function inactiveNumberContent(tx: Database, notice: InactiveNumberNotice): Promise<InactiveNumberContent> {
  const known = await store.localIdsOf(
    tx,
    notice.numbers.map(one => one.nhsNumber),
  )
  return {
    kind: 'inactive-number',
    noticeId: notice.noticeId,
    createdAt: notice.createdAt.toISOString(),
    numbers: notice.numbers.map(({ nhsNumber, localId, replacedBy }) => ({
      nhsNumber,
      ...ownId(localId?.value ?? known.get(nhsNumber)),
      ...(replacedBy && { replacedBy }),
    })),
  }
}

function ownId(localPersonId: string | undefined): { localPersonId?: string } {
  return localPersonId === undefined ? {} : { localPersonId }
}

/** Who looked; for a system, the people who answer for its queries (hl7v3.md 3.4). */
function shownAuthor(author: Author): { who: string; role: string; organisation: string } {
  const organisation = shownOrganisation(author.organisation)
  if (author.kind === 'person') return { who: displayName(author.name), role: author.roleName, organisation }
  const names = author.responsible.map(({ name }) => displayName(name)).join(', ')
  const roles = author.responsible.map(({ roleName }) => roleName).join(', ')
  return { who: names === '' ? 'a system' : `a system; ask ${names}`, role: roles, organisation }
}

function shownOrganisation({ odsCode, name }: NamedOrganisation): string {
  return name === '' ? odsCode : `${name} (${odsCode})`
}
