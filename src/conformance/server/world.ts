import { expectSame, NotAsExpected } from '../case.ts'
import { askFhir, type FhirReply, type Json, MODE_HEADER, matches } from '../probe/fhir.ts'
import { askMesh, collectAll, collectUntil } from '../probe/mesh.ts'
import type { Authority, Child, CodecPort, Live, ReadNoticed, Subject } from '../subject.ts'

/** The subject of a case that says it needs these parts. */
export type On = Subject & {
  readonly live: Live
  readonly authority: Authority
  readonly codec: CodecPort
  readonly pool: Child[]
}
export const onAll = (on: Subject): On => ({ pool: [], ...on }) as On
export const meshOf = (on: On) => ({ on, authority: on.authority })

const HUNDRED_DAYS_MS = 100 * 86_400_000

/** A sequence number above every one the kit gave out before on this product: tenths of a second. */
export const nextSequence = ({ clock }: Subject): string => String(Math.floor(clock.now().getTime() / 100))

/** Sends an upload and waits for what the product says of it. */
export async function upload(on: On, children: readonly Child[], sequence = nextSequence(on)) {
  const { authority, codec, clock } = on
  const planStart = new Date(clock.now().getTime() - HUNDRED_DAYS_MS)
  const body = codec.writeUpload(authority, { sequence, planStart, children })
  const headers = { 'mex-to': authority.hubMailbox, 'mex-workflowid': authority.workflows.upload }
  const sent = await askMesh(meshOf(on), { method: 'POST', path: '/outbox', headers, body })
  expectSame(sent.status, 202, 'the status of sending an upload')
  const verdicts = await collectUntil(meshOf(on), 'the acknowledgement', async answer => {
    const read = await codec.readVerdicts(answer)
    return read && { ...read, deviations: await codec.deviations(answer) }
  })
  return { ...verdicts, sent: sequence }
}

/** A child who is on the register with a child protection plan and whom nobody looked up. Uploads them all at once. */
export async function takeChild(on: On): Promise<Child> {
  if (on.pool.length === 0) {
    const { processed, codes } = await upload(on, on.authority.children)
    expectSame(
      codes,
      on.authority.children.map(() => 'CPR06'),
      'the verdicts on the kit’s children',
    )
    expectSame(processed, on.authority.children.length, 'the records processed')
    on.pool.push(...on.authority.children)
  }
  const child = on.pool.shift()
  if (child === undefined) throw new NotAsExpected('no child is left')
  return child
}

export type LookedUp = {
  readonly as?: 'standard' | 'silent'
  /** What the mode header says; none where it is not given. */
  readonly unscheduled?: boolean
  readonly path?: '/CareTeam' | '/AuditEvent'
  readonly requestId?: string
}

/** Asks the register itself. */
export function lookUp(on: On, child: Child, looked: LookedUp = {}): Promise<FhirReply> {
  const { as = 'standard', unscheduled, path = '/CareTeam', requestId = on.randomness.uuid() } = looked
  const headers = unscheduled === undefined ? {} : { [MODE_HEADER]: String(unscheduled) }
  return askFhir(on.live.url, { path, number: child.nhsNumber, token: on.live.tokens[as], requestId, headers })
}

/** How many accesses the history of a child holds. */
export async function historyLength(on: On, child: Child): Promise<number> {
  return matches(await lookUp(on, child, { path: '/AuditEvent', as: 'silent', unscheduled: false }), 'AuditEvent')
    .length
}

export function expectPlan(reply: FhirReply, child: Child): void {
  const teams = matches(reply, 'CareTeam')
  expectSame(teams.length, 1, 'the plans')
  expectSame(
    teams.map((team: Json) => team.subject?.identifier?.value),
    [child.nhsNumber],
    'whom the plan is about',
  )
}

/** The root of a notice (hl7v3.md 4.5). */
const NOTICE = '<CP-ISAccessToServiceNotification'

const namesOne = (noticed: readonly ReadNoticed[], child: Child) =>
  noticed.filter(one => one.nhsNumbers.includes(child.nhsNumber))

/**
 * Every notice the authority got about one child. A look-up of another child is told last, so that what did not come
 * before it does not come: no waiting on the clock.
 */
export async function noticesAbout(on: On, child: Child): Promise<ReadNoticed[]> {
  const { codec } = on
  const fence = await takeChild(on)
  const noticed: ReadNoticed[] = []
  expectPlan(await lookUp(on, fence, { unscheduled: true }), fence)
  await collectUntil(meshOf(on), 'the notice of a look-up', async body => {
    const read = await codec.readAccesses(body)
    if (read) noticed.push(read)
    else if (body.includes(NOTICE)) throw new NotAsExpected('a notice cannot be read: it lacks what it must have')
    return read?.nhsNumbers.includes(fence.nhsNumber) || undefined
  })
  for (const body of await collectAll(meshOf(on))) {
    const read = await codec.readAccesses(body)
    if (read) noticed.push(read)
  }
  return namesOne(noticed, child)
}
