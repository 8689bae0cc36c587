import type { Clock, Randomness } from '../../platform/index.ts'
import { type Case, expect, expectSame } from '../case.ts'
import { askMesh, type Exchange, payloadOf } from '../probe/mesh.ts'
import type { Authority } from '../subject.ts'

// The kit plays the national service for a local authority's system, over MESH, and judges what it sends.

/** The mailbox of the national service at a MESH server the product uses, and the product's own. */
export type HubMailbox = Pick<Authority, 'url' | 'mailboxId' | 'password' | 'sharedKey' | 'workflows'> & {
  readonly authorityMailbox: string
  readonly odsCode: string
  readonly name: string
}

/** An upload as it came. */
export type Uploaded = {
  readonly sequence: string
  readonly declared: number
  readonly nhsNumbers: readonly string[]
  readonly odsCode: string
  readonly emergencyPhone?: string
}

/** Reads uploads and writes what answers them; given by whoever wires the kit. */
export type HubCodec = {
  readonly readUpload: (body: Uint8Array) => Promise<Uploaded | undefined>
  readonly writeAnswer: (body: Uint8Array, fileCode: 'CPF01' | 'CPF02' | 'CPF05') => Promise<string>
  readonly writeEmptyNotice: (authority: Pick<HubMailbox, 'odsCode' | 'name'>, noticeId: string, at: Date) => string
  readonly deviations: (body: Uint8Array) => Promise<readonly string[]>
}

export type HeardUpload = Uploaded & {
  readonly deviations: readonly string[]
  readonly localId: string
  readonly workflowId: string
}

/** What a system of an authority did while the kit was the national service. */
export type AuthorityHeard = {
  readonly odsCode: string
  readonly uploadWorkflow: string
  /** In the order they came: answered CPF05, CPF02, CPF01, in turn. */
  readonly uploads: readonly HeardUpload[]
  /** What became of the answers and the notice, as MESH tracks them. */
  readonly collected: readonly string[]
}

export type AuthorityWish = {
  readonly mailbox: HubMailbox
  readonly codec: HubCodec
  readonly clock: Clock
  readonly randomness: Randomness
  /** Told what the tester has to do next. */
  readonly tell: (what: string) => void
  readonly withinMs: number
  /** How long nothing may come after CPF01. */
  readonly quietMs: number
}

const EVERY_MS = 50
const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

/** Takes uploads in, answers them as planned, and listens. What did not come in time is missing from what it returns. */
export async function listenToAuthority(wish: AuthorityWish): Promise<AuthorityHeard> {
  const { mailbox, codec, clock, randomness, tell, quietMs } = wish
  const uploads: HeardUpload[] = []
  const sent: string[] = []
  const steps = [
    ['upload an extract of invented children', 'CPF05'],
    ['let the product go on; where it does nothing by itself, upload again', 'CPF02'],
    ['upload everything once more, as a full upload', 'CPF01'],
  ] as const
  for (const [what, fileCode] of steps) {
    tell(what)
    const came = await nextUpload(wish, wish.withinMs)
    if (came === undefined) break
    uploads.push(came.upload)
    sent.push(await send(wish, mailbox.workflows.acknowledgement, await codec.writeAnswer(came.body, fileCode)))
    if (fileCode === 'CPF02')
      sent.push(
        await send(
          wish,
          mailbox.workflows.accessNotice,
          codec.writeEmptyNotice(mailbox, randomness.uuid(), clock.now()),
        ),
      )
  }
  tell('let the product read its mailbox, and try to upload once more')
  const after = await nextUpload(wish, quietMs)
  if (after) uploads.push(after.upload)
  const collected = await Promise.all(sent.map(id => tracked(wish, id)))
  return { odsCode: mailbox.odsCode, uploadWorkflow: mailbox.workflows.upload, uploads, collected }
}

const exchangeOf = ({ mailbox, clock, randomness }: AuthorityWish): Exchange => ({
  on: { clock, randomness },
  authority: mailbox,
})

async function nextUpload(wish: AuthorityWish, withinMs: number) {
  const exchange = exchangeOf(wish)
  for (const began = wish.clock.now().getTime(); wish.clock.now().getTime() - began < withinMs; await pause(EVERY_MS)) {
    const { json } = await askMesh(exchange, { path: '/inbox' })
    const [id] = json?.messages ?? []
    if (id === undefined) continue
    const reply = await askMesh(exchange, { path: `/inbox/${id}` })
    await askMesh(exchange, { method: 'PUT', path: `/inbox/${id}/status/acknowledged` })
    const body = payloadOf(reply)
    const read = await wish.codec.readUpload(body)
    const { 'mex-localid': localId = '', 'mex-workflowid': workflowId = '' } = reply.headers as Record<string, string>
    const deviations = await wish.codec.deviations(body)
    const upload: HeardUpload = { ...(read ?? UNREADABLE), deviations, localId, workflowId }
    return { upload, body }
  }
  return undefined
}

const UNREADABLE: Uploaded = { sequence: '', declared: -1, nhsNumbers: [], odsCode: '' }

async function send(wish: AuthorityWish, workflowId: string, body: string): Promise<string> {
  const headers = { 'mex-to': wish.mailbox.authorityMailbox, 'mex-workflowid': workflowId }
  const { json } = await askMesh(exchangeOf(wish), { method: 'POST', path: '/outbox', headers, body })
  return json?.message_id ?? ''
}

async function tracked(wish: AuthorityWish, id: string): Promise<string> {
  const { json } = await askMesh(exchangeOf(wish), { path: `/outbox/tracking?messageID=${id}` })
  return json?.status ?? 'unknown'
}

