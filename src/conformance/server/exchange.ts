import { gunzipSync, gzipSync } from 'node:zlib'
import { type Case, expect, expectSame } from '../case.ts'
import { askMesh, collectAll, type MeshAsked, meshToken, payloadOf } from '../probe/mesh.ts'
import type { Authority, Subject } from '../subject.ts'
import { meshOf, nextSequence, onAll, takeChild, upload } from './world.ts'

// The exchange between the authority's mailbox and the hub's (mesh.md), and what uploads are answered.

const MESH = { interface: 'mesh', modes: ['standard', 'silent'], needs: ['authority'] } as const
const WITH_CODEC = { ...MESH, needs: ['authority', 'codec'] } as const
const THREE_HOURS_MS = 3 * 3_600_000

const exchange = (on: Subject) => ({ on, authority: on.authority as Authority })
const ask = (on: Subject, asked: MeshAsked) => askMesh(exchange(on), asked)

type Row = {
  readonly id: string
  readonly clause: string
  readonly title: string
  readonly purpose: string
  readonly asked: (on: Subject) => MeshAsked
  readonly status: number
  readonly isSafety?: true
}

const DOOR = 'Whoever is not the mailbox must not read what is in it: it names children.'
const CLEAR = 'A client can only mend what it is told of, by the right status.'
const to = (authority: Authority | undefined, more: Record<string, string> = {}) => ({
  'mex-to': authority?.hubMailbox ?? '',
  'mex-workflowid': authority?.workflows.upload ?? '',
  ...more,
})
const sending =
  (headers: (authority: Authority | undefined) => Record<string, string>, body: string | Uint8Array = 'x') =>
  (on: Subject): MeshAsked => ({ method: 'POST', path: '/outbox', headers: headers(on.authority), body })

const ROWS: readonly Row[] = [
  {
    ...{ id: 'M-TOKEN-KEY', clause: 'mesh.md 4', title: 'A token signed with another key is refused', purpose: DOOR },
    asked: on => ({ path: '/inbox', token: meshToken(exchange(on), { sharedKey: 'another' }) }),
    ...{ status: 403, isSafety: true },
  },
  {
    ...{ id: 'M-TOKEN-OLD', clause: 'mesh.md 4', title: 'A token three hours old is refused', purpose: DOOR },
    asked: on => ({
      path: '/inbox',
      token: meshToken(exchange(on), { at: new Date(on.clock.now().getTime() - THREE_HOURS_MS) }),
    }),
    status: 403,
  },
  {
    ...{ id: 'M-TOKEN-EARLY', clause: 'mesh.md 4', title: 'A token of three hours ahead is refused', purpose: DOOR },
    asked: on => ({
      path: '/inbox',
      token: meshToken(exchange(on), { at: new Date(on.clock.now().getTime() + THREE_HOURS_MS) }),
    }),
    status: 403,
  },
  {
    ...{ id: 'M-NO-TOKEN', clause: 'mesh.md 4', title: 'Without a token nothing is told', purpose: DOOR },
    ...{ asked: () => ({ path: '/inbox', token: '' }), status: 403, isSafety: true },
  },
  {
    ...{
      id: 'M-HANDSHAKE',
      clause: 'mesh.md 6.1',
      title: 'A handshake without the client’s version is refused',
      purpose: CLEAR,
    },
    ...{ asked: () => ({ method: 'POST', path: '' }), status: 400 },
  },
  {
    ...{
      id: 'M-MAX-RESULTS',
      clause: 'mesh.md 6.2',
      title: 'Fewer than ten results may not be asked for',
      purpose: CLEAR,
    },
    ...{ asked: () => ({ path: '/inbox?max_results=9' }), status: 400 },
  },
  {
    ...{ id: 'M-UNKNOWN', clause: 'mesh.md 10', title: 'A message that is not there is 404', purpose: CLEAR },
    ...{ asked: () => ({ path: '/inbox/20200101000000000000_ABCDEF' }), status: 404 },
  },
  {
    ...{ id: 'M-NO-RECIPIENT', clause: 'mesh.md 6.8', title: 'A message to nobody is refused', purpose: CLEAR },
    ...{ asked: sending(authority => ({ 'mex-workflowid': authority?.workflows.upload ?? '' })), status: 400 },
  },
  {
    ...{ id: 'M-EMPTY', clause: 'mesh.md 6.8', title: 'A message without a body is refused', purpose: CLEAR },
    ...{ asked: sending(to, ''), status: 417 },
  },
  {
    ...{
      id: 'M-WORKFLOW',
      clause: 'mesh.md 10, code 17',
      title: 'A workflow the mailbox has no part in is refused',
      purpose: CLEAR,
    },
    ...{ asked: sending(authority => to(authority, { 'mex-workflowid': 'NO_SUCH_WORKFLOW' })), status: 417 },
  },
  {
    ...{
      id: 'M-CHUNK-FIRST',
      clause: 'mesh.md 9',
      title: 'A message cannot begin with its second part',
      purpose: CLEAR,
    },
    ...{ asked: sending(authority => to(authority, { 'mex-chunk-range': '2:3' })), status: 417 },
  },
]

