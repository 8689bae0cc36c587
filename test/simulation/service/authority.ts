import assert from 'node:assert/strict'
import { readNotice, writeUpload } from '../../../src/hl7v3/index.ts'
import type { MeshClient } from '../../../src/mesh/index.ts'
import { addDays, type Clock, dayInEngland } from '../../../src/platform/index.ts'
import type { Chance } from './chance.ts'

/** What an authority was told: an access of a child by somebody, under the id of the message. */
export type Told = { readonly messageId: string; readonly nhsNumber: string; readonly userId: string }

/** A local authority: one file at a time, and the next when the answer is there. */
export type SimulatedAuthority = {
  readonly code: string
  /** Sends a file of some children, or the one in flight again when its answer never came. */
  upload(children: readonly string[]): Promise<void>
  /** Reads its mailbox. */
  collect(): Promise<void>
  /** The children whose rows were acknowledged, with the start of the plan. */
  readonly acknowledged: ReadonlyMap<string, string>
  /** Those in a file without an answer yet: they may be held or not. */
  inFlight(): readonly string[]
  readonly told: readonly Told[]
}

type File = { readonly sequence: number; readonly text: string; readonly starts: ReadonlyMap<string, string> }
export type AuthorityWish = {
  readonly code: string
  readonly hub: string
  readonly workflow: string
  readonly mesh: MeshClient
  readonly clock: Clock
  readonly chance: Chance
}

export function openSimulatedAuthority(wish: AuthorityWish): SimulatedAuthority {
  const { code, mesh, clock, chance, hub, workflow } = wish
  const acknowledged = new Map<string, string>()
  const told: Told[] = []
  const seen = new Set<string>()
  let file: File | undefined
  let sequence = 1
  const send = (text: string) => mesh.send({ to: hub, workflowId: workflow, body: text })
  const take = (notice: Awaited<ReturnType<typeof readNotice>>, messageId: string): void => {
    if (notice.kind === 'access')
      for (const { nhsNumber, author } of notice.notice.accesses)
        told.push({ messageId, nhsNumber, userId: author.kind === 'person' ? author.userId : '' })
    if (notice.kind !== 'acknowledgement' || Number(notice.acknowledgement.sequence) !== file?.sequence) return
    // PDS was away: the same file is to come again.
    if (notice.acknowledgement.fileCode === 'CPF05') return
    assert.equal(notice.acknowledgement.fileCode, 'CPF02')
    assert.equal(notice.acknowledgement.failed, 0)
    for (const [child, start] of file.starts) acknowledged.set(child, start)
    file = undefined
    sequence += 1
  }
  return {
    code,
    acknowledged,
    told,
    inFlight: () => [...(file?.starts.keys() ?? [])],
    async upload(children) {
      file ??= written(wish, sequence, children)
      await send(file.text)
      // A sender that did not hear the answer sends the same once more.
      if (chance.happens(0.1)) await send(file.text)
    },
    async collect() {
      for (const messageId of await mesh.list()) {
        const message = await mesh.download(messageId)
        assert.ok(message !== 'gone')
        // A receiver drops what it has seen.
        if (!seen.has(messageId)) take(await readNotice(oneChunk(message.body)), messageId)
        seen.add(messageId)
        await mesh.acknowledge(messageId)
      }
    },
  }

  function written({ chance }: AuthorityWish, number: number, children: readonly string[]): File {
    const today = dayInEngland(clock.now())
    const starts = new Map(children.map(child => [child, addDays(today, -chance.upTo(300))]))
    const text = writeUpload({
      kind: 'upload',
      sequence: String(number),
      createdAt: clock.now().toISOString(),
      declaredCount: starts.size,
      authority: { odsCode: code, name: `${code} COUNCIL`, emergencyPhone: '07700900801' },
      records: [...starts].map(([nhsNumber, start], index) => ({
        position: index + 1,
        plans: [{ type: 'CPP', start }],
        subjects: [
          {
            kind: 'child',
            nhsNumber,
            localId: `L${index}`,
            familyName: 'Sample',
            givenName: 'Robin',
            birthDate: '2019-02-14',
          },
        ],
      })),
    })
    return { sequence: number, text, starts }
  }
}

async function* oneChunk(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield body
}
