import { type Author, displayName, type NamedOrganisation } from '../../identity/index.ts'
import { NOT_BROUGHT_REASONS } from '../../lookup/index.ts'
import type { AccessNotice, InactiveNumberNotice, WasNotBroughtNotice } from '../../notifications/index.ts'
import type { Database } from '../../platform/index.ts'
import type { ReadAcknowledgement } from '../../register/index.ts'
import { storeInactiveNumbers, storeOutcomes } from '../desired/store.ts'
import type { CollectedMessage, ReadMessage } from '../ports.ts'
import { stopped, storeWorkOfAnswer } from '../work/of-answer.ts'
import { openWork } from '../work/store.ts'
import type { NewWork } from '../work/work-item.ts'
import type {
  AccessContent,
  InactiveNumberContent,
  ItemContent,
  RecordAnswer,
  WasNotBroughtContent,
} from './inbox-item.ts'
import { matchVerdicts, type SentRow } from './match-verdicts.ts'
import * as store from './store.ts'

/** What is to be kept of a message: the item, and the run it is about where there is one. */
export type Taken = { readonly content: ItemContent; readonly runId?: string }

/** Turns a message that was read into what a person has to see. An acknowledgement is laid on its run on the way. */
export async function takeReadMessage(tx: Database, message: ReadMessage, at: Date): Promise<Taken> {
  if (message.kind === 'acknowledgement') return takeAcknowledgement(tx, message.acknowledgement, at)
  if (message.kind === 'access') return { content: await accessContent(tx, message.notice) }
  if (message.kind === 'was-not-brought') return { content: await wasNotBroughtContent(tx, message.notice) }
  await storeInactive(tx, message.notice, at)
  return { content: await inactiveNumberContent(tx, message.notice) }
}

/** A report of MESH: the file it is about did not arrive (local-authority.md 9.4). */
export async function takeReport(tx: Database, message: CollectedMessage, at: Date): Promise<Taken> {
  const description = message.statusDescription ?? 'MESH gives no reason'
  const run = await store.runOfReport(tx, message)
  if (run === undefined) return { content: { kind: 'report', description } }
  await store.markUndelivered(tx, run.runId)
  await openWork(tx, [undelivered(run.sequence, message)], at)
  return { runId: run.runId, content: { kind: 'report', sequence: run.sequence, description } }
}

/** MESH code 15: it refused the file for what stands in it, as a CPF01 does (local-authority.md 7.3). */
const BAD_FILE = '15'

function undelivered(sequence: number, { statusCode, statusDescription = '' }: CollectedMessage): NewWork {
  const sentence = `File ${sequence} did not arrive: ${statusDescription}. Nothing of it was stored.`
  if (statusCode === BAD_FILE) return stopped('MESH 15', `${sentence} Stop, and tell the supplier.`)
  const whoMends = 'Nobody: the next upload sends its records again; if it comes twice, the service desk'
  return { key: `undelivered ${sequence}`, kind: 'undelivered', whoMends, sentence }
}

/** A number out of use is never sent again (check A12); the work about it is for few eyes: it may be an adoption. */
async function storeInactive(tx: Database, { numbers }: InactiveNumberNotice, at: Date): Promise<void> {
  await storeInactiveNumbers(
    tx,
    numbers.map(one => one.nhsNumber),
    at,
  )
  await openWork(tx, numbers.map(inactiveWork), at)
}

function inactiveWork({ nhsNumber, localId, replacedBy }: InactiveNumberNotice['numbers'][number]): NewWork {
  return {
    key: `inactive ${nhsNumber}`,
    kind: 'inactive-number',
    nhsNumber,
    ...(localId && { localPersonId: localId.value }),
    restricted: true,
    whoMends: 'The authority: trace the number; after an adoption, the adoption team',
    sentence:
      replacedBy === undefined
        ? 'The NHS number is out of use and no other is given: the NHS finds no plan under it. Trace the number now, or ' +
          'close the record quietly after an adoption.'
        : 'The NHS number was replaced: the NHS finds no plan under the old one. Confirm the new one with PDS and enter it.',
  }
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
  await storeOutcomes(tx, runId, at)
  await storeWorkOfAnswer(tx, { sequence: run.sequence, fileCode, matched, at })
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

async function wasNotBroughtContent(tx: Database, notice: WasNotBroughtNotice): Promise<WasNotBroughtContent> {
  const { accessId, at, author, nhsNumber, localId, reason, appointmentAt, note } = notice.alert
  const known = await store.localIdsOf(tx, [nhsNumber])
  return {
    kind: 'was-not-brought',
    noticeId: notice.noticeId,
    createdAt: notice.createdAt.toISOString(),
    accessId,
    at: at.toISOString(),
    ...shownAuthor(author),
    nhsNumber,
    ...ownId(localId?.value ?? known.get(nhsNumber)),
    reason: NOT_BROUGHT_REASONS[reason],
    appointmentAt: appointmentAt.toISOString(),
    ...(note !== undefined && { note }),
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