const rowCase = ({ asked, status, ...row }: Row): Case => ({
  ...MESH,
  ...row,
  steps: [`Send the request of the case: ${row.title.toLowerCase()}`],
  expected: `Status ${status}`,
  async judge(on, note) {
    const reply = await ask(on, asked(on))
    note(`status ${reply.status}`)
    expectSame(reply.status, status, 'the status')
  },
})

const CASES: readonly Case[] = [
  {
    ...MESH,
    ...{ id: 'M-TOKEN-ONCE', clause: 'mesh.md 4', isSafety: true },
    title: 'A token is good for one request',
    purpose: DOOR,
    steps: ['List the inbox', 'List it again with the same token'],
    expected: '200, then 403',
    async judge(on) {
      const token = meshToken(exchange(on))
      expectSame((await ask(on, { path: '/inbox', token })).status, 200, 'the status of the first use')
      expectSame((await ask(on, { path: '/inbox', token })).status, 403, 'the status of the second use')
    },
  },
  {
    ...MESH,
    ...{ id: 'M-VERSIONS', clause: 'mesh.md 5, 6.2' },
    title: 'The list is told in the version that was asked for',
    purpose: 'Old and new clients of authorities work side by side.',
    steps: ['List the inbox as version 1', 'List it as version 2'],
    expected: '{messages} in both; links.self and approx_inbox_count in version 2 only',
    async judge(on) {
      const one = (await ask(on, { path: '/inbox', version: 1 })).json
      const two = (await ask(on, { path: '/inbox', version: 2 })).json
      expectSame(Object.keys(one ?? {}), ['messages'], 'the members of version 1')
      expect(
        Array.isArray(two?.messages) && typeof two.links?.self === 'string',
        'version 2 lacks messages or links.self',
      )
    },
  },
  {
    ...MESH,
    ...{ id: 'M-417-ID', clause: 'mesh.md 10' },
    title: 'A send to an unknown mailbox is refused under a message id',
    purpose: 'The report that follows names that id; without it nobody can tell which file did not go.',
    steps: ['Send to a mailbox that is not there'],
    expected: '417 with code 12 and a message id',
    async judge(on) {
      const headers = { ...to(on.authority), 'mex-to': 'NOSUCHMAILBOX' }
      const { status, json } = await ask(on, { method: 'POST', path: '/outbox', headers, body: 'x' })
      expectSame([status, json?.detail?.[0]?.code], [417, '12'], 'status and code')
      expect(/\S/.test(json?.message_id ?? ''), 'message_id is missing')
    },
  },
  {
    ...WITH_CODEC,
    ...{ id: 'M-COUNT', clause: 'mesh.md 6.7' },
    title: 'The count is the number of messages that wait',
    purpose: 'A mailbox that looks empty is not read, and its notices are lost after five days.',
    steps: ['Empty the inbox', 'Ask for the count', 'Send an upload, wait for its answer to be listed', 'Ask again'],
    expected: '0, then as many as the list names',
    async judge(on, note) {
      const all = onAll(on)
      await takeChild(all)
      await collectAll(meshOf(all))
      expectSame((await ask(on, { path: '/count', version: 1 })).json?.count, 0, 'the count of an empty inbox')
      const listed = await arrive(on)
      const { count } = (await ask(on, { path: '/count', version: 1 })).json ?? {}
      note(`${listed.length} listed, ${count} counted`)
      await collectAll(meshOf(all))
      expectSame(count, listed.length, 'the count')
    },
  },
  {
    ...WITH_CODEC,
    ...{ id: 'M-GZIP', clause: 'mesh.md 9' },
    title: 'A body is packed exactly where its header says so',
    purpose: 'A packed body read as plain text is an upload or a notice nobody can read.',
    steps: ['Send an upload', 'Download its answer, accepting gzip', 'Download it again, accepting nothing'],
    expected: 'content-encoding: gzip with a gzip body, or neither; both unpack to the same',
    async judge(on) {
      const [id = ''] = await arrive(on)
      const packed = await ask(on, { path: `/inbox/${id}`, headers: { 'accept-encoding': 'gzip' } })
      const plain = await ask(on, { path: `/inbox/${id}` })
      await collectAll(meshOf(onAll(on)))
      const isPacked = (body: Buffer) => body[0] === 0x1f && body[1] === 0x8b
      for (const { headers, body } of [packed, plain])
        expectSame(isPacked(body), headers['content-encoding'] === 'gzip', 'packed, as against content-encoding')
      expect(!isPacked(plain.body), 'a client that accepts nothing is sent a packed body')
      expect(payloadOf(packed).equals(plain.body), 'the packed and the plain body differ')
    },
  },
  {
    ...WITH_CODEC,
    ...{ id: 'M-GONE', clause: 'mesh.md 6.6, 8' },
    title: 'What was acknowledged is gone, and may be acknowledged again',
    purpose: 'A message that can be fetched after it was handed over may be acted on twice.',
    steps: ['Take a message out', 'Download it again', 'Acknowledge it again', 'List'],
    expected: '410, 200, and it is not listed',
    async judge(on) {
      const [id = ''] = await arrive(on)
      expectSame((await ask(on, { path: `/inbox/${id}` })).status, 200, 'the status of a download')
      const acknowledge = { method: 'PUT', path: `/inbox/${id}/status/acknowledged` }
      expectSame((await ask(on, acknowledge)).status, 200, 'the status of an acknowledgement')
      expectSame((await ask(on, { path: `/inbox/${id}` })).status, 410, 'the status of a download afterwards')
      expectSame((await ask(on, acknowledge)).status, 200, 'the status of a second acknowledgement')
      expect(!((await ask(on, { path: '/inbox' })).json?.messages ?? []).includes(id), 'it is listed still')
    },
  },
  {
    ...MESH,
    ...{ id: 'M-CHUNKS', clause: 'mesh.md 9' },
    title: 'A message of two parts is one message once both are there, and no sooner',
    purpose: 'Half an upload would end half the alerts.',
    steps: ['Send part 1 of 2', 'Track it', 'Send part 2 under a wrong range', 'Send part 2', 'Send it once more'],
    expected: '202, uploading; 417; 202; 423',
    async judge(on) {
      const packed = gzipSync('x')
      expectSame(gunzipSync(packed).toString(), 'x', 'what was packed')
      const first = to(on.authority, { 'mex-chunk-range': '1:2', 'content-encoding': 'gzip' })
      const { status, json } = await ask(on, { method: 'POST', path: '/outbox', headers: first, body: packed })
      expectSame(status, 202, 'the status of part 1')
      const path = `/outbox/${json?.message_id}/2`
      const tracked = await ask(on, { path: `/outbox/tracking?messageID=${json?.message_id}` })
      expectSame(tracked.json?.status, 'uploading', 'the tracked status')
      const part = (range: string) =>
        ask(on, {
          method: 'POST',
          path,
          headers: { 'mex-chunk-range': range, 'content-encoding': 'gzip' },
          body: packed,
        })
      expectSame((await part('1:2')).status, 417, 'the status of a part under another range')
      expectSame((await part('2:2')).status, 202, 'the status of part 2')
      expectSame((await part('2:2')).status, 423, 'the status of part 2 once more')
    },
  },
  {
    ...WITH_CODEC,
    ...{ id: 'M-UPLOAD', clause: 'local-authority.md 4.4; hl7v3.md 4.2' },
    title: 'An upload is acknowledged under its own number, record by record',
    purpose: 'The authority finds each child of the answer by it; a wrong number lays a verdict on another file.',
    steps: ['Upload one good record'],
    expected: 'The sequence number of the file, 1 processed, CPF02, CPR06, and a body the specification allows',
    async judge(on) {
      const all = onAll(on)
      const child = await takeChild(all)
      const { sent, sequence, processed, fileCode, codes, deviations } = await upload(all, [child])
      expectSame([sequence, processed, fileCode, codes], [sent, 1, 'CPF02', ['CPR06']], 'number, processed, codes')
      expectSame(deviations, [], 'deviations from the specification')
    },
  },
  {
    ...WITH_CODEC,
    ...{ id: 'M-REFUSED-ROW', clause: 'local-authority.md 4.2, 4.3', isSafety: true },
    title: 'A record that was not stored is never called stored, and keeps no other back',
    purpose:
      'The authority trusts "stored": a child whose record was refused would be without an alert and nobody know.',
    steps: ['Upload a good record, and one whose NHS number has a wrong check digit'],
    expected: '2 processed, CPF03; CPR06 for the one, CPR04 or CPR01 for the other',
    async judge(on, note) {
      const all = onAll(on)
      const child = await takeChild(all)
      const { processed, fileCode, codes } = await upload(all, [child, { ...child, nhsNumber: '9990100005' }])
      note(`${fileCode}: ${codes.join(', ')}`)
      expectSame([processed, fileCode, codes.includes('CPR06')], [2, 'CPF03', true], 'processed, file code, one stored')
      expect(
        codes.some(code => code === 'CPR04' || code === 'CPR01'),
        'the refused record is not called refused',
      )
    },
  },
  {
    ...WITH_CODEC,
    ...{ id: 'M-REPLAY', clause: 'local-authority.md 4.6 F5' },
    title: 'The same file again is answered and changes nothing',
    purpose: 'A sender that lost the answer sends again; nothing may be ended or doubled by it.',
    steps: ['Upload a record', 'Send the same file under the same number once more'],
    expected: 'An acknowledgement of the same number, both times',
    async judge(on) {
      const all = onAll(on)
      const child = await takeChild(all)
      const number = nextSequence(on)
      const first = await upload(all, [child], number)
      const second = await upload(all, [child], number)
      expectSame([first.sequence, second.sequence], [number, number], 'the numbers of the answers')
    },
  },
]

/** Sends an upload of nobody new, and waits until its answer is listed; returns what is listed then. */
async function arrive(on: Subject): Promise<string[]> {
  const all = onAll(on)
  const child = await takeChild(all)
  await collectAll(meshOf(all))
  const { authority, codec, clock } = all
  const body = codec.writeUpload(authority, { sequence: nextSequence(on), planStart: clock.now(), children: [child] })
  await ask(on, { method: 'POST', path: '/outbox', headers: to(authority), body })
  for (const began = clock.now().getTime(); clock.now().getTime() - began < 15_000; ) {
    const listed = (await ask(on, { path: '/inbox' })).json?.messages ?? []
    if (listed.length > 0) return listed
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  expect(false, 'an upload was not answered')
  return []
}

/** The exchange, and what uploads are answered. */
export const exchangeCases: readonly Case[] = [...ROWS.map(rowCase), ...CASES]