type Row = Pick<Case, 'id' | 'clause' | 'title' | 'purpose' | 'expected'> & {
  readonly isSafety?: true
  readonly judge: (heard: AuthorityHeard) => void
}

const rowCase = ({ judge, ...row }: Row): Case<AuthorityHeard> => ({
  ...row,
  ...{ interface: 'mesh', modes: ['standard', 'silent'], needs: ['uploads'] },
  steps: [
    'Upload; answered CPF05',
    'Upload again; answered CPF02, and a notice sent',
    'Upload all; answered CPF01',
    'Try again',
  ],
  async judge(heard, note) {
    note(`${heard.uploads.length} uploads`)
    expect(heard.uploads.length > 0, 'no upload came')
    judge(heard)
  },
})

/** What a system of a local authority must send (local-authority.md 3, 4, 7, 8.4). */
export const authorityCases: readonly Case<AuthorityHeard>[] = [
  {
    ...{ id: 'A-CPF05', clause: 'local-authority.md 8.4', isSafety: true },
    title: 'After CPF05 the whole goes again, under a higher number',
    purpose: 'Nothing of the first file was stored: children are without an alert until it goes again.',
    expected: 'A second upload of the same NHS numbers, and a higher sequence number',
    judge: ({ uploads: [first, second] }: AuthorityHeard) => {
      expect(first !== undefined && second !== undefined, 'nothing came after CPF05')
      expectSame([...second.nhsNumbers].sort(), [...first.nhsNumbers].sort(), 'the NHS numbers of the second upload')
    },
  },
  {
    ...{ id: 'A-CPF01', clause: 'local-authority.md 4.2, 8.4' },
    title: 'After CPF01 nothing more comes',
    purpose: 'A file that is refused as a whole is refused each time; a loop hides that nobody mends it.',
    expected: 'No upload after the third',
    judge: ({ uploads }: AuthorityHeard) => expectSame(uploads.length, 3, 'the number of uploads'),
  },
  {
    ...{ id: 'A-FORM', clause: 'hl7v3.md 4.1, 9' },
    title: 'Every upload is as the specification has it',
    purpose: 'What one reader forgives the next refuses, and with it every child of the file.',
    expected: 'No deviation',
    judge: ({ uploads }: AuthorityHeard) =>
      expectSame(
        uploads.flatMap(one => one.deviations),
        [],
        'the deviations',
      ),
  },
  {
    ...{ id: 'A-COUNT', clause: 'local-authority.md 3.1' },
    title: 'The number of records is the one declared',
    purpose: 'A file cut short is only found by it.',
    expected: 'transmissionQuantity as many as there are records',
    judge: ({ uploads }: AuthorityHeard) =>
      expect(
        uploads.every(one => one.declared === one.nhsNumbers.length),
        'declared and sent differ',
      ),
  },
  {
    ...{ id: 'A-SEQUENCE', clause: 'local-authority.md 3.1, 4.6 F5' },
    title: 'Sequence numbers go up',
    purpose: 'A file under a number that was used is taken for one already answered, and its changes are lost.',
    expected: 'Each number above the one before',
    judge: ({ uploads }: AuthorityHeard) => {
      const numbers = uploads.map(one => Number(one.sequence))
      expect(
        numbers.every((one, index) => index === 0 || one > (numbers[index - 1] ?? 0)),
        `the numbers are ${numbers.join(', ')}`,
      )
    },
  },
  {
    ...{ id: 'A-EMERGENCY', clause: 'local-authority.md 3.1', isSafety: true },
    title: 'The emergency number goes with every upload',
    purpose: 'At night it is the only number that answers.',
    expected: 'A number of use EC',
    judge: ({ uploads }: AuthorityHeard) =>
      expect(
        uploads.every(one => (one.emergencyPhone ?? '') !== ''),
        'the emergency number is missing',
      ),
  },
  {
    ...{ id: 'A-WHO', clause: 'local-authority.md 4.6 F4' },
    title: 'An upload names the authority of its mailbox, under the workflow of uploads',
    purpose: 'An upload of another authority would end the alerts of its children.',
    expected: 'The ODS code of the authority, and the workflow id of uploads',
    judge: ({ uploads, odsCode, uploadWorkflow }: AuthorityHeard) => {
      for (const one of uploads)
        expectSame([one.odsCode, one.workflowId], [odsCode, uploadWorkflow], 'ODS code and workflow')
    },
  },
  {
    ...{ id: 'A-LOCAL-ID', clause: 'local-authority.md 7.2', isSafety: true },
    title: 'Nothing about a child stands in the local id of a message',
    purpose: 'Local ids are seen by whoever runs the exchange.',
    expected: 'No NHS number of the upload in mex-localid',
    judge: ({ uploads }: AuthorityHeard) =>
      expect(
        uploads.every(one => !one.nhsNumbers.some(number => one.localId.includes(number))),
        'a local id holds an NHS number',
      ),
  },
  {
    ...{ id: 'A-COLLECTED', clause: 'local-authority.md 7.2', isSafety: true },
    title: 'Answers and notices are taken out of the mailbox',
    purpose: 'What is not collected in five days is lost: a social worker never learns that the child was seen.',
    expected: 'MESH tracks each as acknowledged',
    judge: ({ collected }: AuthorityHeard) => {
      expect(collected.length > 0, 'nothing was sent')
      expectSame(
        collected.filter(status => status !== 'acknowledged'),
        [],
        'what was not collected',
      )
    },
  },
]
  .map(row => rowCase(row as Row))
  .toSorted((a, b) => Number(b.isSafety ?? false) - Number(a.isSafety ?? false))
