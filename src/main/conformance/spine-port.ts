import type { SpinePort, SpineReply } from '../../conformance/index.ts'
import { openSpineClient, post, type SpineAnswer } from '../../hl7v3/index.ts'
import type { PersonAuthor } from '../../identity/index.ts'
import { silentLog, systemClock, systemRandomness, type Tls } from '../../platform/index.ts'

/** A system that asks, and who asks by it. */
export type Asker = { readonly systemId: string; readonly author: PersonAuthor }

export type SpineWish = {
  readonly url: string
  readonly serviceSystemId: string
  readonly tls?: Tls
  readonly standard: Asker
  readonly silent: Asker
}

const WITHIN_MS = 15_000

/** Queries over synchronous SOAP, by this project's client. */
export function spinePort({ url, serviceSystemId, tls, ...askers }: SpineWish): SpinePort {
  const common = { clock: systemClock, randomness: systemRandomness, log: silentLog, withinMs: WITHIN_MS }
  const from = 'https://conformance.example.org/cpis'
  return {
    async ask({ nhsNumber, mode }) {
      const { systemId, author } = askers[mode]
      const form = { accessEventTypeForm: 'queryByParameterValue', ...(tls && { tls }) } as const
      const client = openSpineClient({ ...common, ...form, url, from, systemId, serviceSystemId })
      return replyOf(await client.ask({ nhsNumber, author, mode }))
    },
    async post(body) {
      const headers = { SOAPAction: '"urn:nhs:names:services:cpisquery/QUPC_IN000006GB01"', 'Content-Type': 'text/xml' }
      const { status, body: answered } = await post({ url, headers, body, withinMs: WITHIN_MS, ...(tls && { tls }) })
      return { status, reply: { ...NOTHING_LEARNT, kind: kindOf(status, Buffer.from(answered).toString('utf8')) } }
    },
  }
}

const NOTHING_LEARNT = { authorities: [], historyLength: 0 }

/** A fault says so; whatever else comes for a query nobody could read passes itself off as an answer. */
function kindOf(status: number, body: string): SpineReply['kind'] {
  return status >= 400 || /Fault>/.test(body) ? 'NotChecked' : 'NotKnown'
}

function replyOf(answer: SpineAnswer): SpineReply {
  if (answer.kind === 'NotKnown') return { ...NOTHING_LEARNT, kind: 'NotKnown' }
  if (answer.kind === 'NotChecked') {
    const why = [answer.why, ...answer.reasons.map(({ code, display }) => `${code} ${display}`)].join('; ')
    return { ...NOTHING_LEARNT, kind: 'NotChecked', why }
  }
  const { plans, history } = answer
  const [plan] = plans
  return {
    kind: 'Known',
    authorities: plans.map(one => one.authority),
    ...(plan?.nhsNumber !== undefined && { nhsNumber: plan.nhsNumber }),
    historyLength: history.length,
  }
}
