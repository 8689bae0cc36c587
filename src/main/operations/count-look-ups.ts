import type { FastifyInstance } from 'fastify'
import type { Answer } from '../../lookup/index.ts'
import { ANSWER_WITHIN_MS, type Door, type Minutes } from '../../operations/index.ts'
import { type Clock, isRefusal } from '../../platform/index.ts'

const LOOK_UPS = /^\/(?:cpis|patient-flags-api)\/FHIR\/R4\/(?:CareTeam|PatientFlag)(?:\/_search)?$/

/**
 * Counts the look-ups of the FHIR door by their answers: 2xx within two seconds is good, 5xx or later is not; what the
 * caller did wrong was no valid look-up, and the sandbox is none (trust.md T-20). To be called before routes are added.
 */
export function countFhirLookUps(server: FastifyInstance, minutes: Minutes): void {
  server.addHook('onResponse', async (request, reply) => {
    if (!LOOK_UPS.test(request.routeOptions.url ?? '')) return
    const { statusCode } = reply
    if (statusCode < 300) minutes.lookUp('fhir', reply.elapsedTime <= ANSWER_WITHIN_MS)
    else if (statusCode >= 500) minutes.lookUp('fhir', false)
  })
}

type Counting = { readonly minutes: Minutes; readonly clock: Clock; readonly door: Door }

/** `ask`, counted: good is any answer but `NotChecked` within two seconds. */
export function countedAsk<Question>(
  { minutes, clock, door }: Counting,
  ask: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer> {
  return async question => {
    const began = clock.now().getTime()
    let isGood = false
    try {
      const answer = await ask(question)
      isGood = answer.kind !== 'NotChecked' && clock.now().getTime() - began <= ANSWER_WITHIN_MS
      return answer
    } finally {
      minutes.lookUp(door, isGood)
    }
  }
}

/** What comes before asking, counted where a fault of ours ends a look-up there; a refusal was no valid one. */
export function countedBefore<Input extends unknown[], Output>(
  { minutes, door }: Counting,
  step: (...input: Input) => Promise<Output>,
): (...input: Input) => Promise<Output> {
  return async (...input) => {
    try {
      return await step(...input)
    } catch (error) {
      if (!isRefusal(error) || error.status >= 500) minutes.lookUp(door, false)
      throw error
    }
  }
}
