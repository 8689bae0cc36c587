import { type ReadNotice, readNotice, writeUpload } from '../../src/hl7v3/index.ts'
import { laptopMailbox } from '../../src/main/laptop-mailboxes.ts'
import type { Settings } from '../../src/main/settings.ts'
import { type MeshClient, openMeshClient } from '../../src/mesh/index.ts'
import { silentLog, systemClock, systemRandomness } from '../../src/platform/index.ts'
import type { ReadAcknowledgement, SubmittedPlan, SubmittedRecord } from '../../src/register/index.ts'
import type { StandInPerson } from '../../stand-ins/people/index.ts'
import { until } from './until.ts'

export type AuthorityCode = 'X01' | 'X02' | 'X03'

/** A row of an upload: one child (a mother where the plan is of an unborn child), as PDS knows them. */
export type Row = { readonly person: StandInPerson; readonly plans: readonly SubmittedPlan[] }

/** A message out of an authority's mailbox, read as its agent reads it. */
export type Received = { readonly messageId: string; readonly localId: string; readonly notice: ReadNotice }

/** A local authority at its mailbox. */
export type Authority = {
  readonly code: AuthorityCode
  readonly mesh: MeshClient
  /** The upload as it would be sent. */
  written(sequence: number, rows: readonly Row[]): string
  /** Sends a file and returns the id MESH gave it. */
  send(body: string | Uint8Array): Promise<string>
  /** Takes everything out of the mailbox. */
  collect(): Promise<Received[]>
  /** Waits for the acknowledgement of a message; whatever came before it is left out. */
  acknowledgementOf(messageId: string): Promise<ReadAcknowledgement>
}

const NAMES: Record<AuthorityCode, string> = {
  X01: 'Exampleshire County Council',
  X02: 'Samplebury Borough Council',
  X03: 'Testingham City Council',
}

/** The mailbox of an authority; `fetch` in place of the one there is, to send what no client would. */
export function openMailbox(code: AuthorityCode, settings: Settings, fetch?: typeof globalThis.fetch): MeshClient {
  return openMeshClient({
    baseUrl: settings.meshUrl,
    ...laptopMailbox(code),
    sharedKey: settings.meshSharedKey,
    ...{ clock: systemClock, randomness: systemRandomness, log: silentLog },
    ...(fetch && { fetch }),
  })
}

export function openAuthority(code: AuthorityCode, settings: Settings): Authority {
  const mesh = openMailbox(code, settings)
  const collect = () => collectAll(mesh)
  return {
    code,
    mesh,
    collect,
    written: (sequence, rows) => writeUpload(uploadOf(code, sequence, rows)),
    async send(body) {
      const { hubMailbox: to, uploadWorkflow: workflowId } = settings
      return (await mesh.send({ to, workflowId, body })).messageId
    },
    acknowledgementOf: messageId =>
      until(`the acknowledgement of ${messageId}`, async () => {
        const answer = (await collect()).find(received => received.localId.startsWith(`ACK-${messageId}`))
        return answer?.notice.kind === 'acknowledgement' ? answer.notice.acknowledgement : undefined
      }),
  }
}

async function collectAll(mesh: MeshClient): Promise<Received[]> {
  const all: Received[] = []
  for (const messageId of await mesh.list()) {
    const message = await mesh.download(messageId)
    if (message === 'gone') throw new Error(`${messageId} is gone: somebody else reads this mailbox`)
    all.push({ messageId, localId: message.localId ?? '', notice: await readNotice(oneChunk(message.body)) })
    await mesh.acknowledge(messageId)
  }
  return all
}

async function* oneChunk(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}

function uploadOf(code: AuthorityCode, sequence: number, rows: readonly Row[]) {
  return {
    kind: 'upload',
    sequence: String(sequence),
    createdAt: new Date().toISOString(),
    declaredCount: rows.length,
    authority: { odsCode: code, name: NAMES[code], emergencyPhone: '07700900801', officePhone: '01632960801' },
    records: rows.map((row, index) => recordOf(row, index + 1)),
  } as const
}

function recordOf({ person, plans }: Row, position: number): SubmittedRecord {
  const subject = {
    kind: plans.some(plan => plan.type === 'UCP') ? 'mother' : 'child',
    nhsNumber: person.nhsNumber,
    localId: `L${position}`,
    familyName: person.family,
    givenName: person.given.join(' '),
    birthDate: person.birthDate,
  } as const
  return { position, plans, subjects: [subject] }
}
