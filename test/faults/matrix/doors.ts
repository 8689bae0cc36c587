import assert from 'node:assert/strict'
import { openSpineClient } from '../../../src/hl7v3/index.ts'
import { silentLog, systemClock, systemRandomness } from '../../../src/platform/index.ts'
import { askFhir, byNumber, NURSE } from '../../support/caller.ts'
import type { Seen as Page, Visitor } from '../../support/portal-visitor.ts'
import { staff } from '../../support/register.ts'

/** What came over a door; `Failed` is a fault without an answer of the three. */
export type Seen = { readonly kind: 'Known' | 'NotKnown' | 'NotChecked' | 'Failed'; readonly plans: number }

/** A standard look-up of unscheduled care, through one of the doors. */
export type Door = (nhsNumber: string, requestId: string) => Promise<Seen>

/** The doors of the matrix: another is one more entry here and where the world opens it. */
export const DOORS = ['fhir', 'hl7v3', 'portal'] as const
export type DoorName = (typeof DOORS)[number]
export type DoorsOf = Readonly<Record<DoorName, Door>>

export function fhirDoor(url: string, bearer: string): Door {
  return async (nhsNumber, requestId) => {
    const { status, body } = await askFhir(url, { query: byNumber(nhsNumber), bearer, unscheduled: true, requestId })
    if (status === 200) {
      const { total } = body as { total: number }
      return { kind: total > 0 ? 'Known' : 'NotKnown', plans: total }
    }
    // Whatever else is said, nothing of the child is.
    assert.equal(JSON.stringify(body).includes('CareTeam'), false)
    return { kind: status === 503 ? 'NotChecked' : 'Failed', plans: 0 }
  }
}

export function hl7v3Door(url: string): Door {
  const { author } = staff('Ada')
  assert.ok(author.kind === 'person')
  const ada = { ...author, ...NURSE }
  return async (nhsNumber, requestId) => {
    const { ask } = openSpineClient({
      clock: systemClock,
      log: silentLog,
      // Both ids of the message: the same when it is sent again.
      randomness: { ...systemRandomness, uuid: () => requestId },
      url,
      from: 'https://trust.example.org/cpis',
      systemId: '200000000101',
      serviceSystemId: '200000000001',
      accessEventTypeForm: 'none',
      withinMs: 20_000,
    })
    const answer = await ask({ nhsNumber, author: ada, mode: 'standard' })
    return { kind: answer.kind, plans: answer.kind === 'Known' ? answer.plans.length : 0 }
  }
}

/**
 * A nurse at the pages of one process: finds the child by number, sees whether there is anything, opens it. `signIn` is
 * how she gets a session, anew where the pages no longer take the one she has.
 */
export function portalDoor(url: string, signIn: () => Promise<Visitor>): Door {
  let nurse: Promise<Visitor> | undefined
  return async (nhsNumber, requestId) => {
    nurse ??= signIn()
    const visitor = (await nurse).elsewhere({ url })
    const found = await visitor.post('/child', { number: nhsNumber })
    if (found.location.startsWith('/sign-in')) nurse = undefined
    if (!found.location.startsWith('/child/')) return seenOn(found)
    const shown = await visitor.get(found.location)
    if (!shown.html.includes('There is child protection information about this patient')) return seenOn(shown)
    return seenOn(await visitor.post(`${found.location}/open`, { request: requestId }))
  }
}

/** One of the three answers by its form, or a page that says that nothing was checked; any other is no answer. */
function seenOn({ status, html }: Page): Seen {
  const form = /class="portal-answer portal-answer--([\w-]+)"/.exec(html)?.[1]
  const plans = html.match(/class="portal-plan"/g)?.length ?? 0
  if (status === 200 && form === 'known') return { kind: 'Known', plans }
  assert.equal(plans, 0, 'whatever else is said, nothing of the child is')
  if (status === 200 && form === 'not-known') return { kind: 'NotKnown', plans }
  assert.doesNotMatch(html, /No information on CP-IS|holds nothing/)
  const isNotChecked = form === 'not-checked' || /<h1[^>]*>Not checked: /.test(html)
  return { kind: status === 503 && isNotChecked ? 'NotChecked' : 'Failed', plans }
}
